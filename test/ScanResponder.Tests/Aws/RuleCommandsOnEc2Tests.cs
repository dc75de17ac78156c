using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Amazon.EC2;
using Amazon.Runtime;
using ScanResponder.Aws.Ec2;
using ScanResponder.EndToEndTests.Infrastructure;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Aws;

/// <summary>The commands to paste, run by the real AWS CLI: on moto, and on a server that answers as EC2 does where moto does not.</summary>
public sealed class RuleCommandsOnEc2Tests(MotoServer moto)
{
    private const string Account = "123456789012";
    private const string Region = "eu-west-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_pasted_closes_reopens_and_undoes_and_does_no_harm_twice()
    {
        var endpoint = await moto.EndpointAsync();
        using var ec2 = new AmazonEC2Client(
            new BasicAWSCredentials("test", "test"), new AmazonEC2Config { ServiceURL = endpoint.ToString(), AuthenticationRegion = Region });
        var account = new Ec2Account(ec2);
        var vpc = (await ec2.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }, Token)).Vpc.VpcId;
        var groupId = (await ec2.CreateSecurityGroupAsync(new() { GroupName = "commands", Description = "commands", VpcId = vpc }, Token)).GroupId;
        await account.AuthorizeAsync(groupId, [RuleParser.Draft("tcp 20-25 from 0.0.0.0/0") with { Description = "it's $HOME \"q\" \\" }], TagSet.Empty.With("owner", "it's me"), dryRun: false, Token);
        await account.AuthorizeAsync(groupId, [RuleParser.Draft("tcp 22 from ::/0"), RuleParser.Draft("tcp 443 from 0.0.0.0/0")], TagSet.Empty, dryRun: false, Token);
        var groups = await account.GroupsAsync([groupId], Token);
        var lists = ImmutableDictionary<string, PrefixList>.Empty;
        var plan = Assert.Single(Planner.Plan(ExposureScan.Find(groups, lists, [22], []), groups, lists, [], "finding-1"));
        ImmutableArray<RuleChange> changes = [.. plan.Authorize.Select(piece => RuleChange.Of(groupId, piece)), .. plan.Revoke.Select(RuleChange.Of)];
        var before = RuleParser.Of(groups.Single());
        var none = ImmutableHashSet<string>.Empty;

        var close = await PasteAsync("/bin/sh", RuleCommands.Close(Account, Region, changes, none), endpoint);
        Assert.Equal((0, "All rules are as planned."), (close.Status, close.Output.TrimEnd().Split('\n')[^1]));
        var closed = (await account.GroupsAsync([groupId], Token)).Single();
        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 23-25 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"], RuleParser.Of(closed).Order(StringComparer.Ordinal));
        Assert.Equal(2, closed.Rules.Count(rule => rule.Description == "it's $HOME \"q\" \\" && rule.Tags.Equals(TagSet.Empty.With("owner", "it's me").With("scan-responder", "finding-1"))));

        var reopen = RuleCommands.Reopen(Account, Region, changes, none);
        Assert.Equal(0, (await PasteAsync("/bin/bash -eu", reopen, endpoint)).Status);
        var reopened = (await account.GroupsAsync([groupId], Token)).Single();
        Assert.Equal(before.Order(StringComparer.Ordinal), RuleParser.Of(reopened).Order(StringComparer.Ordinal));
        Assert.Equal(TagSet.Empty.With("owner", "it's me"), Assert.Single(reopened.Rules, rule => rule.Description is not null).Tags);

        var again = await PasteAsync(File.Exists("/bin/dash") ? "/bin/dash" : "/bin/sh", reopen, endpoint);
        Assert.Equal(0, again.Status);
        Assert.Equal((2, 2), (Count(again.Output, ": there already\n"), Count(again.Output, ": gone already\n")));

        // Somebody has removed the wide rule since the lines were written: nothing comes in its place.
        var wide = reopened.Rules.Single(rule => rule.Description is not null);
        await account.RevokeAsync(groupId, [Permission.Of(wide)], dryRun: false, Token);
        var late = await PasteAsync("/bin/sh -eu", RuleCommands.Close(Account, Region, changes, none), endpoint);
        Assert.Equal((0, 2, 3), (late.Status, Count(late.Output, ": added\n"), Count(late.Output, ": removed\n")));
        Assert.Equal(["tcp 443 from 0.0.0.0/0"], RuleParser.Of((await account.GroupsAsync([groupId], Token)).Single()));
        Assert.Equal(0, (await PasteAsync("/bin/sh", RuleCommands.Reopen(Account, Region, changes, none), endpoint)).Status);
        reopened = (await account.GroupsAsync([groupId], Token)).Single();

        var elsewhere = await PasteAsync("/bin/sh", RuleCommands.Close("210987654321", Region, changes, none), endpoint);
        Assert.Equal(1, elsewhere.Status);
        Assert.StartsWith("These lines are for account 210987654321.", elsewhere.Output, StringComparison.Ordinal);
        Assert.Equal(reopened.Rules, (await account.GroupsAsync([groupId], Token)).Single().Rules);
    }

    [Fact]
    public async Task In_a_default_vpc_what_is_gone_is_told_and_what_is_denied_stops_nothing()
    {
        await using var ec2 = new DefaultVpc();

        var run = await PasteAsync("/bin/bash", RuleCommands.Close(Account, Region, Changes(), ImmutableHashSet<string>.Empty), ec2.Endpoint);

        Assert.Equal(1, run.Status);
        Assert.Contains("sg-1 tcp 22 from 10.0.0.0/8: An error occurred (UnauthorizedOperation) when calling the AuthorizeSecurityGroupIngress operation", run.Output, StringComparison.Ordinal);
        Assert.Contains("sg-1 tcp 22 from 0.0.0.0/0: removed\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("sg-1 tcp 22 from ::/0: gone already\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("sg-2 tcp 22 from 0.0.0.0/0: An error occurred (InvalidGroup.NotFound) when calling", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_default_vpc_all_that_is_gone_already_is_well()
    {
        await using var ec2 = new DefaultVpc();

        var run = await PasteAsync("/bin/sh", RuleCommands.Close(Account, Region, [Changes()[2]], ImmutableHashSet<string>.Empty), ec2.Endpoint);

        Assert.Equal((0, "sg-1 tcp 22 from ::/0: gone already\nAll rules are as planned.\n"), (run.Status, run.Output));
    }

    private static RuleChange[] Changes() =>
    [
        new(ChangeAction.Authorize, "sg-1", null, RuleParser.Draft("tcp 22 from 10.0.0.0/8"), TagSet.Empty, ChangeStatus.Planned),
        new(ChangeAction.Revoke, "sg-1", "sgr-1", RuleParser.Draft("tcp 22 from 0.0.0.0/0"), TagSet.Empty, ChangeStatus.Planned),
        new(ChangeAction.Revoke, "sg-1", "sgr-2", RuleParser.Draft("tcp 22 from ::/0"), TagSet.Empty, ChangeStatus.Planned),
        new(ChangeAction.Revoke, "sg-2", "sgr-3", RuleParser.Draft("tcp 22 from 0.0.0.0/0"), TagSet.Empty, ChangeStatus.Planned),
    ];

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    internal static async Task<(string Output, int Status)> PasteAsync(string shell, ImmutableArray<string> lines, Uri endpoint)
    {
        var loaded = await LoadedAwsCli.FolderAsync();
        var words = shell.Split(' ');
        var start = new ProcessStartInfo(words[0], [.. words[1..], "-c", $"(\n{string.Join('\n', lines)}\n)"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in new[]
        {
            ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_ENDPOINT_URL", endpoint.ToString().TrimEnd('/')),
            ("AWS_CONFIG_FILE", "/dev/null"), ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"), ("AWS_EC2_METADATA_DISABLED", "true"), ("LC_ALL", "C.UTF-8"),
        })
        {
            start.Environment[name] = value;
        }

        if (loaded is not null)
            start.Environment["PATH"] = $"{loaded}{Path.PathSeparator}{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (output + await errors, process.ExitCode);
    }

    /// <summary>
    /// EC2 with one group, sg-1, in a default VPC. Who asks may remove rules and not add any; the one rule that stands admits TCP 22 from 0.0.0.0/0.
    /// </summary>
    private sealed class DefaultVpc : IAsyncDisposable
    {
        private readonly LoopbackHttpServer _server = new((call, _) => Task.FromResult(Answer(Form(call.Text))));

        internal Uri Endpoint => _server.Address;

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private static Dictionary<string, string> Form(string text) => text.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));

        private static HttpAnswer Answer(Dictionary<string, string> form) => (form["Action"], form.GetValueOrDefault("GroupId")) switch
        {
            ("GetCallerIdentity", _) => HttpAnswer.Xml(200, $"<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Account>{Account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"),
            (_, not "sg-1") => Error(400, "InvalidGroup.NotFound", "The security group does not exist"),
            ("RevokeSecurityGroupIngress", _) when form.GetValueOrDefault("IpPermissions.1.IpRanges.1.CidrIp") == "0.0.0.0/0" => Revoked(""),
            ("RevokeSecurityGroupIngress", _) => Revoked(
                "<unknownIpPermissionSet><item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges></item></unknownIpPermissionSet>"),
            _ => Error(403, "UnauthorizedOperation", "You are not authorized to perform this operation."),
        };

        private static HttpAnswer Revoked(string unknown) =>
            HttpAnswer.Xml(200, $"<RevokeSecurityGroupIngressResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><return>true</return>{unknown}</RevokeSecurityGroupIngressResponse>");

        private static HttpAnswer Error(int status, string code, string message) =>
            HttpAnswer.Xml(status, $"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>1</RequestID></Response>");
    }
}
