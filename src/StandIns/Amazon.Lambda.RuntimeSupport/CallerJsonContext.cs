using System.Text.Json.Serialization;

namespace Amazon.Lambda.RuntimeSupport;

[JsonSerializable(typeof(MobileClient))]
[JsonSerializable(typeof(CognitoCaller))]
internal sealed partial class CallerJsonContext : JsonSerializerContext;
