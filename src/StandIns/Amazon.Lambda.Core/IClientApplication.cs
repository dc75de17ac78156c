namespace Amazon.Lambda.Core;

/// <summary>The mobile app that called the function through the AWS Mobile SDK. What the caller left out is null.</summary>
public interface IClientApplication
{
    /// <summary>The package, such as <c>com.example.app</c>.</summary>
    string? AppPackageName { get; }

    /// <summary>The name that people see.</summary>
    string? AppTitle { get; }

    /// <summary>The version that the app store counts by.</summary>
    string? AppVersionCode { get; }

    /// <summary>The version that people see.</summary>
    string? AppVersionName { get; }

    /// <summary>Identifies this installation of the app.</summary>
    string? InstallationId { get; }
}
