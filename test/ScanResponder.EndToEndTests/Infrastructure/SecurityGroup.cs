namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>A security group of a test's account.</summary>
public sealed record SecurityGroup(string Id, string Name);
