using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.RuntimeSupport;
using ScanResponder.Lambda;
using ScanResponder.Triggers;

Function? function = null;
using var bootstrap = LambdaBootstrapBuilder
    .Create<CloudWatchEvent<EventDetail>, Answer>((received, context) => function!.HandleAsync(received, context), new LambdaJson())
    .UseBootstrapHandler(() =>
    {
        function = Composition.Compose(Settings.Read(Environment.GetEnvironmentVariable));
        return Task.FromResult(true);
    })
    .Build();
try
{
    await bootstrap.RunAsync();
    return 0;
}
catch (SettingsException)
{
    // The runtime client has logged it and told Lambda.
    return 1;
}
