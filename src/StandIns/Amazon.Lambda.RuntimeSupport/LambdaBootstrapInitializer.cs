namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Runs once, before the first event is taken. False ends the process quietly without taking any; an exception is reported to Lambda as
/// a failed initialization and ends the process with it.
/// </summary>
public delegate Task<bool> LambdaBootstrapInitializer();
