namespace ScanResponder.Lambda;

/// <summary>A setting that is missing or does not parse. The message is one line: the variable, its value, what is accepted.</summary>
internal sealed class SettingsException(string message) : Exception(message);
