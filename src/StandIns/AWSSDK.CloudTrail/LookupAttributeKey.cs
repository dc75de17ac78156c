using Amazon.Runtime;

namespace Amazon.CloudTrail;

/// <summary>What events are looked up by.</summary>
public class LookupAttributeKey : ConstantClass
{
    /// <summary>The name of a resource, such as the id of a security group.</summary>
    public static readonly LookupAttributeKey ResourceName = new("ResourceName");

    /// <summary>A key by its name.</summary>
    public LookupAttributeKey(string value)
        : base(value)
    {
    }

    /// <summary>The key of this name, which may be one that this type does not know.</summary>
    public static LookupAttributeKey FindValue(string value) => FindValue<LookupAttributeKey>(value);
}
