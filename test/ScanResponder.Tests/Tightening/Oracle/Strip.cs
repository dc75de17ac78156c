namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>Neighbouring numbers of a lane that the same addresses may use.</summary>
internal sealed record Strip(int From, int To, IntervalSet Addresses);
