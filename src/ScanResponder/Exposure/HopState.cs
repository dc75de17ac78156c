namespace ScanResponder.Exposure;

/// <summary>Whether packets get past a hop.</summary>
internal enum HopState
{
    /// <summary>They get past it.</summary>
    Open,

    /// <summary>It stops them.</summary>
    Shut,

    /// <summary>Nobody can say.</summary>
    Unknown,
}
