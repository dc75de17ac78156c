using System.Text.Json.Serialization;

namespace ScanResponder.Cli.Redrive;

/// <summary>What became of a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Redriven>))]
internal enum Redriven
{
    /// <summary>Lambda has the event, and the message is deleted.</summary>
    [JsonStringEnumMemberName("handed-over")]
    HandedOver,

    /// <summary>It could be handed over, and was only looked at.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>It cannot be handed over, and stays in the queue.</summary>
    [JsonStringEnumMemberName("left")]
    Left,

    /// <summary>Lambda has the event, and the message is still in the queue.</summary>
    [JsonStringEnumMemberName("not-deleted")]
    NotDeleted,
}
