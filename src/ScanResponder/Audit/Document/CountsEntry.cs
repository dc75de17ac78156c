namespace ScanResponder.Audit.Document;

/// <summary>How many security groups are how, in the document of a sweep.</summary>
/// <param name="Groups">How many were looked at.</param>
/// <param name="Open">How many let, or did before they were closed, the internet reach a guarded port.</param>
/// <param name="Reachable">How many of those packets get through to.</param>
/// <param name="Closed">How many of those that were open are closed now.</param>
public sealed record CountsEntry(int Groups, int Open, int Reachable, int Closed)
{
    /// <summary>The counts of a report.</summary>
    public static CountsEntry Of(AuditReport report) =>
        new(report.Looked, report.Groups.Length, report.Groups.Count(group => group.IsReachable is true), report.Closed);
}
