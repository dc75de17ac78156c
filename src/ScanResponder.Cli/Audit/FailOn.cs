namespace ScanResponder.Cli.Audit;

/// <summary>What an audit's exit status calls open.</summary>
internal enum FailOn
{
    /// <summary>Any group that lets the internet reach a guarded port.</summary>
    Open,

    /// <summary>One to which packets get, or may get.</summary>
    Reachable,

    /// <summary>Nothing: the status only says whether all could be looked at.</summary>
    Never,
}
