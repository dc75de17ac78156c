using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class RoundTripsTests
{
    [Fact]
    public void No_call_is_no_round_trip() => Assert.Equal(0, RoundTrips.InSequence([]));

    [Fact]
    public void Two_calls_that_overlap_are_one_round_trip() => Assert.Equal(1, RoundTrips.InSequence([Call(0, 10), Call(5, 15)]));

    [Fact]
    public void A_call_that_starts_after_another_was_answered_is_a_second_round_trip() =>
        Assert.Equal(2, RoundTrips.InSequence([Call(0, 10), Call(10, 20)]));

    [Fact]
    public void A_slow_call_beside_two_in_sequence_hides_neither() =>
        Assert.Equal(2, RoundTrips.InSequence([Call(0, 100), Call(1, 10), Call(20, 30)]));

    [Fact]
    public void Two_batches_are_two_round_trips() =>
        Assert.Equal(2, RoundTrips.InSequence([Call(0, 10), Call(1, 12), Call(2, 9), Call(13, 20), Call(14, 25)]));

    [Fact]
    public void A_call_that_was_never_answered_ends_the_chain() =>
        Assert.Equal(2, RoundTrips.InSequence([Call(0, 10), Call(11, null), Call(12, null)]));

    [Fact]
    public void What_is_waited_for_outside_of_calls_is_the_gaps_between_them()
    {
        long second = TimeProvider.System.TimestampFrequency;

        Assert.Equal(TimeSpan.FromSeconds(3), Idle(0, 3));
        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 3), Idle(0, 13, Call(second, 4 * second), Call(2 * second, 3 * second), Call(6 * second, 10 * second)));
        Assert.Equal(TimeSpan.FromSeconds(1), Idle(0, 5, Call(second, null), Call(7 * second, 8 * second)));

        TimeSpan Idle(int from, int to, params AwsCall[] calls) => RoundTrips.IdleBetween(from * second, to * second, calls);
    }

    private static AwsCall Call(long start, long? end)
    {
        var request = new HttpCall("POST", "/", new Dictionary<string, string>(), default);
        return new AwsCall(1, 1, "ec2", "DescribeInstances", "eu-west-1", "AKIA", request, start) { EndedAt = end };
    }
}
