using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>A deployment as it is looked at: what is asked, and what has been found out that more than one look needs.</summary>
/// <param name="Deployment">What is deployed.</param>
/// <param name="Open">Opens a Region of the account.</param>
internal sealed record Examination(Deployment Deployment, Func<string, IAwsApi> Open)
{
    /// <summary>The rules that lead to the function or belong to its stack.</summary>
    internal ImmutableArray<Rule> Rules { get; init; } = [];

    /// <summary>The queue of events that the function failed at, by its ARN; null where there is none or it is not known.</summary>
    internal string? FailedQueueArn { get; init; }

    /// <summary>True where a rule that is enabled listens to the source, or should.</summary>
    internal bool Hears(Source source) =>
        Rules.Any(rule => rule.Source == source && rule.IsEnabled) || source.IsWanted(Deployment) is true;

    /// <summary>Asks in the deployment's Region.</summary>
    internal Task<JsonNode> AskAsync(ApiService service, string operation, JsonObject? input, CancellationToken cancellationToken) =>
        Open(Deployment.Region).AskAsync(new(service, operation, input), cancellationToken);
}
