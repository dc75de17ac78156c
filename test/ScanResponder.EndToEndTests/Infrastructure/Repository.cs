namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>Where the repository lies that these tests were built from.</summary>
public static class Repository
{
    /// <summary>The directory that holds ScanResponder.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the root.</summary>
    public static string Locate(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "ScanResponder.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No ScanResponder.sln in {AppContext.BaseDirectory} or above it.");
    }
}
