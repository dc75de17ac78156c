using Amazon.Lambda.Serialization.SystemTextJson;

namespace ScanResponder.Tests.StandIns;

internal sealed class GreetingSerializer : SourceGeneratorLambdaJsonSerializer<GreetingContext>;
