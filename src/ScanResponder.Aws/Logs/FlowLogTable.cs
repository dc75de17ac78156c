using System.Collections.Immutable;
using System.Globalization;
using Amazon.Athena.Model;
using ScanResponder.Evidence;

namespace ScanResponder.Aws.Logs;

/// <summary>
/// A table of flow logs as Athena knows it, with the names that the documentation gave its columns over the years, and the partitions that
/// bound what a query reads: <see href="https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs.html"/>.
/// </summary>
internal sealed class FlowLogTable
{
    private static readonly string[] Days = ["day", "date", "dt"];

    private readonly FlowLogPlace.AthenaTable _place;
    private readonly Dictionary<string, (string Name, string Type)> _columns;
    private readonly ImmutableArray<(string Key, string Name, string Type)> _partitions;
    private readonly IReadOnlyDictionary<string, string> _properties;

    internal FlowLogTable(FlowLogPlace.AthenaTable place, TableMetadata table)
    {
        _place = place;
        _columns = Named(table.Columns).DistinctBy(column => column.Key).ToDictionary(column => column.Key, column => (column.Name, column.Type));
        _partitions = [.. Named(table.PartitionKeys)];
        _properties = table.Parameters ?? [];
    }

    /// <summary>True where no partition bounds a query to the days that it is about.</summary>
    internal bool ReadsAll => !_partitions.Any(partition => Days.Contains(partition.Key) || partition.Key is "year");

    /// <summary>The bucket that it reads; null where Athena does not say.</summary>
    internal string? Bucket => _properties.GetValueOrDefault("location") is { } location && location.StartsWith("s3://", StringComparison.Ordinal) ? location[5..].Split('/')[0] : null;

    /// <summary>False where the table names the Regions that it has partitions of, and this one is not among them.</summary>
    internal bool HasRegion(string region) => _partitions.FirstOrDefault(partition => partition.Key is "region") is not { Name: { } name }
        || _properties.GetValueOrDefault($"projection.{name}.values") is not { } values
        || values.Split(',', StringSplitOptions.TrimEntries).Contains(region, StringComparer.Ordinal);

