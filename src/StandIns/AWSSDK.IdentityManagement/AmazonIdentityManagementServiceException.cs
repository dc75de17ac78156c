using System.Net;
using Amazon.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>An error that IAM answered with, named in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonIdentityManagementServiceException(
    string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
