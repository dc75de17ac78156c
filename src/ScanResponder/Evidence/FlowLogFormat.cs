using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ScanResponder.Evidence;

/// <summary>
/// The fields of a flow log's lines, in order: <see href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html"/>.
/// </summary>
public sealed partial class FlowLogFormat
{
    private FlowLogFormat(ImmutableArray<string> fields) => Fields = fields;

    /// <summary>The format of a flow log that was made without one.</summary>
    public static FlowLogFormat Default { get; } = new(
        ["version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "action", "log-status"]);

    /// <summary>The names of the fields, such as <c>pkt-srcaddr</c>.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>True for the fields of <see cref="Default"/> in their order.</summary>
    public bool IsDefault => Fields.AsSpan().SequenceEqual(Default.Fields.AsSpan());

    /// <summary>Reads what EC2 shows of a flow log's format. Where it shows none, or none with fields, the format is the default one.</summary>
    /// <param name="text">Fields such as <c>${srcaddr}</c>, separated by spaces; may be null.</param>
    public static FlowLogFormat Parse(string? text) =>
        Field().Matches(text ?? "").Select(match => match.Groups["name"].Value).ToImmutableArray() is { IsEmpty: false } fields
            ? new(fields)
            : Default;

    /// <summary>The first of these names that is a field; null where none is.</summary>
    public string? FirstOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Fields.Contains(name))
                return name;
        }

        return null;
    }

    [GeneratedRegex(@"\$\{(?<name>[a-z0-9-]+)\}")]
    private static partial Regex Field();
}
