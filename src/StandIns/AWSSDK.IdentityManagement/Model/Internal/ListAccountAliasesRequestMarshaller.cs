using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.IdentityManagement.Model.Internal;

internal sealed class ListAccountAliasesRequestMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static ListAccountAliasesRequestMarshaller Instance { get; } = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.IdentityManagement");
        request.Parameters.Add("Action", "ListAccountAliases");
        request.Parameters.Add("Version", "2010-05-08");
        return request;
    }
}
