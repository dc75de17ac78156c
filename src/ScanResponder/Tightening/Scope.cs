namespace ScanResponder.Tightening;

/// <summary>Which guarded ports a finding closes.</summary>
public enum Scope
{
    /// <summary>Those that the finding says were tried.</summary>
    Probed,

    /// <summary>All of them.</summary>
    Guarded,
}
