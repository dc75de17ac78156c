using System.Globalization;
using System.Text.RegularExpressions;

namespace ScanResponder.Tests.Evidence;

/// <summary>
/// Runs the part of Logs Insights' language that the queries here use, over lines in memory. Text is not a number to it: what was cut out of a line is
/// compared as text. A function of a missing value is missing.
/// </summary>
/// <param name="unmatchedIsEmpty">True to give groups of an expression that match nothing an empty value, false to give them none.</param>
internal sealed class InsightsInterpreter(bool unmatchedIsEmpty)
{
    private static readonly Regex Token = new(@"\G\s*(?:(?<string>""(?:[^""\\]|\\.)*"")|(?<regex>/(?:[^/\\]|\\.)+/)|(?<number>\d+(?:\.\d+)?)|(?<name>[@A-Za-z_][@\w.]*)|(?<sign>!=|[=(),*\[\]]))");

    /// <summary>Lines of one stream, a second apart.</summary>
    internal IReadOnlyList<Dictionary<string, string>> Run(string query, string stream, params IEnumerable<string> lines) =>
        Run(query, lines.Select((line, index) => new Dictionary<string, object> { ["@logStream"] = stream, ["@message"] = line, ["@timestamp"] = 1_700_000_000_000.0 + 1000 * index }));

    /// <summary>Events with the fields that Logs Insights discovered.</summary>
    internal IReadOnlyList<Dictionary<string, string>> Run(string query, IEnumerable<Dictionary<string, object>> events)
    {
        var rows = events.ToList();
        foreach (var command in Commands(query))
            rows = Apply(command, rows);
        return [.. rows.Select(row => row.ToDictionary(field => field.Key, field => Text(field.Value)))];
    }

    private List<Dictionary<string, object>> Apply(string command, List<Dictionary<string, object>> rows)
    {
        var (verb, rest) = (command.Split(' ')[0], command[command.IndexOf(' ', StringComparison.Ordinal)..]);
        var words = new Words(rest);
        switch (verb)
        {
            case "filter":
                var wanted = words.Or();
                words.End();
                return [.. rows.Where(row => wanted(row) is true)];
            case "fields":
                do
                {
                    var value = words.Value();
                    var name = words.Take("as") ? words.Name() : throw new FormatException(rest);
                    rows = [.. rows.Select(row => With(row, name, value(row)))];
                }
                while (words.Take(","));
                words.End();
                return rows;
            case "parse":
                return [.. rows.Select(Parser(words, rest))];
            case "stats":
                return Stats(words, rows);
            case "sort":
                return Sorted(words, rows);
            case "limit":
                return [.. rows.Take(int.Parse(rest, CultureInfo.InvariantCulture))];
            default:
                throw new FormatException($"no command: {verb}");
        }
    }

    private Func<Dictionary<string, object>, Dictionary<string, object>> Parser(Words words, string rest)
    {
        var source = words.Name();
        if (words.TakeRegex() is { } written)
        {
            words.End();
            var expression = new Regex(written, RegexOptions.ExplicitCapture);
            return row =>
            {
                var match = expression.Match(Text(row.GetValueOrDefault(source)));
                foreach (var name in expression.GetGroupNames().Where(name => name != "0" && match.Success))
                {
                    if (match.Groups[name].Success || unmatchedIsEmpty)
                        row = With(row, name, match.Groups[name].Value);
                }

                return row;
            };
        }

        var glob = words.TakeString() ?? throw new FormatException(rest);
        var names = new List<string>();
        if (!words.Take("as"))
            throw new FormatException(rest);
        do
            names.Add(words.Name());
        while (words.Take(","));
        words.End();
        var cut = new Regex($"^{string.Join("(.*?)", glob.Split('*').Select(Regex.Escape))}$", RegexOptions.Singleline);
        return row =>
        {
            var match = cut.Match(Text(row.GetValueOrDefault(source)));
            return match.Success ? names.Select((name, index) => (name, index)).Aggregate(row, (made, at) => With(made, at.name, match.Groups[at.index + 1].Value)) : row;
        };
    }

    private static List<Dictionary<string, object>> Stats(Words words, List<Dictionary<string, object>> rows)
    {
        var columns = new List<(string Name, Func<List<Dictionary<string, object>>, object?> Of)>();
        do
        {
            var function = words.Name();
            _ = words.Take("(") ? 0 : throw new FormatException(function);
            Func<Dictionary<string, object>, object?> value = words.Take("*") ? _ => 1.0 : words.Value();
            _ = words.Take(")") && words.Take("as") ? 0 : throw new FormatException(function);
            columns.Add((words.Name(), group => group.Select(value).Select(Number).OfType<double>().ToList() is { Count: > 0 } numbers
                ? function switch { "count" => numbers.Count, "sum" => numbers.Sum(), "min" => numbers.Min(), "max" => numbers.Max(), _ => throw new FormatException(function) }
                : (double?)null));
        }
        while (words.Take(","));
        _ = words.Take("by") ? 0 : throw new FormatException("by");
        var keys = new List<string>();
        do
            keys.Add(words.Name());
        while (words.Take(","));
        words.End();
        return
        [
            .. rows.GroupBy(row => string.Join('\0', keys.Select(key => row.TryGetValue(key, out var value) ? $"={Text(value)}" : "")))
                .Select(group => columns.Aggregate(
                    keys.Aggregate(new Dictionary<string, object>(), (made, key) => With(made, key, group.First().GetValueOrDefault(key))),
                    (made, column) => With(made, column.Name, column.Of([.. group])))),
        ];
    }