    /// <summary>
    /// The query for who sent packets to the probed ports, with a question mark for each value, and the values as they would stand in the query;
    /// null where the table lacks a column that it needs.
    /// </summary>
    internal (string Sql, List<string> Parameters)? Query(LogQuestion question)
    {
        if (Column("pktsrcaddr", "srcaddr", "sourceaddress") is not { } source || Column("dstport", "destinationport") is not { } port
            || Column("packets", "numpackets") is not { } packets || Column("action") is not { } action)
        {
            return null;
        }

        var parameters = new List<string>();
        var where = new List<string>();
        foreach (var partition in _partitions)
        {
            if (Narrowed(partition, question, parameters) is { } narrowed)
                where.Add(narrowed);
        }

        var target = Column("interfaceid") is { } networkInterface && !question.InterfaceIds.IsEmpty ? (networkInterface, question.InterfaceIds)
            : Column("pktdstaddr", "dstaddr", "destinationaddress") is { } address && !question.PrivateIps.IsEmpty ? (address, question.PrivateIps)
            : default;
        if (target.Item2.IsDefault)
            return null;
        where.Add(In(target.Item1, target.Item2, parameters));
        var (first, last) = (Column("start", "starttime"), Column("end", "endtime"));
        if (first is { } from && last is { } to && IsNumber(from) && IsNumber(to))
        {
            where.Add($"{Quoted(to)} >= ? AND {Quoted(from)} <= ?");
            parameters.Add(Text(question.From.ToUnixTimeSeconds()));
            parameters.Add(Text(question.To.ToUnixTimeSeconds()));
        }

        var probed = In(port, question.Ports.Select(value => Text(value)), parameters);
        if (Column("protocol") is { } protocol)
            probed += $" AND {In(protocol, ["6"], parameters)}";
        if (!question.PrivateIps.IsEmpty)
            probed += $" AND NOT {In(source, question.PrivateIps, parameters)}";
        var status = Column("logstatus");
        where.Add(status is { } skipped ? $"({Quoted(skipped)} = 'SKIPDATA' OR ({probed}))" : probed);

        string[] keys = [Quoted(source), Quoted(port), Quoted(action), .. status is { } known ? [Quoted(known)] : Array.Empty<string>()];
        string[] names = [FlowLogRows.Source, FlowLogRows.Port, FlowLogRows.Verdict, FlowLogRows.Status];
        var selected = keys.Zip(names, (key, name) => $"{key} AS \"{name}\"")
            .Append($"SUM({Quoted(packets)}) AS \"{FlowLogRows.Packets}\"")
            .Concat(first is { } begin ? [$"MIN({Quoted(begin)}) AS \"{FlowLogRows.First}\""] : [])
            .Concat(last is { } end ? [$"MAX({Quoted(end)}) AS \"{FlowLogRows.Last}\""] : []);
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {string.Join(", ", selected)} FROM \"{_place.Database}\".\"{_place.Table}\" WHERE {string.Join(" AND ", where)} "
                + $"GROUP BY {string.Join(", ", keys)} ORDER BY {keys.Length + 1} DESC LIMIT {FlowLogRows.Limit}"),
            parameters);
    }

    private string? Narrowed((string Key, string Name, string Type) partition, LogQuestion question, List<string> parameters)
    {
        var column = (partition.Name, partition.Type);
        var isHive = _partitions.Any(other => other.Key is "year");
        switch (partition.Key)
        {
            case "region":
                return In(column, [question.Trigger.Region], parameters);
            case "accountid" or "account" or "accid":
                return In(column, [question.Trigger.AccountId], parameters);
            case "service":
                return In(column, ["vpcflowlogs"], parameters);
            case "year" when _partitions.Any(other => other.Key is "month") && _partitions.Any(other => other.Key is "day"):
                return $"({string.Join(" OR ", DaysOf(question).Select(day => OnDay(day, parameters)))})";
            case "year":
                return In(column, DaysOf(question).Select(day => day.ToString("yyyy", CultureInfo.InvariantCulture)).Distinct(), parameters);
            case var key when Days.Contains(key) && !isHive:
                return In(column, DaysOf(question).Select(day => day.ToString(DayFormat(partition), CultureInfo.InvariantCulture)), parameters);
            default:
                return null;
        }
    }

    private string OnDay(DateOnly day, List<string> parameters)
    {
        var parts = new[] { ("year", "yyyy"), ("month", "MM"), ("day", "dd") }.Select(part =>
        {
            var column = _partitions.First(partition => partition.Key == part.Item1);
            return In((column.Name, column.Type), [day.ToString(part.Item2, CultureInfo.InvariantCulture)], parameters);
        });
        return $"({string.Join(" AND ", parts)})";
    }

    private string DayFormat((string Key, string Name, string Type) partition) =>
        partition.Type is "date" ? "yyyy-MM-dd" : _properties.GetValueOrDefault($"projection.{partition.Name}.format") switch
        {
            "yyyy-MM-dd" => "yyyy-MM-dd",
            "yyyyMMdd" => "yyyyMMdd",
            _ => "yyyy/MM/dd",
        };

    // Objects are filed under the day on which they were delivered, UTC, which may be the one after.
    private static IEnumerable<DateOnly> DaysOf(LogQuestion question)
    {
        var last = DateOnly.FromDateTime((question.To + TimeSpan.FromMinutes(15)).UtcDateTime);
        for (var day = DateOnly.FromDateTime(question.From.UtcDateTime); day <= last; day = day.AddDays(1))
            yield return day;
    }

    private static string In((string Name, string Type) column, IEnumerable<string> values, List<string> parameters)
    {
        var marks = new List<string>();
        foreach (var value in values)
        {
            // What a number's column is compared with was a number before it was text.
            marks.Add(column.Type is "date" ? "CAST(? AS date)" : "?");
            parameters.Add(IsNumber(column) ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'");
        }

        return $"{Quoted(column)} IN ({string.Join(", ", marks)})";
    }

    private (string Name, string Type)? Column(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (_columns.TryGetValue(key, out var column))
                return column;
        }

        return null;
    }

    /// <summary>Columns by what is the same in all spellings: <c>interface_id</c>, <c>interface-id</c>, <c>interfaceid</c>; <c>aws-region</c>, <c>region</c>.</summary>
    private static IEnumerable<(string Key, string Name, string Type)> Named(List<Column>? columns)
    {
        foreach (var column in columns ?? [])
        {
            if (column.Name is not { Length: > 0 } name)
                continue;
            var key = name.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
            yield return (key.StartsWith("aws", StringComparison.Ordinal) ? key[3..] : key, name, column.Type?.ToLowerInvariant() ?? "string");
        }
    }

    private static bool IsNumber((string Name, string Type) column) => column.Type is "int" or "integer" or "bigint" or "smallint";

    private static string Quoted((string Name, string Type) column) => $"\"{column.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
