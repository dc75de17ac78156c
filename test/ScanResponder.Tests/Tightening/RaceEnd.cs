using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Remediation;

namespace ScanResponder.Tests.Tightening;

/// <summary>What a <see cref="Race"/> came to.</summary>
/// <param name="Situation">The groups afterwards.</param>
/// <param name="Results">What each finding's answer says of itself.</param>
/// <param name="Order">The calls in the order in which they were performed.</param>
internal sealed record RaceEnd(Situation Situation, ImmutableArray<TighteningResult> Results, ImmutableArray<string> Order)
{
    /// <summary>What the answer says that looked at the groups last.</summary>
    internal TighteningResult LastToLook =>
        Results[int.Parse(Order.Last(call => call.EndsWith(" read", StringComparison.Ordinal)).Split(' ', '-')[1], CultureInfo.InvariantCulture)];
}
