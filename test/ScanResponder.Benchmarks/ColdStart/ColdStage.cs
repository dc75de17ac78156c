using System.Diagnostics;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>Lambda's Runtime API and AWS for one process at a time, with the clocks of what happens there.</summary>
internal sealed class ColdStage : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ReplayedAws _aws;
    private readonly string _event;
    private readonly LoopbackHttpServer _awsServer;
    private readonly LoopbackHttpServer _runtime;
    private readonly TlsFront? _tls;
    private TaskCompletionSource<(double Wall, double Cpu, double? Instructions)> _polled = new();
    private TaskCompletionSource<(double Wall, double Cpu, double? Instructions, double Peak, string Body)> _answered = new();
    private Func<(double Wall, double Cpu, double? Instructions, int Process)> _clock = () => default;
    private int _callsBefore;
    private int _connectionsBefore;

    internal ColdStage(Scale scale, TimeSpan delay, bool tls)
    {
        _aws = new(scale, delay);
        _event = ReplayedAws.Event(scale);
        _awsServer = new(_aws.AnswerAsync);
        _runtime = new(RuntimeAsync);
        _tls = tls ? new() : null;
        _tls?.LeadTo(_awsServer.Port);
    }

    /// <summary>Starts the function, has it answer the finding, and ends it.</summary>
    internal async Task<ColdRun> RunAsync(Candidate candidate)
    {
        _aws.Reset();
        var connections = _tls?.Connections ?? 0;
        _polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(candidate.Command[0], candidate.Command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in Environment().Concat(candidate.Settings))
            start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        var begun = Stopwatch.GetTimestamp();
        InstructionCounter? counter = null;
        _clock = () => (Stopwatch.GetElapsedTime(begun).TotalMilliseconds, ProcessClock.Cpu(process.Id).TotalMilliseconds, counter?.Read() / 1e6, process.Id);
        process.Start();
        using var counting = counter = InstructionCounter.TryStart(process.Id, out _);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            var done = await Task.WhenAny(_answered.Task, output, Task.Delay(Longest));
            if (done != _answered.Task)
                throw new InvalidOperationException($"{candidate.Name} ended or stood still without an answer: {(done == output ? string.Concat(await output) : "")}");
            var (polled, answered) = (await _polled.Task, await _answered.Task);
            return answered.Body.Contains("errorMessage", StringComparison.Ordinal)
                ? throw new InvalidOperationException($"{candidate.Name} failed: {answered.Body}")
                : new(polled.Wall, answered.Wall, polled.Cpu, answered.Cpu, answered.Peak, _callsBefore, _aws.Calls, _connectionsBefore - connections, (_tls?.Connections ?? 0) - connections, polled.Instructions, answered.Instructions);
        }
        finally
        {
            process.Kill();
            await output;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tls is not null)
            await _tls.DisposeAsync();
        await _runtime.DisposeAsync();
        await _awsServer.DisposeAsync();
    }

    private IEnumerable<(string Name, string Value)> Environment() =>
    [
        ("AWS_LAMBDA_RUNTIME_API", $"127.0.0.1:{_runtime.Port}"),
        ("AWS_LAMBDA_FUNCTION_NAME", "scan-responder"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_ENDPOINT_URL", $"http://127.0.0.1:{_awsServer.Port}"),
        ("AWS_REGION", ReplayedAws.Region),
        ("AWS_DEFAULT_REGION", ReplayedAws.Region),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "example"),
        ("AWS_SESSION_TOKEN", "example"),
        ("RESPONDER_TOPIC_ARN", $"arn:aws:sns:{ReplayedAws.Region}:{ReplayedAws.Account}:alerts"),
        .. _tls?.Environment ?? [],
    ];

    private async Task<HttpAnswer> RuntimeAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var (wall, cpu, instructions, process) = _clock();
        if (call.Method == "GET" && _polled.TrySetResult((wall, cpu, instructions)))
        {
            _callsBefore = _aws.Calls;
            _connectionsBefore = _tls?.Connections ?? 0;
            return HttpAnswer.Json(200, _event) with
            {
                Headers = new Dictionary<string, string>
                {
                    ["Lambda-Runtime-Aws-Request-Id"] = "0d6f7b1e-52a4-4c7e-9a36-2f1c8e4b7d11",
                    ["Lambda-Runtime-Deadline-Ms"] = $"{DateTimeOffset.UtcNow.AddSeconds(60).ToUnixTimeMilliseconds()}",
                    ["Lambda-Runtime-Invoked-Function-Arn"] = $"arn:aws:lambda:{ReplayedAws.Region}:{ReplayedAws.Account}:function:scan-responder",
                },
            };
        }

        if (call.Method == "GET")
            await Task.Delay(Timeout.Infinite, cancellationToken);
        _answered.TrySetResult((wall, cpu, instructions, ProcessClock.PeakMegabytes(process), call.Text));
        return HttpAnswer.Json(202, """{"status":"OK"}""");
    }
}
