namespace ScanResponder.Tests;

public sealed class CasesTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("10", 10)]
    [InlineData("0.25", 0.25)]
    public void The_scale_is_a_number_and_1_where_none_is_given(string? text, double scale) => Assert.Equal(scale, Cases.ScaleOf(text));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("all")]
    [InlineData("1,5")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    public void A_scale_that_is_none_is_refused_by_name(string text) =>
        Assert.Contains(Cases.Variable, Assert.Throws<FormatException>(() => Cases.ScaleOf(text)).Message, StringComparison.Ordinal);
}
