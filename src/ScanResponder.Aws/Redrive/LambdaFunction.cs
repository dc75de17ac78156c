using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace ScanResponder.Aws.Redrive;

/// <summary>A function of Lambda.</summary>
internal sealed class LambdaFunction(IAmazonLambda lambda, FunctionName name) : IFunction
{
    /// <inheritdoc/>
    public async Task InvokeAsync(string json, CancellationToken cancellationToken)
    {
        var request = new InvokeRequest { FunctionName = name.ToString(), InvocationType = InvocationType.Event, Payload = json };
        int? status;
        try
        {
            status = (await lambda.InvokeAsync(request, cancellationToken)).StatusCode;
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw RedriveException.Of("Lambda", $"lambda:InvokeFunction on {name}", error);
        }

        // Lambda keeps the event if it says so with this status, and with no other.
        if (status != (int)HttpStatusCode.Accepted)
            throw new RedriveException($"Lambda answered HTTP {status} and did not accept the event (it would answer 202)");
    }

    /// <inheritdoc/>
    public async Task<string> AskAsync(string json, CancellationToken cancellationToken)
    {
        InvokeResponse response;
        try
        {
            response = await lambda.InvokeAsync(new InvokeRequest { FunctionName = name.ToString(), Payload = json }, cancellationToken);
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw RedriveException.Of("Lambda", $"lambda:InvokeFunction on {name}", error);
        }

        var answer = Encoding.UTF8.GetString(response.Payload?.ToArray() ?? []);
        return response.FunctionError is null
            ? answer
            : throw new RedriveException($"the function failed: {MessageOf(answer)}");
    }

    /// <summary>What the runtime says about a failure.</summary>
    private static string MessageOf(string answer)
    {
        try
        {
            return JsonElement.Parse(answer) is { ValueKind: JsonValueKind.Object } error && error.TryGetProperty("errorMessage", out var message) && message.ValueKind is JsonValueKind.String
                ? message.GetString()!
                : answer;
        }
        catch (JsonException)
        {
            return answer;
        }
    }
}
