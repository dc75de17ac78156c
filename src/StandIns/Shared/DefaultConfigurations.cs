using Amazon.Runtime;

namespace Amazon.StandIns;

// The modes of AWS_DEFAULTS_MODE. https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html
internal static class DefaultConfigurations
{
    public static IReadOnlyList<IDefaultConfiguration> All { get; } =
    [
        For(DefaultConfigurationMode.Standard, 3.1),
        For(DefaultConfigurationMode.InRegion, 1.1),
        For(DefaultConfigurationMode.CrossRegion, 3.1),
        For(DefaultConfigurationMode.Mobile, 30),
        For(DefaultConfigurationMode.Auto, 3.1),
    ];

    private static DefaultConfiguration For(DefaultConfigurationMode mode, double connectSeconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromSeconds(connectSeconds),
        TlsNegotiationTimeout = TimeSpan.FromSeconds(connectSeconds),
    };
}
