using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class DeployedFunctionTests(MotoServer moto)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invocation_whose_process_died_is_over_and_can_be_delivered_again()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        await using DeployedFunction function = DeployedFunction.Start("/bin/false", world);
        var invocation = new Invocation("{}");

        var died = await Assert.ThrowsAsync<ProcessDiedException>(() => function.InvokeAsync(invocation, Cancellation));
        Assert.Contains("exit code 1", died.Message, StringComparison.Ordinal);

        await function.RestartAsync(Cancellation);
        await Assert.ThrowsAsync<ProcessDiedException>(() => function.InvokeAsync(invocation, Cancellation));
    }
}
