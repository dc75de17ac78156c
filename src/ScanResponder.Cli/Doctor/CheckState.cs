using System.Text.Json.Serialization;

namespace ScanResponder.Cli.Doctor;

/// <summary>What a look at something showed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckState>))]
internal enum CheckState
{
    /// <summary>It is as it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>An alert may not come, or a hole may not be closed.</summary>
    [JsonStringEnumMemberName("problem")]
    Problem,

    /// <summary>AWS did not say.</summary>
    [JsonStringEnumMemberName("could-not-look")]
    CouldNotLook,
}
