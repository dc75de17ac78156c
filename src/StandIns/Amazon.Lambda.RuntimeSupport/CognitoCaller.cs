using System.Text.Json.Serialization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

internal sealed record CognitoCaller(
    [property: JsonPropertyName("cognitoIdentityId")] string? IdentityId,
    [property: JsonPropertyName("cognitoIdentityPoolId")] string? IdentityPoolId) : ICognitoIdentity;
