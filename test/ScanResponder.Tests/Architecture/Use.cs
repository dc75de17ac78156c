namespace ScanResponder.Tests.Architecture;

/// <summary>One type that names another.</summary>
internal sealed record Use(TypeName User, TypeName Used)
{
    /// <summary>True where both are types of this project.</summary>
    internal bool IsOwn => User.IsOwn && Used.IsOwn && User != Used;

    /// <inheritdoc/>
    public override string ToString() => $"{User} uses {Used}";
}
