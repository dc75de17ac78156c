using ScanResponder.Network;

namespace ScanResponder.Tests.Network;

public class TagSetTests
{
    [Fact]
    public void Sets_with_the_same_tags_are_equal_in_whatever_order_they_came()
    {
        var one = Tags(("a", "1"), ("b", "2"));

        Assert.Equal(one, Tags(("b", "2"), ("a", "1")));
        Assert.Equal(one.GetHashCode(), Tags(("b", "2"), ("a", "1")).GetHashCode());
        Assert.NotEqual(one, Tags(("a", "1"), ("b", "3")));
        Assert.NotEqual(one, Tags(("a", "1")));
        Assert.Equal(TagSet.Empty.GetHashCode(), Tags().GetHashCode());
        Assert.False(one.Equals(null));
    }

    [Fact]
    public void Sets_that_differ_in_a_value_alone_have_different_hashes() =>
        Assert.Equal(100, Enumerable.Range(0, 100).Select(number => Tags(("team", $"{number}")).GetHashCode()).Distinct().Count());

    [Fact]
    public void Of_two_tags_with_one_key_the_last_one_counts()
    {
        var tags = Tags(("b", "1"), ("a", "2"), ("b", "3"));

        Assert.Equal(["a", "b"], tags.Keys);
        Assert.Equal(["2", "3"], tags.Values);
        Assert.Equal("3", tags["b"]);
        Assert.False(tags.ContainsKey("c"));
        Assert.Throws<KeyNotFoundException>(() => tags["c"]);
    }

    [Fact]
    public void Keys_that_differ_in_case_are_two_tags() => Assert.Equal(2, Tags(("Name", "a"), ("name", "b")).Count);

    [Fact]
    public void Sets_can_be_taken_apart_and_put_together()
    {
        var one = Tags(("a", "1"), ("b", "2"));

        Assert.Equal(Tags(("a", "1"), ("b", "3")), one.With("b", "3"));
        Assert.Equal(Tags(("b", "2")), one.Except(Tags(("a", "1"), ("b", "other"))));
        Assert.Equal(Tags(("a", "1")), one.Intersect(Tags(("a", "1"), ("b", "other"))));
        Assert.Equal("a=1, b=2", one.ToString());
    }

    [Fact]
    public void Tags_that_only_AWS_may_set_can_be_left_out() =>
        Assert.Equal(Tags(("awsome", "2")), Tags(("aws:cloudformation:stack-name", "web"), ("AWS:x", "1"), ("awsome", "2")).WithoutAws());

    private static TagSet Tags(params (string Key, string Value)[] tags) =>
        TagSet.Of(tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)));
}
