namespace ScanResponder;

/// <summary>A step of an answer.</summary>
public enum Step
{
    /// <summary>Claiming the finding in the journal, while the account is read.</summary>
    TakeUp,

    /// <summary>Reading the account.</summary>
    Read,

    /// <summary>Deciding, and changing what is to be changed.</summary>
    Answer,

    /// <summary>Publishing the alert.</summary>
    Publish,

    /// <summary>Noting that the finding was answered.</summary>
    Close,
}
