using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>The alias of the account.</summary>
public class ListAccountAliasesResponse : AmazonWebServiceResponse
{
    /// <summary>One alias, or none; null where the answer holds no list.</summary>
    public List<string>? AccountAliases { get; set; }
}