    private static List<Dictionary<string, object>> Sorted(Words words, List<Dictionary<string, object>> rows)
    {
        var order = rows.OrderBy(_ => 0);
        do
        {
            var name = words.Name();
            var by = Comparer<object?>.Create((one, other) => (one, other) switch
            {
                (double a, double b) => a.CompareTo(b),
                _ => string.CompareOrdinal(Text(one), Text(other)),
            });
            order = words.Take("desc") ? order.ThenByDescending(row => row.GetValueOrDefault(name), by)
                : words.Take("asc") ? order.ThenBy(row => row.GetValueOrDefault(name), by) : throw new FormatException(name);
        }
        while (words.Take(","));
        words.End();
        return [.. order];
    }

    private static Dictionary<string, object> With(Dictionary<string, object> row, string name, object? value) => value is null ? row : new(row) { [name] = value };

    private static double? Number(object? value) => value switch
    {
        double number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<string> Commands(string query)
    {
        var (from, quote) = (0, '\0');
        for (var at = 0; at <= query.Length; at++)
        {
            if (at == query.Length || (query[at] == '|' && quote == '\0'))
            {
                yield return query[from..at].Trim();
                from = at + 1;
            }
            else if (query[at] == '\\')
            {
                at++;
            }
            else if (query[at] is '"' or '/' && (quote == '\0' || quote == query[at]))
            {
                quote = quote == '\0' ? query[at] : '\0';
            }
        }
    }

    /// <summary>The words of a command, and what they say.</summary>
    private sealed class Words
    {
        private readonly List<(string Kind, string Text)> _words = [];
        private int _at;

        internal Words(string text)
        {
            var at = 0;
            while (text[at..].Trim().Length > 0)
            {
                var match = Token.Match(text, at);
                if (!match.Success)
                    throw new FormatException($"not understood: {text[at..]}");
                var group = match.Groups.Values.Skip(1).Single(one => one.Success);
                _words.Add((group.Name, group.Value));
                at = match.Index + match.Length;
            }
        }

        internal bool Take(string text)
        {
            if (_at >= _words.Count || _words[_at].Kind is "string" or "regex" || _words[_at].Text != text)
                return false;
            _at++;
            return true;
        }

        internal string Name() => Next("name") ?? throw new FormatException($"a name is missing at {_at}");

        internal string? TakeString() => Next("string") is { } text ? Regex.Unescape(text[1..^1]) : null;

        internal string? TakeRegex() => Next("regex") is { } text ? text[1..^1] : null;

        internal void End()
        {
            if (_at < _words.Count)
                throw new FormatException($"not understood: {_words[_at].Text}");
        }

        internal Func<Dictionary<string, object>, object?> Or()
        {
            var left = And();
            while (Take("or"))
            {
                var (one, other) = (left, And());
                left = row => one(row) is true || other(row) is true;
            }

            return left;
        }

        internal Func<Dictionary<string, object>, object?> Value()
        {
            if (TakeString() is { } text)
                return _ => text;
            if (Next("number") is { } number)
                return _ => double.Parse(number, CultureInfo.InvariantCulture);
            if (Take("("))
            {
                var inner = Or();
                return Take(")") ? inner : throw new FormatException(")");
            }

            var name = Name();
            if (!Take("("))
                return row => row.GetValueOrDefault(name);
            var arguments = new List<Func<Dictionary<string, object>, object?>>();
            do
                arguments.Add(Value());
            while (Take(","));
            _ = Take(")") ? 0 : throw new FormatException(")");
            return name switch
            {
                "coalesce" => row => arguments.Select(argument => argument(row)).FirstOrDefault(value => value is not null),
                "concat" => row => arguments.Select(argument => argument(row)).ToList() is var parts && parts.Contains(null) ? null : string.Concat(parts.Select(Text)),
                "ispresent" => row => arguments[0](row) is not null,
                _ => throw new FormatException($"no function: {name}"),
            };
        }

        private Func<Dictionary<string, object>, object?> And()
        {
            var left = Comparison();
            while (Take("and"))
            {
                var (one, other) = (left, Comparison());
                left = row => one(row) is true && other(row) is true;
            }

            return left;
        }

        private Func<Dictionary<string, object>, object?> Comparison()
        {
            var left = Value();
            if (Take("like"))
            {
                var expression = new Regex(TakeRegex() ?? Regex.Escape(TakeString() ?? throw new FormatException("like")));
                return row => left(row) is string text && expression.IsMatch(text);
            }

            if (Take("="))
            {
                var right = Value();
                return row => left(row) is { } value && value.Equals(right(row));
            }

            var not = Take("not");
            if (!Take("in"))
                return left;
            _ = Take("[") ? 0 : throw new FormatException("[");
            var values = new List<Func<Dictionary<string, object>, object?>>();
            do
                values.Add(Value());
            while (Take(","));
            _ = Take("]") ? 0 : throw new FormatException("]");
            return row => values.Exists(value => Equals(value(row), left(row))) != not;
        }

        private string? Next(string kind) => _at < _words.Count && _words[_at].Kind == kind ? _words[_at++].Text : null;
    }
}
