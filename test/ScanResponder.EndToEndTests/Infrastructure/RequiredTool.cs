using System.Diagnostics.CodeAnalysis;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// A program that the tests need and a newcomer's machine may lack. Without it the test is skipped with one line that says how to get it;
/// where CI=true it fails, so that nothing is skipped unnoticed.
/// </summary>
public static class RequiredTool
{
    /// <summary>The program's path; ends the running test, as skipped or failed, if PATH has none.</summary>
    public static string Find(string name, string howToGetIt) => Find(
        name,
        howToGetIt,
        searchPath: Environment.GetEnvironmentVariable("PATH") ?? "",
        continuousIntegration: Environment.GetEnvironmentVariable("CI") == "true");

    internal static string Find(string name, string howToGetIt, string searchPath, bool continuousIntegration)
    {
        string? path = Known(name, searchPath);
        if (path is null)
        {
            Lack($"{name} is not on PATH; get it with: {howToGetIt}", continuousIntegration);
        }

        return path;
    }

    /// <summary>The path of a program that the tests can do without; null if PATH has none.</summary>
    public static string? Known(string name) => Known(name, Environment.GetEnvironmentVariable("PATH") ?? "");

    private static string? Known(string name, string searchPath) => searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Ends the running test for want of something that is not a program on PATH.</summary>
    [DoesNotReturn]
    public static void Lack(string message) => Lack(message, continuousIntegration: Environment.GetEnvironmentVariable("CI") == "true");

    [DoesNotReturn]
    private static void Lack(string message, bool continuousIntegration)
    {
        if (continuousIntegration)
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }
}
