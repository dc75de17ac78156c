using System.CommandLine;

namespace ScanResponder.Cli.Completion;

/// <summary><c>scan-responder completion SHELL</c>: the script by which a shell completes commands, options and their words.</summary>
internal sealed class CompletionCommand : Command
{
    /// <summary>How the command is called.</summary>
    internal const string Usage = "completion SHELL";

    // Each asks the tool itself, by System.CommandLine's directive [suggest:POSITION], so that no list here grows old.
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] =
            """
            # In ~/.bashrc: source <(scan-responder completion bash)
            _scan_responder() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(scan-responder "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _scan_responder scan-responder
            """,
        ["zsh"] =
            """
            # In ~/.zshrc, after compinit: source <(scan-responder completion zsh)
            _scan_responder() {
                local -a words_found
                words_found=("${(@f)$(scan-responder "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a words_found
                _files
            }
            compdef _scan_responder scan-responder
            """,
        ["fish"] =
            """
            # In ~/.config/fish/config.fish: scan-responder completion fish | source
            complete --command scan-responder --arguments '(scan-responder "[suggest:"(commandline --cursor)"]" (commandline | string collect) 2>/dev/null)'
            """,
        ["pwsh"] =
            """
            # In $PROFILE: scan-responder completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName scan-responder -ScriptBlock {
                param($word, $line, $position)
                scan-responder "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_)
                }
            }
            """,
    };

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh, fish or pwsh." };

    /// <summary>The command.</summary>
    internal CompletionCommand(ITerminal terminal)
        : base("completion", "Print the script by which a shell completes this tool's commands and options.")
    {
        _shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Add(_shell);
        Validators.Add(result =>
        {
            if (Misplaced.Error(result, Usage) is { } misplaced)
                result.AddError(misplaced);
        });
        SetAction(parsed =>
        {
            var lines = new PlainLines();
            foreach (var line in Scripts[parsed.GetValue(_shell)!].Split('\n'))
                lines.Add(line);
            terminal.Output.Write(lines);
            return (int)ExitStatus.Answered;
        });
    }
}
