using System.Collections.Immutable;

namespace ScanResponder.Aws.Logs;

/// <summary>What a query answered.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Rows">Its rows, each as its values by the names of the columns.</param>
internal sealed record QueryRows(string QueryId, ImmutableArray<IReadOnlyDictionary<string, string>> Rows);
