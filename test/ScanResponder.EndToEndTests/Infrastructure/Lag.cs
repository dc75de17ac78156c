namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>How far the reads of one replica of EC2 are behind the edits.</summary>
/// <param name="Additions">How long after it was added or changed a rule is read as it was before.</param>
/// <param name="Removals">How long after it was removed a rule is still read.</param>
public readonly record struct Lag(TimeSpan Additions, TimeSpan Removals)
{
    /// <summary>Every read shows every edit, as in moto.</summary>
    public static readonly Lag None;

    /// <summary>The longer of the two.</summary>
    public TimeSpan Longest => Additions > Removals ? Additions : Removals;

    public static Lag Seconds(double both) => Seconds(both, both);

    public static Lag Seconds(double additions, double removals) => new(TimeSpan.FromSeconds(additions), TimeSpan.FromSeconds(removals));

    public override string ToString() =>
        FormattableString.Invariant($"additions {Additions.TotalSeconds} s late, removals {Removals.TotalSeconds} s late");
}
