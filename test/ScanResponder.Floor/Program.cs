using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

// The least that a native function in .NET can do: it answers with the event that it got. What it takes is what the benchmark calls the floor.
using var bootstrap = LambdaBootstrapBuilder.Create((Stream received, ILambdaContext _) => Task.FromResult(received)).Build();
await bootstrap.RunAsync();
