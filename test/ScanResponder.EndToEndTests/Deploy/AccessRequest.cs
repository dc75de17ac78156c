namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>What somebody asks of AWS, as IAM sees it.</summary>
/// <param name="Action">For example ec2:CreateTags.</param>
/// <param name="Resource">The ARN, or * for actions that know no resources.</param>
public sealed record AccessRequest(string Action, string Resource)
{
    /// <summary>The service that asks; null for the role whose policies are looked at.</summary>
    public string? Service { get; init; }

    /// <summary>The account of the role that asks from outside; null where nobody does.</summary>
    public string? Caller { get; init; }

    /// <summary>The condition keys that the request carries. IAM does not tell upper from lower case in their names.</summary>
    public IReadOnlyDictionary<string, string> Context { get; private init; } = new Dictionary<string, string>();

    public AccessRequest With(string key, string value) =>
        this with { Context = new Dictionary<string, string>(Context, StringComparer.OrdinalIgnoreCase) { [key] = value } };

    /// <summary>The request without a condition key.</summary>
    public AccessRequest Without(string key) =>
        this with { Context = Context.Where(pair => pair.Key != key).ToDictionary(StringComparer.OrdinalIgnoreCase) };
}
