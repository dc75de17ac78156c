namespace ScanResponder.Tests.Simulation;

/// <summary>How rough a <see cref="Storm"/> is.</summary>
/// <param name="Groups">How many groups there are.</param>
/// <param name="Findings">How many findings come.</param>
/// <param name="Faults">The share of calls that go wrong.</param>
/// <param name="Deaths">The share of calls at which the process ends.</param>
/// <param name="Edits">How many edits people make.</param>
/// <param name="Lagging">True where reads lag.</param>
internal sealed record StormKind(int Groups, int Findings, double Faults, double Deaths, int Edits, bool Lagging);
