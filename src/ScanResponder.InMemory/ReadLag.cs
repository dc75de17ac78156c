namespace ScanResponder.InMemory;

/// <summary>
/// How far a replica's reads of security groups are behind the edits. EC2 is eventually consistent, and additions and removals may become visible at
/// different times: <see href="https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html"/>.
/// </summary>
/// <param name="Additions">After this long an added or changed rule is shown.</param>
/// <param name="Removals">For this long a removed rule, or a deleted group, is still shown.</param>
public sealed record ReadLag(TimeSpan Additions, TimeSpan Removals)
{
    /// <summary>Reads that show every edit at once.</summary>
    public static ReadLag None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>The same lag for both.</summary>
    public static ReadLag Of(TimeSpan lag) => new(lag, lag);
}
