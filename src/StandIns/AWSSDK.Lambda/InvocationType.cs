using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>Whether an invocation is waited for.</summary>
public class InvocationType : ConstantClass
{
    /// <summary>Lambda takes the event, answers HTTP 202 and invokes the function later, again where it fails.</summary>
    public static readonly InvocationType Event = new("Event");

    /// <summary>A type by its name.</summary>
    public InvocationType(string value)
        : base(value)
    {
    }

    /// <summary>The type of this name, which may be one that this class does not know.</summary>
    public static InvocationType FindValue(string value) => FindValue<InvocationType>(value);
}
