namespace ScanResponder.Journal;

/// <summary>What a person can decide about an alert.</summary>
public enum DecisionKind
{
    /// <summary>To make the change that it shows.</summary>
    Approved,

    /// <summary>To take back what was changed.</summary>
    Undone,
}
