namespace ScanResponder.Tests;

/// <summary>How many cases a property is tried with.</summary>
internal static class Cases
{
#if MUTATION
    private const int Share = 80;
#else
    private const int Share = 1;
#endif

    /// <summary>True where all of them are tried, so that rare cases come up too.</summary>
    internal static bool AreAll => Share == 1;

    /// <summary>That many; a small share of them for each mutant in the mutation tests.</summary>
    internal static int Of(int count) => count / Share;
}
