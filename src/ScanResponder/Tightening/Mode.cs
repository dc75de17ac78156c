namespace ScanResponder.Tightening;

/// <summary>How far the responder may go.</summary>
public enum Mode
{
    /// <summary>Look and tell.</summary>
    Notify,

    /// <summary>Ask EC2 whether the change could be made, and show it.</summary>
    DryRun,

    /// <summary>Make the change.</summary>
    Remediate,
}
