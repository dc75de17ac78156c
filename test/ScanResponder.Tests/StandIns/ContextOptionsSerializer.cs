using System.Text.Json;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace ScanResponder.Tests.StandIns;

/// <summary>Takes the options that the context itself declares.</summary>
internal sealed class ContextOptionsSerializer : SourceGeneratorLambdaJsonSerializer<GreetingContext>
{
    protected override JsonSerializerOptions CreateDefaultJsonSerializationOptions() => new(GreetingContext.Default.Options);
}
