namespace ScanResponder.Tightening;

/// <summary>How people approve in the mode <see cref="Mode.Ask"/>.</summary>
/// <param name="Function">The name of the function that takes approvals.</param>
/// <param name="Region">The Region of the function.</param>
/// <param name="Within">How long after an alert it can be approved.</param>
public sealed record Approvals(string Function, string Region, TimeSpan Within)
{
    /// <summary>So long where nothing else is said.</summary>
    public static readonly TimeSpan UsualTime = TimeSpan.FromHours(24);
}
