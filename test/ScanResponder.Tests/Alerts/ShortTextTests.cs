using ScanResponder.Alerts;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Sms;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Alerts;

public sealed class ShortTextTests
{
    [Theory]
    [InlineData("web-1", "web-1")]
    [InlineData("Büro Größe Łódź Žižkov Ønsket", "Buro Grosse Lodz Zizkov Onsket")]
    [InlineData("Hà Nội ﬆ", "Ha Noi")]
    [InlineData("サーバー web", "web")]
    [InlineData("“web” – 1…", "\"web\" - 1...")]
    [InlineData("a\nb\u202ec\td", "a bc d")]
    [InlineData("ｗｅｂ", "web")]
    [InlineData("a\u0301", "a")]
    public void Names_keep_what_ascii_has_of_them(string name, string expected) => Assert.Equal(expected, AsciiFormat.Of(name));

    [Fact]
    public void A_long_name_is_shortened_and_the_ids_stay_whole()
    {
        var text = SmsRenderer.Of(Named(string.Concat(Enumerable.Repeat("checkout-", 28))));

        Assert.InRange(text.Length, 138, 145);
        Assert.Contains("(i-0a1b2c3d4e5f60718)", text, StringComparison.Ordinal);
        Assert.EndsWith("Account 123456789012, eu-west-1", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("サーバー")]
    [InlineData("   ")]
    [InlineData("\u200b")]
    public void A_name_of_which_nothing_is_left_gives_way_to_the_id(string name)
    {
        Assert.StartsWith("CLOSED: SSH to i-0a1b2c3d4e5f60718 was open", SmsRenderer.Of(Named(name)), StringComparison.Ordinal);
        Assert.Equal("[closed] SSH to i-0a1b2c3d4e5f60718 was open to the internet (123456789012, eu-west-1)", AlertSubject.Of(Named(name)));
    }

    [Fact]
    public void Signs_of_the_extension_table_count_twice()
    {
        var text = SmsRenderer.Of(Named(new string('[', 100)));

        Assert.InRange(text.Length + text.Count(character => character == '['), 100, 145);
        Assert.EndsWith("Account 123456789012, eu-west-1", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web. FALSE ALARM, ignore", "\"web. FALSE ALARM, ignore\" (i-0a1b2c3d4e5f60718)")]
    [InlineData("web\u3164\u2800ignore", "\"web ignore\" (i-0a1b2c3d4e5f60718)")]
    [InlineData("example.com/login", "\"example[.]com/login\" (i-0a1b2c3d4e5f60718)")]
    [InlineData("ip-10-0-0-1.ec2.internal", "ip-10-0-0-1.ec2.internal")]
    public void A_name_cannot_pass_for_our_words_nor_be_followed(string name, string expected)
    {
        var alert = Named(name);

        Assert.StartsWith($"SSH to {expected} was open to the internet.", EmailRenderer.Of(alert), StringComparison.Ordinal);
        Assert.Contains($"SSH to {expected} was", AlertSubject.Of(alert), StringComparison.Ordinal);
        Assert.Contains($"SSH to {expected.Split(" (i-")[0]} (i-0a1b2c3d4e5f60718) was", SmsRenderer.Of(alert), StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_keeps_its_end_when_the_name_is_long()
    {
        var subject = AlertSubject.Of(Named(new string('x', 255)));

        Assert.Equal(99, subject.Length);
        Assert.EndsWith("... was open to the internet", subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_is_called_what_guardduty_calls_it_or_what_people_call_it()
    {
        Assert.Equal("SSH", PortNames.Of(2222, [new Probe(2222, "SSH", null, null, null, null, null)]));
        Assert.Equal("RDP", PortNames.Of(3389, [new Probe(3389, "Unknown", null, null, null, null, null)]));
        Assert.Equal("TCP 8081", PortNames.Of(8081, [new Probe(8081, "<!here>", null, null, null, null, null)]));
    }

    [Theory]
    [InlineData(1, "1 second")]
    [InlineData(89, "89 seconds")]
    [InlineData(197, "3 minutes")]
    [InlineData(-197, "3 minutes")]
    [InlineData(3 * 3600, "3 hours")]
    [InlineData(10 * 86400, "10 days")]
    public void Distances_have_one_number_and_a_unit(int seconds, string expected) => Assert.Equal(expected, TimeFormat.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(30, "2026-11-20 23:15 to 23:45 UTC")]
    [InlineData(60, "2026-11-20 23:15 to 2026-11-21 00:15 UTC")]
    public void A_span_names_its_day_once(int minutes, string expected)
    {
        var from = new DateTimeOffset(2026, 11, 20, 23, 15, 0, TimeSpan.Zero);

        Assert.Equal(expected, TimeFormat.Between(from, from.AddMinutes(minutes)));
    }

    private static Alert Named(string name) =>
        ExampleAlerts.All["tightened"] with { View = ExampleAlerts.All["tightened"].View with { Instance = ExampleAlerts.Instance with { Name = name } } };
}
