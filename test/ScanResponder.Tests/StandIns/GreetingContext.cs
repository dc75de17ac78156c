using System.Text.Json.Serialization;

namespace ScanResponder.Tests.StandIns;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(Amazon.Lambda.CloudWatchEvents.CloudWatchEvent<Greeting>))]
internal sealed partial class GreetingContext : JsonSerializerContext;
