namespace ScanResponder.Tightening;

/// <summary>How far a change of a rule has come.</summary>
public enum ChangeStatus
{
    /// <summary>Worked out, and not tried.</summary>
    Planned,

    /// <summary>Made by this invocation, or by an earlier attempt at the same finding.</summary>
    Done,

    /// <summary>Found made by somebody else: the rule to add was there, or the rule to remove was gone.</summary>
    Already,

    /// <summary>Tried, and not made.</summary>
    Failed,

    /// <summary>Made, and taken back: because the rest of the change could not be made, or by somebody else.</summary>
    Undone,
}
