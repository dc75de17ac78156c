namespace ScanResponder.Tests.Architecture;

/// <summary>The name of a type that is not nested.</summary>
internal sealed record TypeName(string Namespace, string Name)
{
    /// <summary>True for a type of this project.</summary>
    internal bool IsOwn => Namespace == "ScanResponder" || Namespace.StartsWith("ScanResponder.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}.{Name}";
}
