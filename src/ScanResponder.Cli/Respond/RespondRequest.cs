using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Cli.Audit;
using ScanResponder.Evidence;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Respond;

/// <summary>What is to be answered, where and how.</summary>
/// <param name="Findings">The findings, in the order in which they are answered.</param>
/// <param name="Accounts">Where their instances are.</param>
/// <param name="Delivery">Where the alerts go.</param>
/// <param name="Policy">What may be done.</param>
/// <param name="Time">The clock.</param>
internal sealed record RespondRequest(ImmutableArray<Trigger> Findings, IAccounts Accounts, Delivery Delivery, Policy Policy, TimeProvider Time)
{
    /// <summary>What a reader should know first, in lines of 72 columns; null where all is as it seems.</summary>
    internal string? Introduction { get; init; }

    /// <summary>The logs that are asked what came of the findings.</summary>
    internal EvidenceSearch Evidence { get; init; } = EvidenceSearch.None;

    /// <summary>What a reader could do next; null where that is plain.</summary>
    internal string? Next { get; init; }

    /// <summary>The file that gets the page of the alert; null for none. Of several alerts the later ones go to files beside it, with a number before the extension.</summary>
    internal string? Html { get; init; }

    /// <summary>The file that gets the answer in place of the terminal; null for the terminal.</summary>
    internal string? Output { get; init; }

    /// <summary>True where nothing is to be written to the terminal but what goes wrong.</summary>
    internal bool Quiet { get; init; }

    /// <summary>What the exit status calls open.</summary>
    internal FailOn FailOn { get; init; }
}
