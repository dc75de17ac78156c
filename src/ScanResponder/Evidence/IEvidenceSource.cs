using ScanResponder.Accounts;

namespace ScanResponder.Evidence;

/// <summary>Logs that can say what came of what GuardDuty saw.</summary>
public interface IEvidenceSource
{
    /// <summary>What they are, to follow "the", such as <c>flow logs</c>.</summary>
    string Name { get; }

    /// <summary>True where they tell of who opened a port, and not of who came by it, which nobody may have done yet.</summary>
    bool KnowsOpenings => false;

    /// <summary>True where a question costs no money, so that it may be asked before it is known whether the answer is wanted.</summary>
    bool IsFree => false;

    /// <summary>What the logs say. It is asked once for a finding, with one query at the most.</summary>
    /// <exception cref="AccountException">
    /// The logs did not answer as asked. Where the token ended a query that was under way, the message names the query.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token ended the search before a query was under way.</exception>
    Task<LogEvidence> LookAsync(LogQuestion question, CancellationToken cancellationToken);
}
