namespace ScanResponder.Aws.Api;

/// <summary>How a service wants to be asked.</summary>
internal enum ApiProtocol
{
    /// <summary>JSON, with the operation in a header: <see href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html"/>.</summary>
    Json,

    /// <summary>A form, answered in XML: <see href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html"/>.</summary>
    Query,

    /// <summary>Paths and JSON: <see href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html"/>.</summary>
    Rest,
}
