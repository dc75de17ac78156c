namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Answers one invocation. An exception fails that invocation and not the process.</summary>
public delegate Task<InvocationResponse> LambdaBootstrapHandler(InvocationRequest invocation);
