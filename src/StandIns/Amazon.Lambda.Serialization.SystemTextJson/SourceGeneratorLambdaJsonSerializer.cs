using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>A serializer for the types that a source-generated context knows, without reflection over them.</summary>
/// <remarks>
/// The context is created anew with the options of <see cref="AbstractLambdaJsonSerializer.CreateDefaultJsonSerializationOptions"/>, so
/// what its <see cref="JsonSourceGenerationOptionsAttribute"/> says does not apply unless an override of that method returns it, as
/// <c>new JsonSerializerOptions(MyContext.Default.Options)</c>.
/// </remarks>
/// <typeparam name="TSGContext">The context, with the constructor on options that the generator gives it.</typeparam>
public class SourceGeneratorLambdaJsonSerializer<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSGContext>
    : AbstractLambdaJsonSerializer, ILambdaSerializer
    where TSGContext : JsonSerializerContext
{
    private readonly TSGContext _context;

    /// <summary>Creates the context with the default options.</summary>
    public SourceGeneratorLambdaJsonSerializer()
        : this(null)
    {
    }

    /// <summary>Creates the context with the default options after <paramref name="customizer"/> has changed them; null changes nothing.</summary>
    /// <exception cref="JsonSerializerException"><typeparamref name="TSGContext"/> has no public constructor on options.</exception>
    public SourceGeneratorLambdaJsonSerializer(Action<JsonSerializerOptions>? customizer)
    {
        SerializerOptions = CreateDefaultJsonSerializationOptions();
        customizer?.Invoke(SerializerOptions);
        _context = typeof(TSGContext).GetConstructor([typeof(JsonSerializerOptions)])?.Invoke([SerializerOptions]) as TSGContext
            ?? throw new JsonSerializerException($"{typeof(TSGContext).FullName} has no public constructor that takes JsonSerializerOptions.");
    }

    /// <summary>The options of the context. Read-only once the context exists.</summary>
    protected JsonSerializerOptions SerializerOptions { get; }

    /// <inheritdoc/>
    protected override void InternalSerialize<T>(Utf8JsonWriter writer, T response) =>
        JsonSerializer.Serialize(writer, response, TypeInfo<T>());

    /// <inheritdoc/>
    protected override T InternalDeserialize<T>(byte[] utf8Json) => JsonSerializer.Deserialize(utf8Json, TypeInfo<T>())!;

    private JsonTypeInfo<T> TypeInfo<T>() =>
        _context.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
            ?? throw new JsonSerializerException(
                $"{typeof(TSGContext).FullName} does not know {typeof(T).FullName}: add [JsonSerializable(typeof({typeof(T).Name}))] to it.");
}
