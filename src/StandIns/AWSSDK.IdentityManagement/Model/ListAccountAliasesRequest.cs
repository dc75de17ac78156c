namespace Amazon.IdentityManagement.Model;

/// <summary>Asks for the alias of the caller's account.</summary>
public class ListAccountAliasesRequest : AmazonIdentityManagementServiceRequest;
