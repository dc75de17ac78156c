using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Every way in which a call of AWS can break, by a name for it.</summary>
internal static class AnyFault
{
    internal static IReadOnlyDictionary<string, Fault> Named { get; } = new Dictionary<string, Fault>
    {
        ["throttled"] = Fault.Throttled,
        ["HTTP 500"] = Fault.InternalError,
        ["HTTP 503"] = Fault.Unavailable,
        ["connection reset"] = new Fault.ConnectionReset(),
        ["answer lost"] = new Fault.AnswerLost(),
        ["access denied"] = Fault.AccessDenied,
        ["garbage"] = Fault.Garbage,
        ["hang"] = new Fault.Hang(),
    };
}
