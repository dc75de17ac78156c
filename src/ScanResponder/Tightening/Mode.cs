namespace ScanResponder.Tightening;

/// <summary>How far the responder may go.</summary>
public enum Mode
{
    /// <summary>Look and tell.</summary>
    Notify,

    /// <summary>Look, tell, and make the change when somebody approves it.</summary>
    Ask,

    /// <summary>Ask EC2 whether the change could be made, and show it.</summary>
    DryRun,

    /// <summary>Make the change.</summary>
    Remediate,
}
