namespace ScanResponder.Cli.Audit;

/// <summary>How an audit is written.</summary>
internal enum AuditFormat
{
    /// <summary>For people at a terminal.</summary>
    Table,

    /// <summary>For programs: <see cref="ScanResponder.Audit.Document.SweepJson"/>.</summary>
    Json,

    /// <summary>For spreadsheets: a row for each rule and port.</summary>
    Csv,

    /// <summary>A page that needs nothing else.</summary>
    Html,

    /// <summary>For issues and wikis.</summary>
    Markdown,
}
