using ScanResponder.EndToEndTests.Infrastructure;
using Xunit.Sdk;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class RequiredToolTests
{
    [Fact]
    public void A_tool_on_the_path_is_found() =>
        Assert.Equal("/bin/sh", RequiredTool.Find("sh", "apt-get install dash", "/nowhere:/bin", continuousIntegration: true));

    [Fact]
    public void A_missing_tool_skips_the_test_and_says_how_to_get_it()
    {
        try
        {
            RequiredTool.Find("moto", "pip install moto", "/nowhere", continuousIntegration: false);
        }
        catch (SkipException skip) // Assert.Throws would let it pass, and this test would be skipped itself.
        {
            Assert.EndsWith("moto is not on PATH; get it with: pip install moto", skip.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Fail("Nothing was skipped.");
    }

    [Fact]
    public void A_missing_tool_fails_the_test_in_continuous_integration() =>
        Assert.Throws<FailException>(() => RequiredTool.Find("moto", "pip install moto", "/nowhere", continuousIntegration: true));
}
