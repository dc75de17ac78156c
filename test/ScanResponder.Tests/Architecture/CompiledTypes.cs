using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ScanResponder.Tests.Architecture;

/// <summary>Who uses whom in a compiled assembly: in base types, interfaces, attributes, signatures, fields and the code of methods.</summary>
internal static class CompiledTypes
{
    /// <summary>Every use of a type of the project's own by another, each once. Types that are nested or made by the compiler count as the one around them.</summary>
    internal static IReadOnlyCollection<Use> Uses(System.Reflection.Assembly assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        return [.. module.GetTypes().SelectMany(type => Named(type).Select(named => new Use(Outermost(type), Outermost(named)))).Where(use => use.IsOwn).Distinct()];
    }

    private static IEnumerable<TypeReference> Named(TypeDefinition type) => Parts(Direct(type));

    private static IEnumerable<TypeReference?> Direct(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(each => each.InterfaceType),
        .. Attributes(type),
        .. type.GenericParameters.SelectMany(Constraints),
        .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(Attributes),
        .. type.Methods.SelectMany(Direct),
    ];

    private static IEnumerable<TypeReference?> Direct(MethodDefinition method) =>
    [
        method.ReturnType,
        .. Attributes(method),
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method.GenericParameters.SelectMany(Constraints),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(Direct) : [],
    ];

    private static IEnumerable<TypeReference?> Direct(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method =>
        [
            method.DeclaringType,
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ],
        _ => [],
    };

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider of) => of.CustomAttributes.Select(attribute => attribute.AttributeType);

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) => parameter.Constraints.Select(constraint => constraint.ConstraintType);

    /// <summary>The types, and those that they are made of: elements of arrays, arguments of generic types.</summary>
    private static IEnumerable<TypeReference> Parts(IEnumerable<TypeReference?> types) => types.OfType<TypeReference>().SelectMany(Parts);

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => Parts(generic.ElementType).Concat(Parts(generic.GenericArguments)),
        TypeSpecification specification => Parts(specification.ElementType),
        GenericParameter => [],
        _ => [type],
    };

    private static TypeName Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } around)
            type = around;
        return new(type.Namespace, type.Name);
    }
}
