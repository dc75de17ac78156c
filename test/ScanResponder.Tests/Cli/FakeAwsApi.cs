using System.Text.Json.Nodes;
using ScanResponder.Aws.Api;

namespace ScanResponder.Tests.Cli;

/// <summary>Services that answer with what a test says; an operation that nobody named is refused.</summary>
internal sealed class FakeAwsApi : IAwsApi
{
    /// <summary>The answers by operation.</summary>
    internal Dictionary<string, Func<ApiCall, JsonNode>> Answers { get; } = [];

    /// <summary>What was asked.</summary>
    internal List<ApiCall> Asked { get; } = [];

    /// <summary>An operation that answers this, whatever is asked.</summary>
    internal FakeAwsApi With(string operation, string json)
    {
        Answers[operation] = _ => JsonNode.Parse(json)!;
        return this;
    }

    /// <summary>An operation that is not answered.</summary>
    internal FakeAwsApi Refusing(string operation, string message, string? code = null, bool isMissing = false)
    {
        Answers[operation] = _ => throw new ApiException(message, code, isMissing);
        return this;
    }

    /// <inheritdoc/>
    public Task<JsonNode> AskAsync(ApiCall call, CancellationToken cancellationToken)
    {
        lock (Asked)
            Asked.Add(call);
        try
        {
            return Answers.TryGetValue(call.Operation, out var answer)
                ? Task.FromResult(answer(call))
                : Task.FromException<JsonNode>(new ApiException($"{call.Service.Id} answered AccessDenied: no; the user or role that runs this needs {call.Action}", "AccessDenied"));
        }
        catch (ApiException exception)
        {
            return Task.FromException<JsonNode>(exception);
        }
    }
}
