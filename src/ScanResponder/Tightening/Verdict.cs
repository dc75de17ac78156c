namespace ScanResponder.Tightening;

/// <summary>What came of a finding, in one word.</summary>
public enum Verdict
{
    /// <summary>Every guarded port in scope is closed to the world.</summary>
    Tightened,

    /// <summary>Some rules were tightened, and a guarded port in scope is still open or a part of the change is missing.</summary>
    PartlyTightened,

    /// <summary>A dry run: EC2 would let the function make the change.</summary>
    WouldTighten,

    /// <summary>A guarded port in scope is open to the world, and nothing was changed, on purpose.</summary>
    LeftOpen,

    /// <summary>No rule lets the internet reach a guarded port in scope.</summary>
    NotOpen,

    /// <summary>Closing a port would not answer this finding.</summary>
    NotApplicable,

    /// <summary>The account could not be read or changed.</summary>
    Failed,
}
