using System.Globalization;
using ScanResponder.Triggers;

namespace ScanResponder.Alerts;

/// <summary>What people call the service behind a TCP port.</summary>
public static class PortNames
{
    private const int Longest = 20;

    /// <summary><c>SSH</c>; <c>TCP 8081</c> where neither the probes nor custom name the port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="probes">Probes that may carry GuardDuty's own name for it.</param>
    public static string Of(int port, IEnumerable<Probe> probes) => probes
        .Where(probe => probe.Port == port)
        .Select(NameIn)
        .FirstOrDefault(name => name is not null) ?? Custom(port);

    /// <summary>The names of these ports, in their order. Each probe is looked at once, however many ports there are.</summary>
    public static IEnumerable<string> Of(IEnumerable<int> ports, IEnumerable<Probe> probes)
    {
        var names = new Dictionary<int, string>();
        foreach (var probe in probes)
        {
            if (probe.Port is { } port && !names.ContainsKey(port) && NameIn(probe) is { } name)
                names.Add(port, name);
        }

        return ports.Select(port => names.GetValueOrDefault(port) ?? Custom(port));
    }

    private static string? NameIn(Probe probe) =>
        TextFormat.Trimmed(probe.PortName) is { Length: <= Longest } name && name.All(IsOfName) && !name.Equals("Unknown", StringComparison.OrdinalIgnoreCase) ? name : null;

    private static bool IsOfName(char character) => char.IsAsciiLetterOrDigit(character) || character is ' ' or '-' or '/' or '.';

    private static string Custom(int port) => port switch
    {
        20 or 21 => "FTP",
        22 => "SSH",
        23 => "Telnet",
        25 => "SMTP",
        53 => "DNS",
        80 => "HTTP",
        110 => "POP3",
        135 => "RPC",
        139 => "NetBIOS",
        143 => "IMAP",
        389 => "LDAP",
        443 => "HTTPS",
        445 => "SMB",
        873 => "rsync",
        1433 => "SQL Server",
        1521 => "Oracle",
        2049 => "NFS",
        2375 or 2376 => "Docker",
        3306 => "MySQL",
        3389 => "RDP",
        5432 => "PostgreSQL",
        5601 => "Kibana",
        5900 => "VNC",
        5985 or 5986 => "WinRM",
        6379 => "Redis",
        6443 => "Kubernetes",
        8088 => "YARN",
        9200 or 9300 => "Elasticsearch",
        11211 => "Memcached",
        27017 => "MongoDB",
        _ => string.Create(CultureInfo.InvariantCulture, $"TCP {port}"),
    };
}
