using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>Is told of each step of an answer when it has ended, whether it went well or not.</summary>
public interface IStepLog
{
    /// <summary>A step has ended.</summary>
    /// <param name="step">Which.</param>
    /// <param name="trigger">The finding that is answered.</param>
    /// <param name="took">How long it took.</param>
    void Ended(Step step, Trigger trigger, TimeSpan took);

    /// <summary>Something went wrong that no alert can tell of any more.</summary>
    /// <param name="trigger">The finding that is answered.</param>
    /// <param name="trouble">What, as a sentence.</param>
    void Troubled(Trigger trigger, string trouble);
}
