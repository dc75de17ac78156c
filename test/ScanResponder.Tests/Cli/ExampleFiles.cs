using System.Text.Json.Nodes;
using ScanResponder.Cli.Demo;

namespace ScanResponder.Tests.Cli;

/// <summary>The files of the example, to be read as anybody's own.</summary>
internal static class ExampleFiles
{
    internal static string Finding => Text("finding.json");

    internal static string Account => Text("account.json");

    /// <summary>The example's finding, about another port.</summary>
    internal static string FindingOf(int port) => Finding.Replace("\"port\": 22,", $"\"port\": {port},", StringComparison.Ordinal);

    /// <summary>A finding with another id.</summary>
    internal static string Renamed(string finding) => finding.Replace("5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90", $"{Guid.NewGuid():N}", StringComparison.Ordinal);

    /// <summary>The example's account, in which web-1, its group and the description of a rule that stays are another text.</summary>
    internal static string AccountNaming(string name)
    {
        var account = JsonNode.Parse(Account)!;
        account["Reservations"]![0]!["Instances"]![0]!["Tags"]![0]!["Value"] = name;
        account["SecurityGroups"]![0]!["GroupName"] = name;
        account["SecurityGroupRules"]![4]!["Description"] = name;
        return account.ToJsonString();
    }

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Example).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
