namespace ScanResponder.Network;

/// <summary>
/// What EC2 knows a rule of a group by when it is not asked by id: two rules of one group never have the same permission, whatever their
/// descriptions. <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html"/>.
/// </summary>
/// <param name="Traffic">The packets.</param>
/// <param name="Source">Who may send them.</param>
public readonly record struct Permission(Traffic Traffic, RuleSource Source)
{
    /// <summary>The permission of a rule that stands.</summary>
    public static Permission Of(IngressRule rule) => new(rule.Traffic, rule.Source);

    /// <summary>The permission of a rule that is to be added.</summary>
    public static Permission Of(RuleDraft rule) => new(rule.Traffic, rule.Source);

    /// <summary>Such as <c>tcp 22 from 0.0.0.0/0</c>.</summary>
    public override string ToString() => $"{Traffic} from {Source}";
}
