using System.Text.Json.Serialization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

internal sealed record MobileClient(
    [property: JsonPropertyName("client")] MobileApplication? Application,
    [property: JsonPropertyName("custom")] Dictionary<string, string>? CustomValues,
    [property: JsonPropertyName("env")] Dictionary<string, string>? EnvironmentValues) : IClientContext
{
    IDictionary<string, string>? IClientContext.Environment => EnvironmentValues;

    IClientApplication? IClientContext.Client => Application;

    IDictionary<string, string>? IClientContext.Custom => CustomValues;
}
