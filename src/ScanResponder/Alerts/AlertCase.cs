namespace ScanResponder.Alerts;

/// <summary>What an alert means for the person who reads it. Two alerts of one verdict can ask for quite different things.</summary>
internal enum AlertCase
{
    /// <summary>A sample finding: nothing happened.</summary>
    Drill,

    /// <summary>The instance attacks others.</summary>
    PossibleCompromise,

    /// <summary>The hole is closed.</summary>
    Closed,

    /// <summary>The hole is closed, and other ports that were probed too are open.</summary>
    OthersOpen,

    /// <summary>A host inside attacks, and no rule lets the internet in.</summary>
    Inside,

    /// <summary>A part of the hole, or of the change, is left.</summary>
    PartlyClosed,

    /// <summary>The hole would have been closed.</summary>
    DryRun,

    /// <summary>The hole was left open on purpose.</summary>
    Open,

    /// <summary>There is no hole.</summary>
    NotOpen,

    /// <summary>Ports were probed that nobody asked to guard.</summary>
    NotGuarded,

    /// <summary>A finding that no rule of a security group has a part in.</summary>
    Other,

    /// <summary>The account could not be read or changed.</summary>
    Failed,
}
