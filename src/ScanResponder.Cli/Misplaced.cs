using System.CommandLine;
using System.CommandLine.Parsing;

namespace ScanResponder.Cli;

/// <summary>Options of a command that stand before it, or without it. People are told, rather than that there is no such option.</summary>
internal static class Misplaced
{
    /// <summary>An option of the main command that only says where it belongs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="needs">What it has no meaning without.</param>
    /// <param name="usage">How the command is called that it belongs to.</param>
    internal static Option<string?> Option(string name, string needs, string usage)
    {
        var option = new Option<string?>(name) { Hidden = true, Arity = ArgumentArity.ZeroOrOne };
        option.Validators.Add(result => result.AddError($"{name} needs {needs}: {CommandLine.Name} {usage} {name} …"));
        return option;
    }

    /// <summary>What is wrong with the first option before the command that is not for it there; null where there is none.</summary>
    /// <param name="command">The command.</param>
    /// <param name="usage">How it is called.</param>
    internal static string? Error(CommandResult command, string usage)
    {
        var early = (command.Parent as CommandResult)?.Children.OfType<OptionResult>()
            .FirstOrDefault(option => !option.Option.Recursive && !command.Command.Options.Contains(option.Option))?.Option.Name;
        return early switch
        {
            null => null,
            _ when command.Command.Options.Any(option => option.Name == early) =>
                $"{early} comes after the command: {CommandLine.Name} {usage} {early} …",
            _ => $"{command.Command.Name} has no option {early}",
        };
    }
}
