using ScanResponder.InMemory;
using ScanResponder.Triggers;

namespace ScanResponder.Cli;

/// <summary>Reads a copy of an account from a file, or from standard input.</summary>
internal static class AccountFile
{
    /// <summary>The name of standard input.</summary>
    internal const string StandardInput = "-";

    /// <summary>The copy.</summary>
    /// <exception cref="InputException">The file cannot be read, or is no copy of an account.</exception>
    internal static AccountSnapshot Read(string path, ITerminal terminal)
    {
        try
        {
            using var stream = path == StandardInput ? terminal.OpenInput() : terminal.OpenFile(path);
            return DescribeOutputReader.Read(stream) is var account && account is { Instances: [_, ..] } or { Groups: [_, ..] } or { AccountId: not null }
                ? account

                // Any JSON object can be read as an account with nothing in it, in which every port is closed; that is not what the user meant.
                : throw new FormatException(
                    "$: expected Reservations, NetworkInterfaces and SecurityGroups as aws ec2 describe-* commands print them, "
                    + "found no instance and no security group");
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw Unreadable(path, exception);
        }
    }

    /// <summary>Refuses a copy that says that it is of another account or Region.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="path">Where it was read.</param>
    /// <param name="scope">Of which account and Region it should be.</param>
    /// <param name="what">What asks for that.</param>
    /// <exception cref="InputException">It is of another one.</exception>
    internal static void MustBeOf(AccountSnapshot copy, string path, AwsScope scope, string what)
    {
        if (copy.AccountId is { } account && account != scope.AccountId)
            throw new InputException($"{NameOf(path)}: $.{SnapshotWriter.Header}.AccountId: this is a copy of account {account}, and {what} is about account {scope.AccountId}");
        if (copy.Region is { } region && region != scope.Region)
            throw new InputException($"{NameOf(path)}: $.{SnapshotWriter.Header}.Region: this is a copy of {region}, and {what} is about {scope.Region}");
    }

    /// <summary>True for what goes wrong where a file is read and understood.</summary>
    internal static bool IsUnreadable(Exception exception) => exception is FormatException or UnauthorizedAccessException or IOException;

    /// <summary>What the user is told of it.</summary>
    internal static InputException Unreadable(string path, Exception exception) => new(
        exception switch
        {
            FormatException => $"{NameOf(path)}: {exception.Message}",
            FileNotFoundException or DirectoryNotFoundException => $"{NameOf(path)}: no such file",
            UnauthorizedAccessException => $"{NameOf(path)}: you have no permission to read this file",
            _ => $"{NameOf(path)}: cannot be read: {exception.Message}",
        },
        exception);

    private static string NameOf(string path) => path == StandardInput ? "standard input" : path;
}
