namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>One way in which a call to AWS can go wrong.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>The service refuses the call as too frequent, with its own code for that.</summary>
    public static Fault Throttled { get; } = new Refused(ServiceError.Throttled);

    /// <summary>The caller's role lacks the permission.</summary>
    public static Fault AccessDenied { get; } = new Refused(ServiceError.AccessDenied);

    /// <summary>HTTP 500 with the service's own code for an error of its own.</summary>
    public static Fault InternalError { get; } = new Refused(ServiceError.Internal);

    /// <summary>HTTP 503 with the service's own code for being unavailable.</summary>
    public static Fault Unavailable { get; } = new Refused(ServiceError.Unavailable);

    /// <summary>HTTP 200 and a page that no unmarshaller can read.</summary>
    public static Fault Garbage { get; } = new AnsweredInstead(HttpAnswer.Xml(200, "<html><body>It works!</body"));

    /// <summary>The service answers with an error and does nothing. Its document has the shape of the service that was called.</summary>
    public static Fault Error(string code, int status = 400, string message = "Injected by a test.") =>
        new Refused(_ => new ServiceError(code, status, message));

    /// <summary>The service answers with an error that depends on the service, and does nothing.</summary>
    public sealed record Refused(Func<string, ServiceError> ErrorOf) : Fault;

    /// <summary>This answer comes instead of AWS's, and nothing is done.</summary>
    public sealed record AnsweredInstead(HttpAnswer Answer) : Fault
    {
        /// <summary>What it waits for.</summary>
        public Task Awaited { get; init; } = Task.CompletedTask;
    }

    /// <summary>The connection is reset before the call reaches AWS: nothing is done.</summary>
    public sealed record ConnectionReset : Fault;

    /// <summary>AWS performs the call, and the connection is reset before its answer reaches the caller.</summary>
    public sealed record AnswerLost : Fault;

    /// <summary>No answer comes, ever, and nothing is done.</summary>
    public sealed record Hang : Fault;

    /// <summary>The call is performed and answered, but late.</summary>
    public sealed record Late(TimeSpan By) : Fault;

    /// <summary>The test acts before the call reaches AWS (kills the caller, say); then the connection is reset.</summary>
    public sealed record Before(Action<AwsCall> Act) : Fault;

    /// <summary>AWS performs the call and the test acts before the caller can know (kills it, say); then the connection is reset.</summary>
    public sealed record After(Action<AwsCall> Act) : Fault;

    /// <summary>Others act just before or just after AWS performs the call, which is answered as ever.</summary>
    public sealed record Meanwhile(Func<AwsCall, Task> First, Func<AwsCall, Task> Then) : Fault
    {
        public static Meanwhile JustBefore(Func<Task> act) => new(_ => act(), _ => Task.CompletedTask);

        public static Meanwhile JustAfter(Func<Task> act) => new(_ => Task.CompletedTask, _ => act());
    }
}
