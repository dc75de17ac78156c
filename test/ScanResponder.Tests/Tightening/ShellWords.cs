using System.Text;

namespace ScanResponder.Tests.Tightening;

/// <summary>A command line taken apart as a POSIX shell does, as far as quotes and backslashes go; anything that a shell would expand is an error.</summary>
internal static class ShellWords
{
    internal static List<string> Split(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var index = 0; index < line.Length; index++)
        {
            switch (line[index])
            {
                case ' ':
                    if (word is not null)
                        words.Add(word.ToString());
                    word = null;
                    break;
                case '\'':
                    var end = line.IndexOf('\'', index + 1);
                    Assert.True(end > index, $"a quote is never closed: {line}");
                    (word ??= new()).Append(line, index + 1, end - index - 1);
                    index = end;
                    break;
                case '"':
                    var close = line.IndexOf('"', index + 1);
                    Assert.True(close > index, $"a quote is never closed: {line}");
                    var quoted = line[(index + 1)..close];
                    Assert.DoesNotContain(quoted, letter => letter is '$' or '`' or '\\' or '!');
                    (word ??= new()).Append(quoted);
                    index = close;
                    break;
                case '\\':
                    (word ??= new()).Append(line[++index]);
                    break;
                case var letter:
                    Assert.True(char.IsAsciiLetterOrDigit(letter) || "-_./:=,@%+".Contains(letter), $"a shell might expand {letter}: {line}");
                    (word ??= new()).Append(letter);
                    break;
            }
        }

        if (word is not null)
            words.Add(word.ToString());
        return words;
    }
}
