using ScanResponder.Journal;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>What somebody has approved, on its way through the walk.</summary>
/// <param name="Order">The order.</param>
/// <param name="Approval">Who has approved what.</param>
/// <param name="Asked">What people were asked.</param>
internal sealed record Approved(OrderTrigger.Approve Order, Approval Approval, Asked Asked)
{
    /// <summary>The approval of one alert, whoever gives it: approving twice is once.</summary>
    internal TriggerKey Key => new(Order.Key.Source, Order.Id, ReceivedEvent.Revision(Asked.At));

    /// <summary>What is written down of it.</summary>
    internal PersonDecision DecisionOf(DateTimeOffset at, Verdict verdict) => new(DecisionKind.Approved, at, Approval.Who, Approval.Why, verdict, null);
}
