using System.Net;
using System.Text.Json;
using Amazon.CloudTrail.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Amazon.CloudTrail;

/// <summary>A client of AWS CloudTrail. Safe for use by many threads, and meant to live as long as the process.</summary>
public class AmazonCloudTrailClient : RegionalClient, IAmazonCloudTrail
{
    private static readonly JsonProtocol Protocol = new("Amazon.CloudTrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", ErrorOf);

    private static readonly InvokeOptions LookupEvents = Protocol.Operation<LookupEventsRequest, LookupEventsResponse>(
        "LookupEvents",
        Write,
        answer => new() { Events = answer.List("Events", EventOf), NextToken = answer.Text("NextToken") });

    /// <summary>Credentials of the environment.</summary>
    public AmazonCloudTrailClient(AmazonCloudTrailConfig config)
        : base(config)
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    public AmazonCloudTrailClient(AWSCredentials credentials, AmazonCloudTrailConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    public virtual Task<LookupEventsResponse> LookupEventsAsync(LookupEventsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<LookupEventsResponse>(request, LookupEvents, cancellationToken);

    private static AmazonCloudTrailException ErrorOf(ErrorResponse error, Exception? inner, HttpStatusCode status) =>
        new(error.Message, inner, error.Type, error.Code, error.RequestId, status);

    private static void Write(Utf8JsonWriter writer, LookupEventsRequest request)
    {
        if (request.LookupAttributes is { } attributes)
        {
            writer.WriteStartArray("LookupAttributes");
            foreach (LookupAttribute attribute in attributes)
            {
                writer.WriteStartObject();
                writer.WriteIfSet("AttributeKey", attribute.AttributeKey?.Value);
                writer.WriteIfSet("AttributeValue", attribute.AttributeValue);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (request.MaxResults is { } most)
            writer.WriteNumber("MaxResults", most);
        writer.WriteIfSet("NextToken", request.NextToken);
    }

    private static Event EventOf(JsonElement element) => new()
    {
        CloudTrailEvent = element.Text("CloudTrailEvent"),
        EventId = element.Text("EventId"),
        EventName = element.Text("EventName"),
    };
}
