using System.Globalization;
using ScanResponder.Alerts.Document;
using ScanResponder.Evidence;

namespace ScanResponder.Alerts.Email;

/// <summary>The section of the e-mail that tells what the logs say.</summary>
internal static class EmailEvidence
{
    private const int MostLogins = 10;

    /// <summary>Writes it; nothing where no log was asked.</summary>
    internal static void Write(EmailWriter mail, Alert alert)
    {
        if (alert.Evidence.Found.All(found => found is LogEvidence.History { Notes.IsEmpty: true }))
            return;
        mail.Heading("What do the logs say?");
        var ports = alert.Traffic;
        foreach (var port in ports.Take(FlowLogsEntry.Most))
            Write(mail, port, alert);
        if (ports.Length > FlowLogsEntry.Most)
            mail.Paragraph($"... and {TextFormat.Count(ports.Length - FlowLogsEntry.Most, "more port")} with fewer packets: {string.Join(", ", ports.Skip(FlowLogsEntry.Most).Select(port => port.Port).Order())}.");
        if (alert.Evidence.Logins is { Counts.IsEmpty: false } logins)
            Write(mail, logins);
        foreach (var note in alert.Evidence.Notes)
            mail.Item(note);
    }

    private static void Write(EmailWriter mail, PortTraffic traffic, Alert alert)
    {
        mail.Paragraph(string.Create(CultureInfo.InvariantCulture, $"Packets to {PortNames.Of(traffic.Port, alert.Trigger.Probes)}, in {alert.Evidence.Traffic!.Place}:"));
        foreach (var talker in traffic.Talkers)
            mail.Item(Line(talker, talker.Kind is TalkerKind.Named ? "in the finding" : "not in the finding"));
        if (!traffic.PrivateTalkers.IsEmpty)
            mail.Paragraph("From private addresses:");
        foreach (var talker in traffic.PrivateTalkers)
            mail.Item(Line(talker, null));
        if (traffic.LeftOut > 0)
            mail.Paragraph($"... and {TextFormat.Count(traffic.LeftOut, "more address")} with fewer packets.");
    }

    private static void Write(EmailWriter mail, LogEvidence.Logins logins)
    {
        mail.Paragraph($"Logins, in {logins.Place}:");
        foreach (var login in logins.Counts.Take(MostLogins))
            mail.Item($"{TextFormat.Quoted(login.User)} from {login.Source}: {login.Accepted} accepted, {login.Failed} failed{Span(login.First, login.Last)}");
        if (logins.Counts.Length > MostLogins)
            mail.Paragraph($"... and {TextFormat.Count(logins.Counts.Length - MostLogins, "more combination")} of user and address.");
    }

    private static string Line(Talker talker, string? name) => string.Create(
        CultureInfo.InvariantCulture,
        $"{talker.Address}: {talker.Accepted:N0} accepted, {talker.Rejected:N0} rejected{Span(talker.First, talker.Last)}{(name is null ? "" : $", {name}")}");

    private static string Span(DateTimeOffset? first, DateTimeOffset? last) => (first, last) switch
    {
        ({ } from, { } to) when TimeFormat.Of(from) != TimeFormat.Of(to) => $", {TimeFormat.Between(from, to)}",
        ({ } at, _) => $", {TimeFormat.Of(at)}",
        (null, { } at) => $", {TimeFormat.Of(at)}",
        _ => "",
    };
}
