using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using ScanResponder.Exposure;
using ScanResponder.Tightening;

namespace ScanResponder.Cli;

/// <summary>The settings of the function that say what is to be done, as options. They take the same words.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<Mode?> _mode = Parsed<Mode?>("--mode", "MODE", text => PolicyParser.Mode(text),
        "notify changes nothing, ask changes nothing until somebody approves, dry-run asks whether the change could be made and shows it, remediate makes it. [default: remediate; with --live and in an audit: notify]", "notify", "ask", "dry-run", "remediate");

    private readonly Option<ImmutableArray<int>?> _ports = Parsed<ImmutableArray<int>?>("--guarded-ports", "PORTS", text => PolicyParser.Ports(text),
        "TCP ports that the internet must not reach, such as 22,3389. [default: 22]");

    private readonly Option<ImmutableArray<Trust>?> _trusted = Parsed<ImmutableArray<Trust>?>("--trusted-sources", "SOURCES", text => PolicyParser.Trusted(text),
        "Who keeps the access that a closed rule gave: CIDR blocks, pl-… ids, vpc for the blocks of the VPCs, connected for those and the networks that they are joined to; or none. [default: connected]");

    private readonly Option<Scope?> _scope = Parsed<Scope?>("--scope", "SCOPE", text => PolicyParser.Scope(text),
        "Close the guarded ports that were probed, or all that are guarded. [default: probed]", "probed", "guarded");

    private readonly Option<int?> _shared = Parsed<int?>("--max-shared-interfaces", "COUNT", text => PolicyParser.Count(text),
        "Leave a group alone that more other interfaces use; 0 for no limit. [default: 0]");

    private readonly Option<ImmutableArray<Trust>?> _scanners = Parsed<ImmutableArray<Trust>?>("--known-scanners", "SOURCES", text => PolicyParser.Scanners(text),
        "CIDR blocks and pl-… ids of your own scanners: a finding whose addresses are all among them is answered with nothing to do.");

    private readonly Option<double?> _severity = Parsed<double?>("--min-severity", "SEVERITY", text => PolicyParser.Severity(text),
        "GuardDuty findings that are milder are answered with nothing to do. [default: 0]");

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [_mode, _ports, _trusted, _scope, _shared, _scanners, _severity];

    /// <summary>Those that an audit knows: it looks at all guarded ports.</summary>
    internal IEnumerable<Option> ForAudit => [_mode, _ports, _trusted, _shared];

    /// <summary>The policy that the user asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">The mode where it names none.</param>
    internal Policy Read(ParseResult parsed, Mode otherwise)
    {
        var defaults = new Policy();
        return new()
        {
            Mode = parsed.GetValue(_mode) ?? otherwise,
            GuardedPorts = parsed.GetValue(_ports) ?? defaults.GuardedPorts,
            Trusted = parsed.GetValue(_trusted) ?? defaults.Trusted,
            Scope = parsed.GetValue(_scope) ?? defaults.Scope,
            MaxSharedInterfaces = parsed.GetValue(_shared) ?? defaults.MaxSharedInterfaces,
            KnownScanners = parsed.GetValue(_scanners) ?? defaults.KnownScanners,
            MinSeverity = parsed.GetValue(_severity) ?? defaults.MinSeverity,
        };
    }

    /// <summary>An option whose word is read by a method that throws <see cref="FormatException"/> with what is accepted; <paramref name="words"/> are what a shell may complete.</summary>
    internal static Option<T?> Parsed<T>(string name, string placeholder, Func<string, T?> parse, string description, params string[] words)
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = placeholder,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = argument => Value(name, argument, parse),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>A word that is read by such a method; what it throws becomes an error of the command line.</summary>
    internal static T? Value<T>(string name, ArgumentResult argument, Func<string, T?> parse)
    {
        var word = argument.Tokens[0].Value;
        try
        {
            return parse(word.Trim());
        }
        catch (FormatException exception)
        {
            argument.AddError($"{name} {word}: {exception.Message}");
            return default;
        }
    }
}
