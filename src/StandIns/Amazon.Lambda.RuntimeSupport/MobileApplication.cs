using System.Text.Json.Serialization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

internal sealed record MobileApplication(
    [property: JsonPropertyName("app_package_name")] string? AppPackageName,
    [property: JsonPropertyName("app_title")] string? AppTitle,
    [property: JsonPropertyName("app_version_code")] string? AppVersionCode,
    [property: JsonPropertyName("app_version_name")] string? AppVersionName,
    [property: JsonPropertyName("installation_id")] string? InstallationId) : IClientApplication;
