using System.Collections.Immutable;
using ScanResponder.Triggers;

namespace ScanResponder.Evidence;

/// <summary>What all sources of evidence say about a finding.</summary>
/// <param name="Found">What each of them says, in the order in which they are listed.</param>
public sealed record EvidenceReport(ImmutableArray<LogEvidence> Found)
{
    /// <summary>No log was asked.</summary>
    public static EvidenceReport None { get; } = new([]);

    /// <summary>What flow logs saw; null where none answered.</summary>
    public LogEvidence.Traffic? Traffic => Found.OfType<LogEvidence.Traffic>().FirstOrDefault();

    /// <summary>What sshd logged; null where no log answered.</summary>
    public LogEvidence.Logins? Logins => Found.OfType<LogEvidence.Logins>().FirstOrDefault();

    /// <summary>The calls that may have opened a port; empty where no history answered.</summary>
    public ImmutableArray<RecordedCall> Calls => Found.OfType<LogEvidence.History>().FirstOrDefault()?.Calls ?? [];

    /// <summary>What people should know about the evidence, a sentence each.</summary>
    public IEnumerable<string> Notes => Found.SelectMany(evidence => evidence.Notes);
}
