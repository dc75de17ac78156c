using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>What is deployed: the function, and what its configuration and its stack say.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The Region.</param>
/// <param name="Configuration">The function's configuration, as Lambda tells it.</param>
internal sealed record Deployment(string Partition, string AccountId, string Region, JsonNode Configuration)
{
    /// <summary>The stack; null where only the function was named.</summary>
    internal string? Stack { get; init; }

    /// <summary>How the stack is; null without one.</summary>
    internal string? StackStatus { get; init; }

    /// <summary>The stack's parameters by name; empty without one.</summary>
    internal FrozenDictionary<string, string> Parameters { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The rules of the stack, by name.</summary>
    internal ImmutableArray<string> StackRules { get; init; } = [];

    /// <summary>The function's name.</summary>
    internal string FunctionName => Configuration.Text("FunctionName") ?? "";

    /// <summary>The function's ARN.</summary>
    internal string FunctionArn => Configuration.Text("FunctionArn") ?? "";

    /// <summary>The ARN of the function's role.</summary>
    internal string RoleArn => Configuration.Text("Role") ?? "";

    /// <summary>The name of the function's role.</summary>
    internal string RoleName => RoleArn.Split('/')[^1];

    /// <summary>The Regions that it answers for, its own first.</summary>
    internal ImmutableArray<string> Regions => [Region, .. (Parameter("OtherRegions") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>A setting of the function; null where it is not set.</summary>
    internal string? Setting(string name) => Configuration.Member("Environment").Member("Variables").Text(name) is { Length: > 0 } value ? value : null;

    /// <summary>A parameter of the stack; null where there is no stack, or it has no such parameter.</summary>
    internal string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>Finds it.</summary>
    /// <param name="api">The account.</param>
    /// <param name="scope">Partition, account and Region.</param>
    /// <param name="stack">The stack; null where the function is named.</param>
    /// <param name="function">The function; null where it is the stack's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InputException">There is no such stack or function.</exception>
    /// <exception cref="ApiException">AWS does not say.</exception>
    internal static async Task<Deployment> FindAsync(
        IAwsApi api, (string Partition, string AccountId, string Region) scope, string? stack, string? function, CancellationToken cancellationToken)
    {
        JsonNode? description = null;
        var resources = new List<JsonNode>();
        if (stack is not null)
        {
            description = (await FoundAsync(new(ApiService.CloudFormation, "DescribeStacks", new() { ["StackName"] = stack }), $"there is no stack {stack} in {scope.Region} of account {scope.AccountId}: {DoctorCommand.Stack} names another, {DoctorCommand.Function} the function alone"))
                .Items("Stacks").FirstOrDefault();
            string? next = null;
            do
            {
                var page = await api.AskAsync(new(ApiService.CloudFormation, "ListStackResources", new() { ["StackName"] = stack, ["NextToken"] = next }), cancellationToken);
                resources.AddRange(page.Items("StackResourceSummaries"));
                next = page.Text("NextToken");
            }
            while (!string.IsNullOrEmpty(next));

            // The function of the template, and not one that somebody has added to the stack.
            function ??= resources.Where(resource => resource.Text("ResourceType") is "AWS::Lambda::Function")
                .OrderBy(resource => resource.Text("LogicalResourceId") is "Responder" ? 0 : 1)
                .Select(resource => resource.Text("PhysicalResourceId")).FirstOrDefault()
                ?? throw new InputException($"the stack {stack} has no function");
        }

        var configuration = await FoundAsync(
            new(ApiService.Lambda, "GetFunctionConfiguration") { Path = $"/2015-03-31/functions/{Uri.EscapeDataString(function!)}/configuration" },
            $"there is no function {function} in {scope.Region} of account {scope.AccountId}");
        return new(scope.Partition, scope.AccountId, scope.Region, configuration)
        {
            Stack = stack,
            StackStatus = description.Text("StackStatus"),
            Parameters = description.Items("Parameters").DistinctBy(parameter => parameter.Text("ParameterKey"))
                .ToFrozenDictionary(parameter => parameter.Text("ParameterKey") ?? "", parameter => parameter.Text("ParameterValue") ?? ""),
            StackRules =
            [
                .. resources.Where(resource => resource.Text("ResourceType") is "AWS::Events::Rule")
                    .Select(resource => resource.Text("PhysicalResourceId")?.Split('|')[^1]).OfType<string>(),
            ],
        };

        async Task<JsonNode> FoundAsync(ApiCall call, string missing)
        {
            try
            {
                return await api.AskAsync(call, cancellationToken);
            }
            catch (ApiException exception) when (exception.IsMissing || exception is { Code: "ValidationError" })
            {
                throw new InputException(missing, exception);
            }
        }
    }
}
