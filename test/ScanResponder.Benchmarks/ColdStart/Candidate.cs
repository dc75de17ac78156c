namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>A function that is measured.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Settings">Its environment, beside what Lambda sets.</param>
internal sealed record Candidate(string Name, string[] Command, params (string Name, string Value)[] Settings);
