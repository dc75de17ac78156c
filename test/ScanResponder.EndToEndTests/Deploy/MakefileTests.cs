using System.Runtime.Versioning;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>What <c>sam build</c> runs, with stand-ins for the tools that it calls.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class MakefileTests : IDisposable
{
    private readonly DirectoryInfo tools = Directory.CreateTempSubdirectory("tools-");
    private readonly DirectoryInfo package = Directory.CreateTempSubdirectory("package-");
    private readonly DirectoryInfo sources = Directory.CreateTempSubdirectory("sources-");

    public MakefileTests()
    {
        File.Copy(Repository.Locate("Makefile"), Path.Combine(sources.FullName, "Makefile"));
        FeedHasPackagesOfAws(true);
        Needs("GLIBC_2.34");
    }

    public void Dispose()
    {
        tools.Delete(recursive: true);
        package.Delete(recursive: true);
        sources.Delete(recursive: true);
    }

    [Fact]
    public async Task The_package_holds_the_native_binary_for_x86_64_if_nothing_is_said()
    {
        CommandResult made = await MakeAsync();

        Assert.True(made.ExitCode == 0, made.StandardError);
        Assert.Contains("-c Release -r linux-x64 ", await BinaryAsync(), StringComparison.Ordinal);
        Assert.Matches(@"bootstrap: \d+ bytes, about \d+ in the package; needs GLIBC_2\.34", made.StandardOutput);
        Assert.Matches(@"bootstrap: starts in \d+ ms", made.StandardOutput);
    }

    [Fact]
    public void Every_night_the_command_line_is_built_as_a_release_has_it_and_tried()
    {
        string tries = File.ReadAllText(Repository.Locate("eng", "try-dist"));

        Assert.Contains("\neng/try-dist\n", File.ReadAllText(Repository.Locate(".ci", "nightly")), StringComparison.Ordinal);
        Assert.All(["dist-tool dist-cli", "dotnet tool install ScanResponder.Cli", "--html page.html", "audit", "completion bash"], step => Assert.Contains(step, tries, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Arm64_is_cross_compiled_where_the_toolchain_is_there()
    {
        Tool("clang", "true");
        Tool("ld.lld", "true");

        CommandResult made = await MakeAsync("ARCH=arm64", "SYSROOT=/opt/arm64");

        Assert.True(made.ExitCode == 0, made.StandardError);
        Assert.Contains("-r linux-arm64 ", await BinaryAsync(), StringComparison.Ordinal);
        Assert.Contains("-p:SysRoot=/opt/arm64", await BinaryAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_arm64_itself_nothing_is_cross_compiled()
    {
        CommandResult made = await MakeAsync("ARCH=arm64", "HOST=Linux-aarch64");

        Assert.True(made.ExitCode == 0, made.StandardError);
        Assert.DoesNotContain("CppCompilerAndLinker", await BinaryAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", true, "true", "bootstrap is built with AWS's own packages")]
    [InlineData("auto", false, "false", "bootstrap is built with the stand-ins")]
    [InlineData("stand-ins", true, "false", "bootstrap is built with the stand-ins")]
    [InlineData("aws", true, "true", "bootstrap is built with AWS's own packages")]
    public async Task The_packages_are_those_asked_for_and_else_those_that_the_feed_has(string asked, bool feedHasThem, string property, string told)
    {
        FeedHasPackagesOfAws(feedHasThem);

        CommandResult made = await MakeAsync($"PACKAGES={asked}");

        Assert.True(made.ExitCode == 0, made.StandardError);
        Assert.Contains($"-p:UseAwsNuGetPackages={property}", await BinaryAsync(), StringComparison.Ordinal);
        Assert.Contains(told, made.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(
            asked == "auto" && !feedHasThem,
            made.StandardOutput.Contains("lacks some of AWS's packages, as artifacts/restore-aws-packages.log says", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_packages_of_AWS_are_asked_for_and_missing_nothing_is_packaged()
    {
        FeedHasPackagesOfAws(false);

        CommandResult made = await MakeAsync("PACKAGES=aws");

        Assert.NotEqual(0, made.ExitCode);
        Assert.Contains("no such package", made.StandardError, StringComparison.Ordinal);
        Assert.Empty(package.EnumerateFiles());
    }

    [Theory]
    [InlineData("ARCH=arm64 on x86_64 takes no-such-clang, lld", "ARCH=arm64", "CLANG=no-such-clang")]
    [InlineData("accepted are x86_64 and arm64", "ARCH=riscv64")]
    [InlineData("accepted are aws, stand-ins and auto", "PACKAGES=own")]
    [InlineData("'sam build --use-container --build-image public.ecr.aws/sam/build-dotnet10:latest-x86_64'", "HOST=Darwin-x86_64")]
    [InlineData("'sam build --use-container --build-image public.ecr.aws/sam/build-dotnet10:latest-arm64 --container-env-var ARCH=arm64'", "HOST=Darwin-arm64")]
    [InlineData("build-dotnet10:latest-arm64 --container-env-var ARCH=arm64'", "ARCH=arm64", "CLANG=no-such-clang")]
    [InlineData("which Docker runs on arm64 where it emulates x86_64: 'sam build --use-container --build-image public.ecr.aws/sam/build-dotnet10:latest-x86_64'", "HOST=Linux-aarch64", "CLANG=no-such-clang")]
    [InlineData("ARTIFACTS_DIR is not set", "ARTIFACTS_DIR=")]
    public async Task What_cannot_be_built_is_said_before_anything_is(string message, params string[] variables)
    {
        CommandResult made = await MakeAsync(variables);

        Assert.NotEqual(0, made.ExitCode);
        Assert.Contains(message, made.StandardError, StringComparison.Ordinal);
        Assert.Empty(package.EnumerateFiles());
        Assert.False(Directory.Exists(Path.Combine(sources.FullName, "artifacts")));
    }

    [Theory]
    [InlineData("GLIBC_2.35")]
    [InlineData("GLIBC_2.100")]
    public async Task A_binary_that_Amazon_Linux_2023_would_not_start_is_not_packaged(string needs)
    {
        Needs(needs);

        CommandResult made = await MakeAsync();

        Assert.NotEqual(0, made.ExitCode);
        Assert.Contains("Amazon Linux 2023 has GLIBC_2.34", made.StandardError, StringComparison.Ordinal);
        Assert.Empty(package.EnumerateFiles());
    }

    [Fact]
    public async Task A_binary_that_cannot_be_read_is_not_packaged()
    {
        Tool("readelf", "exit 1");

        CommandResult made = await MakeAsync();

        Assert.NotEqual(0, made.ExitCode);
        Assert.Contains("readelf does not say which GLIBC", made.StandardError, StringComparison.Ordinal);
        Assert.Empty(package.EnumerateFiles());
    }

    private Task<string> BinaryAsync() =>
        File.ReadAllTextAsync(Path.Combine(package.FullName, "bootstrap"), TestContext.Current.CancellationToken);

    // dotnet publish SOURCES -c Release -r RID -o FOLDER …: what it was asked is the binary that it makes.
    private void FeedHasPackagesOfAws(bool has) => Tool("dotnet", $"""
        case "$*" in *UseAwsNuGetPackages=true*) {(has ? ":" : "echo 'no such package' >&2; exit 1")} ;; esac
        [ "$1" = publish ] || exit 0
        mkdir -p "$8"; echo "$*" > "$8/bootstrap"; chmod +x "$8/bootstrap"
        """);

    private void Needs(string glibc) => Tool("readelf", $"echo 'Name: GLIBC_2.2.5 Flags: none'; echo 'Name: {glibc} Flags: none'");

    private void Tool(string name, string script)
    {
        string path = Path.Combine(tools.FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    private async Task<CommandResult> MakeAsync(params string[] variables)
    {
        string make = RequiredTool.Find("make", "apt-get install make");
        Dictionary<string, string> environment = MachineEnvironment.WithoutAws();
        environment["PATH"] = $"{tools.FullName}:{environment["PATH"]}";
        environment.Remove("ARCH");
        environment.Remove("PACKAGES");
        return await Command.RunAsync(
            make,
            ["build-Responder", $"ARTIFACTS_DIR={package.FullName}", "HOST=Linux-x86_64", .. variables],
            environment,
            sources.FullName,
            TestContext.Current.CancellationToken);
    }
}
