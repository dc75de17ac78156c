namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>What one cold start took.</summary>
/// <param name="WallToPoll">From the start of the process until it asked for its first event, in milliseconds.</param>
/// <param name="Wall">From the start of the process until its answer came, in milliseconds.</param>
/// <param name="CpuToPoll">Processor time until it asked for its first event, in milliseconds.</param>
/// <param name="Cpu">Processor time until its answer came, in milliseconds.</param>
/// <param name="PeakMegabytes">The most physical memory it had.</param>
/// <param name="CallsBefore">Calls of AWS before it asked for its first event.</param>
/// <param name="Calls">Calls of AWS in all.</param>
/// <param name="ConnectionsBefore">Connections with TLS that were made before it asked for its first event.</param>
/// <param name="Connections">Connections with TLS in all.</param>
/// <param name="InstructionsToPoll">Instructions outside the kernel until it asked for its first event, in millions; null where they could not be counted.</param>
/// <param name="Instructions">Instructions outside the kernel until its answer came, in millions; null where they could not be counted.</param>
internal sealed record ColdRun(
    double WallToPoll, double Wall, double CpuToPoll, double Cpu, double PeakMegabytes, int CallsBefore, int Calls, int ConnectionsBefore, int Connections,
    double? InstructionsToPoll, double? Instructions);
