using System.Reflection;
using ScanResponder.Aws.Ec2;
using ScanResponder.Cli.Demo;
using ScanResponder.InMemory;
using ScanResponder.Lambda;

namespace ScanResponder.Tests.Architecture;

public sealed class ArchitectureTests
{
    // Each room uses only those above it; Deadlines, with the log of steps that it carries, is a value that all may use.
    private static readonly string[] Rooms =
        ["Network", "Triggers", "Deadlines", "Exposure", "Accounts", "Evidence", "Tightening", "Journal", "Remediation", "Alerts", "Audit", "Responder"];

    private static readonly Assembly Domain = typeof(Responder).Assembly;

    // The projects that each project may use, and no others.
    private static readonly Dictionary<Assembly, string[]> Projects = new()
    {
        [Domain] = [],
        [typeof(InMemoryAccount).Assembly] = ["ScanResponder"],
        [typeof(AwsAccounts).Assembly] = ["ScanResponder"],
        [typeof(Function).Assembly] = ["ScanResponder", "ScanResponder.Aws"],
        [typeof(Example).Assembly] = ["ScanResponder", "ScanResponder.Aws", "ScanResponder.InMemory"],
    };

    [Fact]
    public void No_room_uses_one_that_comes_after_it_in_the_walk() => Assert.DoesNotContain(
        CompiledTypes.Uses(Domain), use => Array.IndexOf(Rooms, RoomOf(use.Used)) > Array.IndexOf(Rooms, RoomOf(use.User)));

    [Fact]
    public void Every_type_of_the_domain_has_a_room() => Assert.DoesNotContain(
        CompiledTypes.Uses(Domain).SelectMany(use => new[] { use.User, use.Used }), type => !Rooms.Contains(RoomOf(type)));

    [Fact]
    public void Only_the_list_of_readers_names_a_source() => Assert.Equal(
        ["ScanResponder.Triggers.TriggerEvents"],
        Projects.Keys
            .SelectMany(CompiledTypes.Uses)
            .Where(use => IsOfASource(use.Used) && use.User.Namespace != use.Used.Namespace)
            .Select(use => use.User.ToString())
            .Distinct());

    [Fact]
    public void No_project_uses_another_than_those_below_it() => Assert.All(Projects, project => Assert.Empty(
        OwnReferences(project.Key).Except(project.Value)));

    [Fact]
    public void The_domain_knows_nothing_of_aws_packages() => Assert.DoesNotContain(
        Domain.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("AWSSDK", StringComparison.Ordinal) || reference.Name.StartsWith("Amazon", StringComparison.Ordinal));

    private static IEnumerable<string> OwnReferences(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => Projects.Keys.Any(project => project.GetName().Name == name));

    private static string RoomOf(TypeName type) => type switch
    {
        { Namespace: "ScanResponder", Name: "Deadlines" or "IStepLog" or "Step" } => "Deadlines",
        { Namespace: "ScanResponder" } => "Responder",
        _ => type.Namespace.Split('.')[1],
    };

    private static bool IsOfASource(TypeName type) => type.Namespace.StartsWith("ScanResponder.Triggers.", StringComparison.Ordinal);
}
