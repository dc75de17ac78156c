using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class EditHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly EditHistory history = new();

    [Fact]
    public void What_the_first_look_finds_has_always_been_there()
    {
        LookAt(0, ("a", "one"), ("b", "two"));

        Assert.Equal(["one", "two"], SeenAt(0, Lag.Seconds(60)));
        Assert.Equal(["one", "two"], history.Current);
    }

    [Theory]
    [InlineData(0, 0, "new")]
    [InlineData(0, 3, "old new")]
    [InlineData(3, 0, "")]
    [InlineData(3, 3, "old")]
    public void Additions_and_removals_lag_apart(double additions, double removals, string seen)
    {
        LookAt(0, ("a", "old"));
        LookAt(10, ("b", "new"));

        Assert.Equal(seen, string.Join(' ', SeenAt(12.9, Lag.Seconds(additions, removals))));
        Assert.Equal(["new"], SeenAt(13, Lag.Seconds(additions, removals)));
    }

    [Fact]
    public void A_changed_thing_is_seen_as_it_was_and_never_twice_or_not_at_all()
    {
        LookAt(0, ("a", "wide"));
        LookAt(10, ("a", "narrow"));

        Assert.Equal(["wide"], SeenAt(11.9, Lag.Seconds(2, 7)));
        Assert.Equal(["narrow"], SeenAt(12, Lag.Seconds(2, 7)));
    }

    [Fact]
    public void What_was_added_and_removed_again_is_seen_late_and_gone_late()
    {
        LookAt(0);
        LookAt(10, ("a", "short"));
        LookAt(11);

        Assert.Empty(SeenAt(12.9, Lag.Seconds(3)));
        Assert.Equal(["short"], SeenAt(13, Lag.Seconds(3)));
        Assert.Empty(SeenAt(14, Lag.Seconds(3)));
        Assert.Empty(SeenAt(14, Lag.Seconds(10, 3)));
    }

    [Fact]
    public void No_version_of_a_removed_thing_outlives_its_removal()
    {
        LookAt(0, ("a", "wide"));
        LookAt(10, ("a", "narrow"));
        LookAt(11);

        Assert.Empty(SeenAt(11, Lag.Seconds(5, 0)));
        Assert.Equal(["wide"], SeenAt(11, Lag.Seconds(5, 1)));
    }

    private void LookAt(double seconds, params (string Id, string Value)[] found) =>
        history.Look(found.ToDictionary(thing => thing.Id, thing => thing.Value), Start.AddSeconds(seconds));

    private IEnumerable<string> SeenAt(double seconds, Lag lag) => history.SeenAt(Start.AddSeconds(seconds), lag);
}
