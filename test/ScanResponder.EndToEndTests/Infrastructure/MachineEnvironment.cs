using System.Collections;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>What tools of this machine (Python programs, the .NET SDK) need from its environment.</summary>
public static class MachineEnvironment
{
    /// <summary>
    /// The variables of this process without those that would steer AWS clients, and without those that a test run under MSBuild leaves
    /// behind and that would confuse a build started from it.
    /// </summary>
    public static Dictionary<string, string> WithoutAws() =>
        Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value ?? ""))
            .Where(variable => !variable.Name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)
                && !variable.Name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                && !variable.Name.StartsWith("MOTO_", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(variable => variable.Name, variable => variable.Value);
}
