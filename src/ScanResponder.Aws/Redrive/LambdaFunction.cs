using System.Net;
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
}
