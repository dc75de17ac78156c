namespace ScanResponder.Tightening;

/// <summary>What is done with a rule.</summary>
public enum ChangeAction
{
    /// <summary>A rule is added.</summary>
    Authorize,

    /// <summary>A rule is removed.</summary>
    Revoke,
}
