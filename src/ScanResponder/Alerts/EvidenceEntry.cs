namespace ScanResponder.Alerts;

/// <summary>What logs say about the finding, in an <see cref="AlertDocument"/>; an empty object where no log was asked.</summary>
public sealed record EvidenceEntry;
