using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using ScanResponder.Triggers;

namespace ScanResponder.Lambda;

/// <summary>The JSON of the function's event and answer, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CloudWatchEvent<EventDetail>))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class LambdaJsonContext : JsonSerializerContext;

/// <summary>Reads the event and writes the answer with the options of <see cref="LambdaJsonContext"/>.</summary>
internal sealed class LambdaJson : SourceGeneratorLambdaJsonSerializer<LambdaJsonContext>
{
    /// <inheritdoc/>
    protected override JsonSerializerOptions CreateDefaultJsonSerializationOptions() => new(LambdaJsonContext.Default.Options);
}
