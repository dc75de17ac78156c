namespace ScanResponder.Cli.Doctor;

/// <summary>What a look at something showed.</summary>
internal enum CheckState
{
    /// <summary>It is as it should be.</summary>
    Ok,

    /// <summary>An alert may not come, or a hole may not be closed.</summary>
    Problem,

    /// <summary>AWS did not say.</summary>
    CouldNotLook,
}
