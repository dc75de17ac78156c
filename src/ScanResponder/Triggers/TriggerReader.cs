using System.Collections.Immutable;

namespace ScanResponder.Triggers;

/// <summary>Reads the events of one source. A new source is a folder with its reader beside this file, and a line in <see cref="TriggerEvents"/>.</summary>
internal abstract class TriggerReader
{
    /// <summary>The <c>source</c> of its events.</summary>
    internal abstract string Source { get; }

    /// <summary>The <c>detail-type</c> of each kind of its events.</summary>
    internal abstract ImmutableArray<string> DetailTypes { get; }

    /// <summary>What the event brings, or why it is nothing to us.</summary>
    /// <param name="received">The event, of one of the reader's detail types.</param>
    /// <exception cref="TriggerFormatException">The detail cannot be read.</exception>
    internal abstract EventContent Read(ReceivedEvent received);
}
