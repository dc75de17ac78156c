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
        string? path = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            string message = $"{name} is not on PATH; get it with: {howToGetIt}";
            if (continuousIntegration)
            {
                Assert.Fail(message);
            }

            Assert.Skip(message);
        }

        return path;
    }
}
