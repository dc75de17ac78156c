using ScanResponder.Alerts;

namespace ScanResponder.Tests.Alerts;

public sealed class AlertChannelsTests
{
    private static readonly AlertMessage Message = new("subject", "{}");

    private readonly List<string> _failed = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_channel_gets_the_alert_and_the_id_is_that_of_the_required_one()
    {
        var (topic, chat) = (new Channel("topic"), new Channel("chat") { IsRequired = false });

        var id = await Of(chat, topic).PublishAsync(Message, Token);

        Assert.Equal(("topic", 1, 1, 0), (id, topic.Taken, chat.Taken, _failed.Count));
    }

    [Fact]
    public async Task A_copy_that_cannot_be_made_is_told_and_fails_nothing()
    {
        var (topic, chat) = (new Channel("topic"), new Channel("chat") { IsRequired = false, Refuses = true });

        Assert.Equal("topic", await Of(topic, chat).PublishAsync(Message, Token));
        Assert.Equal(["chat"], _failed);
    }

    [Fact]
    public async Task A_required_channel_that_refuses_fails_the_alert_when_the_copies_have_ended()
    {
        var (topic, chat) = (new Channel("topic") { Refuses = true }, new Channel("chat") { IsRequired = false });

        await Assert.ThrowsAsync<AlertNotDeliveredException>(() => Of(topic, chat).PublishAsync(Message, Token));
        Assert.Equal(1, chat.Taken);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_channel_for_what_is_urgent_gets_nothing_else(bool urgent, int taken)
    {
        var (topic, pager) = (new Channel("topic"), new Channel("pager"));

        var id = await Of(topic, new UrgentChannel(pager)).PublishAsync(Message with { IsUrgent = urgent }, Token);

        Assert.Equal(("topic", 1, taken), (id, topic.Taken, pager.Taken));
    }

    private AlertChannels Of(params IAlertChannel[] channels) => new([.. channels], (name, _) => _failed.Add(name));

    private sealed class Channel(string name) : IAlertChannel
    {
        public string Name => name;

        public bool IsRequired { get; init; } = true;

        internal bool Refuses { get; init; }

        internal int Taken { get; private set; }

        public async Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (Refuses)
                throw new AlertNotDeliveredException("The topic is full.");
            Taken++;
            return name;
        }
    }
}
