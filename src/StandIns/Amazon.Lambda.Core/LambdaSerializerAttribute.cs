namespace Amazon.Lambda.Core;

/// <summary>
/// Names the serializer of a class-library handler. A function that builds its own bootstrap passes the serializer there instead, and
/// nothing reads this attribute.
/// </summary>
/// <param name="serializerType">An <see cref="ILambdaSerializer"/> with a public constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Assembly, AllowMultiple = false)]
public sealed class LambdaSerializerAttribute(Type serializerType) : Attribute
{
    /// <summary>The type of the serializer.</summary>
    public Type SerializerType { get; set; } = serializerType;
}
