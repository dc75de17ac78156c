using System.Collections.Immutable;
using System.Globalization;

namespace ScanResponder.Alerts;

/// <summary>What had to be left out of a message, in words.</summary>
/// <param name="Sentences">A sentence for each part that was cut; empty where nothing was.</param>
/// <param name="UndoLeftOut">Commands of the undo among it.</param>
/// <param name="Carrier">What they did not fit into.</param>
internal sealed record Cuts(ImmutableArray<string> Sentences, int UndoLeftOut, string Carrier)
{
    /// <summary>Nothing was left out.</summary>
    internal static Cuts None { get; } = new([], 0, "");

    /// <summary>How much of the undo is missing, and where the rest can be found.</summary>
    internal string UndoSentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{UndoLeftOut:N0} of its commands did not fit into {Carrier}; the rules are in CloudTrail, in the events RevokeSecurityGroupIngress and AuthorizeSecurityGroupIngress.");
}
