using System.Net;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>One call of an AWS operation, as the proxy saw it.</summary>
/// <param name="Number">1 for the first call of all.</param>
/// <param name="Occurrence">1 for the first call of this operation.</param>
/// <param name="Service">The service in the credential scope of its signature: ec2, sns, sts, dynamodb, logs, athena, cloudtrail.</param>
/// <param name="Action">The operation, e.g. DescribeInstances.</param>
/// <param name="Region">The Region in the credential scope.</param>
/// <param name="AccessKeyId">Who called.</param>
/// <param name="Request">The request.</param>
/// <param name="StartedAt">When the request had arrived, on the clock of <see cref="TimeProvider.GetTimestamp"/>.</param>
public sealed record AwsCall(
    int Number, int Occurrence, string Service, string Action, string Region, string AccessKeyId, HttpCall Request, long StartedAt)
{
    /// <summary>When its answer was about to be sent; null while there is none.</summary>
    public long? EndedAt { get; init; }

    /// <summary>What AWS answered; null if the call has not reached it (yet).</summary>
    public HttpAnswer? Performed { get; init; }

    /// <summary>What the caller was answered; null if nothing (yet).</summary>
    public HttpAnswer? Answered { get; init; }

    /// <summary>The fault that was injected, if any.</summary>
    public Fault? Fault { get; init; }

    /// <summary>The members of a Query or EC2 request, e.g. <c>GroupId</c> or <c>Filter.1.Name</c>; empty for a JSON request.</summary>
    public IReadOnlyDictionary<string, string> Parameters => FormOf(Request.Text);

    /// <summary>A member of a Query or EC2 request, or null.</summary>
    public string? this[string parameter] => Parameters.GetValueOrDefault(parameter);

    public override string ToString() =>
        $"{Number}. {Service}:{Action} #{Occurrence} in {Region} -> {(Answered is null ? "no answer" : Answered.Status)}";

    internal static Dictionary<string, string> FormOf(string body) => body is "" or ['{' or '[' or '<', ..]
        ? []
        : body.Split('&')
            .Select(pair => pair.Split('=', 2))
            .GroupBy(pair => WebUtility.UrlDecode(pair[0]))
            .ToDictionary(pairs => pairs.Key, pairs => WebUtility.UrlDecode(pairs.First().ElementAtOrDefault(1) ?? ""));
}
