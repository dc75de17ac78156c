using System.CommandLine;
using System.Reflection;
using ScanResponder.Tightening;

namespace ScanResponder.Cli;

/// <summary><c>scan-responder</c> alone: the example.</summary>
internal sealed class MainCommand : RootCommand
{
    private const string Summary =
        "Answers Amazon GuardDuty's findings of port scans: finds the security-group rule that let the scanner in, closes exactly that, and tells "
        + "people.\n\nWithout a command it answers an example finding in an example account and shows what the people on call would get. Only "
        + "--live touches AWS.";

    /// <summary>The commands, with what they work on.</summary>
    internal MainCommand(IMachine machine, ICloud cloud)
        : base(Summary)
    {
        var policy = new PolicyOptions();
        var json = new Option<bool>("--json")
        {
            Description = "Print the alert document alone: a line of JSON for each finding, or indented on a terminal.",
            Recursive = true,
        };
        foreach (var option in policy.All)
            Add(option);
        Add(json);
        Add(new RespondCommand(policy, json, machine, cloud));
        foreach (var name in new[] { RespondCommand.Account, RespondCommand.Live, RespondCommand.Topic })
            Add(Misplaced(name));
        SetAction((parsed, cancellationToken) =>
            Answering.RunAsync(Example.Job(policy.Read(parsed, Mode.Remediate)), parsed.GetValue(json), machine, cancellationToken));

        Help.Extend(this);
        foreach (var version in Options.OfType<VersionOption>())
        {
            version.Description = "Show the version.";
            version.Action = new WriteText($"{CommandLine.Name} {Version()}");
        }
    }

    /// <summary>People put the options of a command before it, or forget the command. They are told, rather than that there is no such option.</summary>
    private static Option<string?> Misplaced(string name)
    {
        var option = new Option<string?>(name) { Hidden = true, Arity = ArgumentArity.ZeroOrOne };
        option.Validators.Add(result => result.AddError($"{name} needs a finding to answer: {CommandLine.Name} respond FILE {name} …"));
        return option;
    }

    private static string Version() =>
        typeof(MainCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
