namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>Few combinations of values in which each value of each factor meets each value of every other factor.</summary>
public static class Pairwise
{
    // Of this many rows the one is taken that has the most pairs which no row has had.
    private const int Candidates = 60;

    /// <summary>The combinations, the same ones each time, and the pairs of values that are in no possible one.</summary>
    /// <param name="factors">The names of the factors, each with its values.</param>
    /// <param name="isPossible">False for a combination that cannot be.</param>
    public static (IReadOnlyList<IReadOnlyDictionary<string, string>> Rows, IReadOnlyList<Pair> Impossible) Of(
        IReadOnlyList<(string Name, string[] Values)> factors, Func<IReadOnlyDictionary<string, string>, bool> isPossible)
    {
        if (factors.Count < 2)
            return (factors.Count == 0 ? [new Dictionary<string, string>()] : [.. factors[0].Values.Select(value => new Dictionary<string, string> { [factors[0].Name] = value })], []);
        var random = new Random(1);
        List<Pair> missing =
        [
            .. from first in Enumerable.Range(0, factors.Count)
               from second in Enumerable.Range(first + 1, factors.Count - first - 1)
               from one in factors[first].Values
               from other in factors[second].Values
               select new Pair(factors[first].Name, one, factors[second].Name, other),
        ];
        var rows = new List<IReadOnlyDictionary<string, string>>();
        var impossible = new List<Pair>();
        while (missing.Count > 0)
        {
            Dictionary<string, string> best = [];
            int most = 0;
            for (int candidate = 0; candidate < Candidates; candidate++)
            {
                Dictionary<string, string> row = factors.ToDictionary(factor => factor.Name, factor => factor.Values[random.Next(factor.Values.Length)]);
                (row[missing[0].First], row[missing[0].Second]) = (missing[0].One, missing[0].Other);
                int covered = isPossible(row) ? missing.Count(pair => pair.IsIn(row)) : 0;
                if (covered > most)
                    (best, most) = (row, covered);
            }

            if (most == 0)
            {
                impossible.Add(missing[0]);
                missing.RemoveAt(0);
                continue;
            }

            rows.Add(best);
            missing.RemoveAll(pair => pair.IsIn(best));
        }

        return (rows, impossible);
    }

    /// <summary>A value of one factor beside a value of another.</summary>
    public sealed record Pair(string First, string One, string Second, string Other)
    {
        /// <summary>True where the combination has both.</summary>
        public bool IsIn(IReadOnlyDictionary<string, string> row) => row[First] == One && row[Second] == Other;

        /// <inheritdoc/>
        public override string ToString() => $"{First}={One} {Second}={Other}";
    }
}
