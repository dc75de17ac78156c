using System.Runtime.CompilerServices;

namespace ScanResponder.Tests.Alerts;

/// <summary>
/// Compares what is written now with what a person has read and approved. The texts of alerts are reviewed in these files, not in code.
/// </summary>
internal static class Approved
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Approved");

    /// <summary>Fails where the text is not the approved one, and leaves it beside as <c>.received.txt</c>.</summary>
    internal static void Matches(string name, string text)
    {
        var approved = Path.Combine(Folder, name);
        var received = $"{approved}.received.txt";
        text = text.EndsWith('\n') ? text : $"{text}\n";
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"{name} is not as approved. Read {received}; to approve it:\n  mv '{received}' '{approved}'");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
