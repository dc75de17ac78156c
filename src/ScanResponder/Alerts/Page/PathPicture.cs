using System.Collections.Immutable;
using ScanResponder.Exposure;

namespace ScanResponder.Alerts.Page;

/// <summary>
/// The way to a port as a picture: a line through the hops, red as far as packets get, with what decides at each. It is drawn twice, along the page and down it;
/// the style shows the one that fits the screen. Text in SVG is not broken by browsers, so it is broken here.
/// </summary>
internal static class PathPicture
{
    private const int WideStep = 208;
    private const int WideColumn = 27;
    private const int NarrowColumn = 42;
    private const int LineHeight = 16;
    private const int MostLines = 7;

    /// <summary>Both drawings.</summary>
    internal static Markup Of(PortLane lane)
    {
        var stops = Stops(lane);
        return new($"{Wide(lane, stops).Text}{Narrow(lane, stops).Text}");
    }

    private static ImmutableArray<Stop> Stops(PortLane lane)
    {
        var stops = ImmutableArray.CreateBuilder<Stop>();
        var arriving = "open";
        foreach (var hop in lane.Hops)
        {
            var cut = lane.ClosedNow && hop.Kind is HopKind.SecurityGroup;
            var own = cut ? "shut" : hop.State switch { HopState.Open => "open", HopState.Shut => "shut", _ => "unknown" };
            var style = arriving == "none" ? "none" : own;
            stops.Add(new(
                arriving,
                style,
                cut ? "✕" : hop.State switch { HopState.Open => "✓", HopState.Shut => "✕", _ => "?" },
                Title(hop, lane),
                cut ? $"closed now; was {hop.Because}" : hop.Because));
            arriving = (arriving, own) switch
            {
                ("none", _) or (_, "shut") => "none",
                ("unknown", _) or (_, "unknown") => "unknown",
                _ => "open",
            };
        }

        return stops.ToImmutable();
    }

    private static string Title(Hop hop, PortLane lane) => hop.Kind switch
    {
        HopKind.Source => hop.Name ?? "Anybody on the internet",
        HopKind.Route => "Route",
        HopKind.NetworkAcl => "Network ACL",
        HopKind.SecurityGroup => hop.Name ?? "Security groups",
        _ => hop.Name ?? "Instance",
    };

    private static Markup Wide(PortLane lane, ImmutableArray<Stop> stops)
    {
        var texts = stops.Select(stop => Lines(stop, WideColumn)).ToList();
        var height = 52 + (texts.Max(lines => lines.Length) * LineHeight);
        var svg = new HtmlWriter();
        svg.Add($"<svg class=\"wide\" viewBox=\"0 0 {WideStep * stops.Length} {height}\" role=\"img\" aria-label=\"{Label(lane)}\">");
        foreach (var (index, stop) in stops.Index())
        {
            if (index > 0)
                svg.Add($"<path class=\"edge {stop.Arriving}\" d=\"M{((index - 1) * WideStep) + 30} 18H{(index * WideStep) + 4}\"/>");
        }

        foreach (var (index, stop) in stops.Index())
        {
            var x = (index * WideStep) + 17;
            svg.Add($"<circle class=\"node {stop.Style}\" cx=\"{x}\" cy=\"18\" r=\"13\"/><text class=\"mark {stop.Style}\" x=\"{x}\" y=\"23\" font-size=\"14\">{stop.Mark}</text>");
            foreach (var (line, (text, bold)) in texts[index].Index())
                svg.Add($"<text{(bold ? Strong : Small)} x=\"{x - 13}\" y=\"{52 + (line * LineHeight)}\">{text}</text>");
        }

        svg.Add($"</svg>");
        return svg.ToMarkup();
    }

    private static Markup Narrow(PortLane lane, ImmutableArray<Stop> stops)
    {
        var texts = stops.Select(stop => Lines(stop, NarrowColumn)).ToList();
        var tops = new List<int> { 2 };
        foreach (var lines in texts)
            tops.Add(tops[^1] + Math.Max(46, (lines.Length * LineHeight) + 22));
        var svg = new HtmlWriter();
        svg.Add($"<svg class=\"narrow\" viewBox=\"0 0 320 {tops[^1]}\" role=\"img\" aria-label=\"{Label(lane)}\">");
        foreach (var (index, stop) in stops.Index())
        {
            if (index > 0)
                svg.Add($"<path class=\"edge {stop.Arriving}\" d=\"M16 {tops[index - 1] + 27}V{tops[index]}\"/>");
        }

        foreach (var (index, stop) in stops.Index())
        {
            var y = tops[index] + 13;
            svg.Add($"<circle class=\"node {stop.Style}\" cx=\"16\" cy=\"{y}\" r=\"13\"/><text class=\"mark {stop.Style}\" x=\"16\" y=\"{y + 5}\" font-size=\"14\">{stop.Mark}</text>");
            foreach (var (line, (text, bold)) in texts[index].Index())
                svg.Add($"<text{(bold ? Strong : Small)} x=\"40\" y=\"{y + 5 + (line * LineHeight)}\">{text}</text>");
        }

        svg.Add($"</svg>");
        return svg.ToMarkup();
    }

    private static Markup Strong { get; } = new(" font-size=\"13\" font-weight=\"700\"");

    private static Markup Small { get; } = new(" class=\"small\" font-size=\"12\"");

    private static string Label(PortLane lane) => $"The way from the internet to {lane.Title}: {lane.State}";

    private static (string Text, bool Bold)[] Lines(Stop stop, int columns)
    {
        var all = Broken(stop.Title, columns).Select(line => (line, true)).Concat(Broken(stop.Text, columns).Select(line => (line, false))).ToArray();
        return all.Length <= MostLines ? all : [.. all.Take(MostLines - 1), ("…", false)];
    }

    /// <summary>The text in lines of at most so many characters, broken inside a word only where the word is longer than a line.</summary>
    private static IEnumerable<string> Broken(string text, int columns)
    {
        var line = "";
        foreach (var word in (TextFormat.Trimmed(text) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > columns)
            {
                yield return line;
                line = "";
            }

            line = line.Length > 0 ? $"{line} {word}" : word;
            while (line.Length > columns)
            {
                var end = char.IsHighSurrogate(line[columns - 1]) ? columns - 1 : columns;
                yield return line[..end];
                line = line[end..];
            }
        }

        if (line.Length > 0)
            yield return line;
    }

    /// <summary>A hop as it is drawn.</summary>
    private readonly record struct Stop(string Arriving, string Style, string Mark, string Title, string Text);
}
