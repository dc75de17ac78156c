namespace ScanResponder.Cli;

/// <summary>What the tool tells the shell.</summary>
internal enum ExitStatus
{
    /// <summary>
    /// Every finding was answered as the mode asks and nothing that it is about is open any more; or every message was handed over.
    /// </summary>
    Answered = 0,

    /// <summary>Something could not be read, changed, published or handed over.</summary>
    Failed = 1,

    /// <summary>The command line does not say what to do.</summary>
    Usage = 2,

    /// <summary>What was asked about is still open.</summary>
    Open = 3,

    /// <summary>The user stopped it: 128 and the number of SIGINT, as shells count.</summary>
    Stopped = 130,
}
