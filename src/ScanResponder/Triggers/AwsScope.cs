namespace ScanResponder.Triggers;

/// <summary>Where it happened: one Region of one account.</summary>
/// <param name="Partition"><c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> or another partition.</param>
/// <param name="AccountId">Twelve digits.</param>
/// <param name="Region">Such as <c>eu-west-1</c>.</param>
public sealed record AwsScope(string Partition, string AccountId, string Region);
