using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.RuntimeSupport;
using ScanResponder.Lambda;
using ScanResponder.Lambda.Start;
using ScanResponder.Triggers;

MemoryLimit.Set(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
Function? function = null;
using var bootstrap = LambdaBootstrapBuilder
    .Create<CloudWatchEvent<EventDetail>, Answer>((received, context) => function!.HandleAsync(received, context), new LambdaJson())
    .UseBootstrapHandler(async () =>
    {
        var settings = Settings.Read(Environment.GetEnvironmentVariable);
        function = Composition.Compose(settings);

        // Lambda gives the keys of the function's role in the environment. Elsewhere the SDK may have to ask somebody for keys, and nobody is asked before an event.
        if (Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") is not null)
            await WarmUp.RunAsync(settings);
        return true;
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
catch (Exception exception)
{
    // Whatever comes out of here would end the process by SIGABRT. AWS's runtime client throws what the Runtime API answers, also to the report that the
    // settings are wrong.
    await Console.Error.WriteLineAsync($"The function ends: {exception}");
    return 1;
}
