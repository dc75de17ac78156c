using Amazon.Lambda.Core;
using ScanResponder.Triggers;

namespace ScanResponder.Lambda;

/// <summary>Logs the steps of one invocation as they end, and keeps them for its metrics. Two of them may end at the same time.</summary>
/// <param name="logger">The invocation's log.</param>
internal sealed class StepRecord(ILambdaLogger logger) : IStepLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Step, TimeSpan> _ended = [];

    /// <summary>The steps that have ended, and how long they took.</summary>
    internal IReadOnlyDictionary<Step, TimeSpan> Ended
    {
        get
        {
            lock (_gate)
                return new Dictionary<Step, TimeSpan>(_ended);
        }
    }

    /// <summary>What logs and metrics call a step.</summary>
    internal static string WordOf(Step step) => step switch
    {
        Step.TakeUp => "take-up",
        Step.Read => "read",
        Step.Answer => "answer",
        Step.Publish => "publish",
        Step.Close => "close",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <inheritdoc/>
    void IStepLog.Ended(Step step, Trigger trigger, TimeSpan took)
    {
        lock (_gate)
            _ended[step] = took;
        logger.StepEnded(step, trigger, took);
    }

    /// <inheritdoc/>
    void IStepLog.Troubled(Trigger trigger, string trouble) => logger.AnswerNotNoted(trigger, trouble);
}
