using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

// Makes a service's exception of an answer. AWS's packages have a class for each error; here all are the service's base, told apart by ErrorCode.
internal delegate AmazonServiceException ErrorFactory(ErrorResponse error, Exception? inner, HttpStatusCode status);
