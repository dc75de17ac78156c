namespace ScanResponder.Tests.Simulation;

/// <summary>What can go wrong with a call.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is refused, since there are too many.</summary>
    Throttled,

    /// <summary>It does not arrive.</summary>
    Unavailable,

    /// <summary>It is performed, and the answer does not arrive.</summary>
    AnswerLost,

    /// <summary>It is refused for good.</summary>
    Denied,

    /// <summary>The process ends before the call arrives.</summary>
    DeathBefore,

    /// <summary>The process ends when the call has been performed.</summary>
    DeathAfter,
}
