using System.Text.Json.Nodes;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// A call of <c>aws ec2</c> in command lines that were pasted into a shell, understood as the AWS CLI does. It says what the CLI would ask of EC2, in
/// a hundredth of the time that the CLI takes to start; that the CLI itself takes such lines is tested where a few of them are enough.
/// </summary>
/// <param name="Action">The operation, e.g. AuthorizeSecurityGroupIngress.</param>
/// <param name="Members">The members of the request.</param>
public sealed record PastedCommand(string Action, IReadOnlyList<(string Name, string Value)> Members)
{
    /// <summary>
    /// Pastes all lines at once into a shell that is in this account, and in which every call goes well. Fails the test where the shell does not take
    /// them, or a call has an option that is not known here.
    /// </summary>
    public static async Task<IReadOnlyList<PastedCommand>> ReadAsync(IEnumerable<string> lines, string accountId, CancellationToken cancellationToken)
    {
        string pasted = $"(\n{string.Join('\n', lines)}\n)";
        string aws = $$"""
            exec 3>&1 1>&2
            aws() {
                [ "$1" = sts ] && echo {{accountId}} && return
                { for word in "$@"; do printf '%s\001' "$word"; done; printf '\002'; } >&3
                [ "$2" = authorize-security-group-ingress ] && echo added || echo removed
            }

            """;
        CommandResult read = await Command.RunAsync("/bin/sh", ["-c", aws + pasted], new Dictionary<string, string>(), workingDirectory: null, cancellationToken);
        Assert.True(read.ExitCode == 0, $"{pasted}\nended with exit code {read.ExitCode}: {read.StandardError}");
        return [.. read.StandardOutput.Split('\u0002')[..^1].Select(call => Of(call.Split('\u0001')[..^1]))];
    }

    private static PastedCommand Of(string[] words)
    {
        Assert.Equal("ec2", words[0]);
        var members = new List<(string, string)>();
        for (int at = 2; at < words.Length;)
        {
            string option = words[at++];
            string[] values = [.. words[at..].TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal))];
            at += values.Length;
            members.AddRange(option switch
            {
                "--group-id" => [("GroupId", values.Single())],
                "--security-group-rule-ids" => values.Select((id, index) => ($"SecurityGroupRuleId.{index + 1}", id)),
                "--ip-permissions" => Flat("IpPermissions", JsonNode.Parse(values.Single())!),
                "--tag-specifications" => Flat("TagSpecification", JsonNode.Parse(values.Single())!),
                "--region" or "--query" or "--output" => [],
                _ => throw new Xunit.Sdk.XunitException($"{option} is not known here: {string.Join(' ', words)}"),
            });
        }

        return new(string.Concat(words[1].Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..])), members);
    }

    private static IEnumerable<(string Name, string Value)> Flat(string name, JsonNode value) => value switch
    {
        JsonArray list => list.SelectMany((item, index) => Flat($"{name}.{index + 1}", item!)),
        JsonObject members => members.SelectMany(member => Flat($"{name}.{OnTheWire(member.Key)}", member.Value!)),
        _ => [(name, value.ToString())],
    };

    // Where EC2's name of a member in a request is another one than in JSON.
    private static string OnTheWire(string member) => member switch
    {
        "UserIdGroupPairs" => "Groups",
        "Tags" => "Tag",
        _ => member,
    };
}
