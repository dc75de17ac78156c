using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>Which code will bring a rule back, by the marks that it left.</summary>
public sealed class ManagedByTests
{
    public static TheoryData<string?, string, string, string> Marks => new()
    {
        { null, "ManagedBy", "terraform", "sg-1 is made by Terraform, as the tag ManagedBy says: the next run brings the rule back and may drop the rules that were added." },
        { null, "terraform", "true", "sg-1 is made by Terraform, as the tag terraform says" },
        { "Managed by Terraform", "team", "shop", "sg-1 is made by Terraform, as the description says" },
        { null, "pulumi:project", "net", "sg-1 is made by Pulumi" },
        { "web", "aws:cloudformation:stack-name", "net", "sg-1 belongs to the CloudFormation stack net: its next deployment may bring the rule back. Change the template too." },
        { "net/Web/SecurityGroup", "aws:cloudformation:stack-name", "net", "sg-1 belongs to the CloudFormation stack net, which the AWS CDK makes" },
        { null, "elasticbeanstalk:environment-name", "shop-prod", "sg-1 belongs to the Elastic Beanstalk environment shop-prod" },
    };

    [Theory]
    [MemberData(nameof(Marks))]
    public void Code_is_known_by_tags_and_descriptions(string? description, string key, string value, string sentence) =>
        Assert.StartsWith(sentence, ManagedBy.Sentence(RemediationScene.Group("sg-1", "tcp 22 from 0.0.0.0/0") with { Description = description, Tags = TagSet.Of(new KeyValuePair<string, string>(key, value)) }), StringComparison.Ordinal);

    [Theory]
    [InlineData("terraform", "false")]
    [InlineData("team", "platform")]
    public void Other_tags_name_no_code(string key, string value) =>
        Assert.Null(ManagedBy.Sentence(RemediationScene.Group("sg-1", "tcp 22 from 0.0.0.0/0") with { Tags = TagSet.Of(new KeyValuePair<string, string>(key, value)) }));
}
