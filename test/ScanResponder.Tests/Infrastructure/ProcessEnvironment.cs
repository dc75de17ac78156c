namespace ScanResponder.Tests.Infrastructure;

/// <summary>The collection of the tests that set environment variables of the process. They run while no other test does.</summary>
[CollectionDefinition(nameof(ProcessEnvironment), DisableParallelization = true)]
public sealed class ProcessEnvironment;
