using System.Text.RegularExpressions;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>A command that the documentation names, on one line and as it stands there.</summary>
/// <param name="Page">The page, by its path from the root.</param>
/// <param name="Text">The command.</param>
public sealed partial record DocumentedCommand(string Page, string Text)
{
    private static readonly string[] Programs = ["aws", "sam", "scan-responder", "make", "dotnet", "printf"];

    /// <summary>The pages that tell people to run something.</summary>
    public static IEnumerable<string> Pages { get; } =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", .. Directory.EnumerateFiles(Repository.Locate("docs"), "*.md").Select(page => $"docs/{Path.GetFileName(page)}").Order(StringComparer.Ordinal)];

    /// <summary>
    /// All commands, in the order in which they stand: in blocks of a shell, in lines that are indented, and in the middle of a sentence. What a block defines for later
    /// commands, a function or a variable, is one of them too.
    /// </summary>
    public static IReadOnlyList<DocumentedCommand> All { get; } = [.. Pages.SelectMany(page => Of(page, File.ReadAllText(Repository.Locate(page)))).Distinct()];

    /// <summary>True where it defines a function or a variable of the shell.</summary>
    public bool IsDefinition => Definition().IsMatch(Text);

    /// <summary>Those of one program.</summary>
    public static IEnumerable<DocumentedCommand> Starting(string program) => All.Where(command => command.Text.StartsWith($"{program} ", StringComparison.Ordinal) || command.Text == program);

    private static IEnumerable<DocumentedCommand> Of(string page, string text)
    {
        foreach (Match match in Code().Matches(text.ReplaceLineEndings("\n")))
        {
            if (match.Groups["inline"] is { Success: true } inline)
            {
                // One word in a sentence is the name of a program, and an operation of the AWS CLI without an option is the name of that.
                string command = Space().Replace(inline.Value, " ").Trim();
                if (IsCommand(command) && command.Contains(command.StartsWith("aws ", StringComparison.Ordinal) ? " --" : " ", StringComparison.Ordinal))
                    yield return new(page, command);
                continue;
            }

            bool isShell = match.Groups["shell"].Success;
            foreach (string line in Continuation().Replace((isShell ? match.Groups["shell"] : match.Groups["indented"]).Value, " ").Split('\n'))
            {
                string command = Comment().Replace(Space().Replace(line, " ").Trim(), "");
                if (IsCommand(command) || (isShell && Definition().IsMatch(command)))
                    yield return new(page, command);
            }
        }
    }

    private static bool IsCommand(string text) => Programs.Contains(text.Split(' ')[0]);

    // A block of a shell, another block, indented lines, code in a sentence: whatever begins first.
    [GeneratedRegex(@"```sh\n(?<shell>.*?)```|```.*?```|^(?<indented>(?: {4,}[^ \n][^\n]*\n)+)|`(?<inline>[^`]+)`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@" # .*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[a-z]+(=|\(\) \{ )")]
    private static partial Regex Definition();
}
