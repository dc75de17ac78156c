using System.Collections.Immutable;

namespace ScanResponder.Triggers;

/// <summary>Reads the events of one source. A new source is a folder with its reader beside this file, and a line in <see cref="TriggerEvents"/>.</summary>
internal abstract class TriggerReader
{
    /// <summary>The <c>source</c> of its events.</summary>
    internal abstract string Source { get; }

    /// <summary>The <c>detail-type</c> of its events.</summary>
    internal abstract string DetailType { get; }

    /// <summary>What the event brings, in its order; at least one.</summary>
    /// <param name="detail">The event's detail; of any kind.</param>
    /// <param name="account">The event's own account, which counts where the detail names none; may be null.</param>
    /// <param name="region">The event's own Region, which counts where the detail names none; may be null.</param>
    /// <exception cref="TriggerFormatException">The detail cannot be read.</exception>
    internal abstract ImmutableArray<Trigger> Read(JsonPart detail, string? account, string? region);
}
