using ScanResponder.Network;

namespace ScanResponder.Tests.Network;

public class PortRangeTests
{
    [Theory]
    [InlineData(-1, 5)]
    [InlineData(0, 65536)]
    [InlineData(23, 22)]
    public void A_range_that_cannot_be_is_refused(int from, int to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PortRange(from, to));

    [Theory]
    [InlineData("20-25", "22", "20-21 23-25")]
    [InlineData("20-25", "20", "21-25")]
    [InlineData("20-25", "25", "20-24")]
    [InlineData("20-25", "25 20", "21-24")]
    [InlineData("20-25", "22 23 22", "20-21 24-25")]
    [InlineData("20-25", "19 26", "20-25")]
    [InlineData("20-25", "", "20-25")]
    [InlineData("22-22", "22", "")]
    [InlineData("20-22", "20 21 22", "")]
    [InlineData("0-65535", "0 65535", "1-65534")]
    [InlineData("0-65535", "3389 22", "0-21 23-3388 3390-65535")]
    public void Ports_are_taken_out_of_a_range(string range, string ports, string left)
    {
        var ends = range.Split('-').Select(Number).ToArray();

        var rest = new PortRange(ends[0], ends[1]).Without(Numbers(ports));

        Assert.Equal(left, string.Join(' ', rest.Select(part => $"{part.From}-{part.To}")));
    }

    [Fact]
    public void A_range_contains_its_ends_and_the_ranges_within_it()
    {
        var range = new PortRange(20, 25);

        Assert.Equal((false, true, true, false), (range.Contains(19), range.Contains(20), range.Contains(25), range.Contains(26)));
        Assert.True(range.Contains(new PortRange(20, 25)));
        Assert.False(range.Contains(new PortRange(19, 22)));
        Assert.False(range.Contains(new PortRange(22, 26)));
    }

    private static IEnumerable<int> Numbers(string ports) => ports.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number);

    private static int Number(string text) => int.Parse(text);
}
