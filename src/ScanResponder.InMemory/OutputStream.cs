using System.Text;
using System.Text.Json;
using ScanResponder.Triggers;

namespace ScanResponder.InMemory;

/// <summary>
/// Reads outputs of <c>aws ec2 describe-*</c> from a stream, one item of a list after the other, so that a copy of an account takes no more memory than
/// what is kept of it.
/// </summary>
/// <param name="stream">The file.</param>
/// <param name="items">What is done with each item of the lists of these names.</param>
/// <param name="values">What is done with values of these names as a whole.</param>
/// <param name="ended">Called at the end of each output, with its place.</param>
internal sealed class OutputStream(
    Stream stream, IReadOnlyDictionary<string, Action<JsonPart>> items, IReadOnlyDictionary<string, Action<JsonPart>> values, Action ended)
{
    /// <summary>An item of a list, such as a group with its rules, takes kilobytes.</summary>
    private const int MostBytesOfAnItem = 1 << 28;

    private const string Expected = "expected the JSON output of aws ec2 describe-* commands, found";

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true };

    /// <summary>Called for each list that is there, whether it has items or not, with its name.</summary>
    internal required Action<string> Opened { get; init; }

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _final;
    private JsonReaderState _state = new(Options);
    private JsonElement _scalar;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="FormatException">It is not such output; the message names the path in it and what was expected.</exception>
    internal void ReadAll()
    {
        SkipMark();
        var any = false;
        try
        {
            for (var number = 1; Next(out _) is var token and not JsonTokenType.None; number++)
            {
                var root = number == 1 ? "$" : $"output {number}: $";
                if (token is JsonTokenType.StartArray)
                {
                    for (var index = 0; Next(out _) is var inner and not JsonTokenType.EndArray; index++)
                    {
                        ReadOutput(inner, $"{root}[{index}]");
                        any = true;
                    }
                }
                else
                {
                    ReadOutput(token, root);
                    any = true;
                }
            }
        }
        catch (JsonException error)
        {
            throw new FormatException($"line {error.LineNumber + 1}, character {error.BytePositionInLine + 1}: {Expected} text that is not JSON.", error);
        }

        if (!any)
            throw new FormatException($"$: {Expected} nothing.");
    }

    private void ReadOutput(JsonTokenType token, string root)
    {
        if (token is not JsonTokenType.StartObject)
            throw Last(token, root).Expected("an object as aws ec2 describe-* prints it");
        while (Next(out var name) is JsonTokenType.PropertyName)
        {
            if (items.TryGetValue(name!, out var each))
                ReadList(name!, root, each);
            else if (values.TryGetValue(name!, out var whole))
                whole(new(Element() ?? default, $"{root}.{name}"));
            else
                Skip();
        }

        ended();
    }

    private void ReadList(string name, string root, Action<JsonPart> each)
    {
        var path = $"{root}.{name}";
        var token = Next(out _);
        if (token is JsonTokenType.Null)
            return;
        if (token is not JsonTokenType.StartArray)
            throw Last(token, path).Expected("a list");
        Opened(name);
        for (var index = 0; Element() is { } item; index++)
            each(new(item, $"{path}[{index}]"));
    }

    /// <summary>The token that was just read, as far as an error message tells it.</summary>
    private JsonPart Last(JsonTokenType token, string path) => new(
        token switch
        {
            JsonTokenType.StartObject => JsonElement.Parse("{}"),
            JsonTokenType.StartArray => JsonElement.Parse("[]"),
            _ => _scalar,
        },
        path);

    /// <summary>The next token; None at the end.</summary>
    private JsonTokenType Next(out string? name)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _final, _state);
            if (reader.Read())
            {
                var token = reader.TokenType;
                name = token is JsonTokenType.PropertyName ? reader.GetString() : null;
                if (token is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
                    _scalar = JsonElement.ParseValue(ref reader);
                Consume(ref reader);
                return token;
            }

            if (_final)
            {
                name = null;
                return JsonTokenType.None;
            }

            Fill();
        }
    }

    /// <summary>The next value, or null at the end of its list.</summary>
    private JsonElement? Element()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _final, _state);
            if (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.EndArray)
                {
                    Consume(ref reader);
                    return null;
                }

                var ahead = reader;
                if (ahead.TrySkip())
                {
                    var element = JsonElement.ParseValue(ref reader);
                    Consume(ref reader);
                    return element;
                }
            }

            Fill();
        }
    }

    /// <summary>Passes over the next value, however long it is.</summary>
    private void Skip()
    {
        var depth = 0;
        do
        {
            switch (Next(out _))
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    depth++;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    break;
            }
        }
        while (depth > 0);
    }

    private void Consume(ref Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MostBytesOfAnItem)
                throw new FormatException($"a value has more than {MostBytesOfAnItem} bytes: {Expected} something else.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _final = read == 0;
        _end += read;
    }

    /// <summary>A shell of Windows may write UTF-16, and marks it.</summary>
    private void SkipMark()
    {
        while (!_final && _end < 3)
            Fill();
        switch (_buffer.AsSpan(0, _end))
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                _start = 3;
                break;
            case [0xFF, 0xFE, ..]:
                Recode(Encoding.Unicode);
                break;
            case [0xFE, 0xFF, ..]:
                Recode(Encoding.BigEndianUnicode);
                break;
        }
    }

    private void Recode(Encoding from)
    {
        using var rest = stream;
        using var text = new StreamReader(new Joined(_buffer.AsSpan(2, _end - 2).ToArray(), rest), from);
        _buffer = Encoding.UTF8.GetBytes(text.ReadToEnd());
        (_start, _end, _final) = (0, _buffer.Length, true);
    }

    /// <summary>What was read already, and then the rest.</summary>
    private sealed class Joined(byte[] first, Stream rest) : Stream
    {
        private int _given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_given == first.Length)
                return rest.Read(buffer, offset, count);
            var part = Math.Min(count, first.Length - _given);
            Array.Copy(first, _given, buffer, offset, part);
            _given += part;
            return part;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
