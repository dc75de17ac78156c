using ScanResponder.Triggers;

namespace ScanResponder.Cli.Redrive;

/// <summary>The finding of a message, as its JSON names it.</summary>
internal sealed record RedriveFinding(string Id, string Type, string AccountId, string Region)
{
    /// <summary>What there is to say of a finding.</summary>
    internal static RedriveFinding Of(Trigger trigger) => new(trigger.Id, trigger.Type, trigger.AccountId, trigger.Region);
}
