using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ScanResponder.Alerts.Chat;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Sms;

namespace ScanResponder.Alerts;

/// <summary>
/// What is handed to SNS: <see href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"/>.
/// </summary>
/// <param name="Subject">The e-mail's subject: 1 to 99 printable ASCII characters.</param>
/// <param name="Message">A JSON object with a string for each protocol (<c>MessageStructure=json</c>), under 262,144 bytes of UTF-8.</param>
public sealed record AlertMessage(string Subject, string Message)
{
    /// <summary>The most bytes of UTF-8 that <see cref="Message"/> has: one less than SNS takes.</summary>
    public const int MostBytes = 262_143;

    /// <summary>The same for a chat channel, which has a topic of its own: <see cref="ChatNotification"/>; null where there is none.</summary>
    public string? Chat { get; init; }

    /// <summary>True where somebody must act on it now: <see cref="Alert.IsUrgent"/>.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>The message that tells this alert. What does not fit is left out, and the message says how much that is.</summary>
    public static AlertMessage Of(Alert alert)
    {
        var budget = MessageBudget.Of(alert);
        return new(AlertSubject.Of(alert), Write(budget.Email, SmsRenderer.Of(alert), budget.Document)) { Chat = ChatNotification.Of(alert), IsUrgent = alert.IsUrgent };
    }

    /// <summary>The texts for all protocols, each escaped once.</summary>
    internal static string Write(string email, string sms, string document)
    {
        var (mail, json) = (JsonEncodedText.Encode(email, JavaScriptEncoder.UnsafeRelaxedJsonEscaping), JsonEncodedText.Encode(document, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
        var written = new ArrayBufferWriter<byte>((2 * mail.EncodedUtf8Bytes.Length) + (5 * json.EncodedUtf8Bytes.Length) + 1_024);
        using (var writer = new Utf8JsonWriter(written, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("default", mail);
            writer.WriteString("email", mail);
            writer.WriteString("sms", sms);
            foreach (var protocol in new[] { "sqs", "lambda", "http", "https", "firehose" })
                writer.WriteString(protocol, json);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(written.WrittenSpan);
    }
}
