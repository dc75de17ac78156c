namespace Amazon.Lambda.Core;

/// <summary>The Amazon Cognito identity on whose behalf the function was called.</summary>
public interface ICognitoIdentity
{
    /// <summary>The identity; null if the caller was not signed in through Cognito.</summary>
    string? IdentityId { get; }

    /// <summary>The pool that issued <see cref="IdentityId"/>.</summary>
    string? IdentityPoolId { get; }
}
