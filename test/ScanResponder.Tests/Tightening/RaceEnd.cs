using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>What a <see cref="Race"/> came to.</summary>
/// <param name="Situation">The groups afterwards.</param>
/// <param name="Outcomes">What each finding's answer says of itself.</param>
/// <param name="Order">The calls in the order in which they were performed.</param>
internal sealed record RaceEnd(Situation Situation, ImmutableArray<Outcome> Outcomes, ImmutableArray<string> Order);
