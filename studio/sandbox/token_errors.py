"""What the token endpoints refuse, and in which words (fact sheet hubspot-api 2.5)."""

from __future__ import annotations

from studio.sandbox.errors import ApiError


def bad_grant_type() -> ApiError:
    # Our guess: the text; HubSpot's for a bad grant type is not known.
    return _refusal("unsupported_grant_type", "BAD_GRANT_TYPE", "missing or unknown grant type")


def bad_client_id(http_status: int) -> ApiError:
    return _refusal("invalid_client", "BAD_CLIENT_ID", "missing or invalid client id", http_status)


def bad_client_secret(http_status: int) -> ApiError:
    return _refusal(
        "invalid_client", "BAD_CLIENT_SECRET", "missing or invalid client secret", http_status
    )


def bad_redirect_uri() -> ApiError:
    # Our guess: the word invalid_request and the text of a missing or unusable redirect URI.
    return _refusal("invalid_request", "BAD_REDIRECT_URI", "missing or invalid redirect uri")


def bad_auth_code() -> ApiError:
    return _refusal("invalid_grant", "BAD_AUTH_CODE", "missing or unknown auth code")


def expired_auth_code() -> ApiError:
    # Our guess: the word and the text of an expired code; only its status was seen.
    return _refusal("invalid_grant", "EXPIRED_AUTH_CODE", "auth code has expired")


def mismatch_redirect_uri() -> ApiError:
    # Our guess: the word and the text of a mismatched redirect URI; only its status was seen.
    return _refusal(
        "invalid_grant",
        "MISMATCH_REDIRECT_URI_AUTH_CODE",
        "redirect uri does not match the one the auth code was created for",
    )


def bad_code_verifier() -> ApiError:
    # Our guess: the word and the text of a failed PKCE check; only its status was seen.
    return _refusal("invalid_grant", "BAD_CODE_VERIFIER", "missing or invalid code verifier")


def bad_refresh_token() -> ApiError:
    return _refusal(
        "invalid_grant", "BAD_REFRESH_TOKEN", "refresh token is invalid, expired or revoked"
    )


def bad_hub() -> ApiError:
    return _refusal("access_denied", "BAD_HUB", "missing or unknown hub id")


def bad_scopes() -> ApiError:
    # Our guess: the word and the text of bad scopes for client credentials.
    return _refusal("invalid_scope", "BAD_SCOPES", "missing or invalid scopes")


def _refusal(word: str, status: str, message: str, http_status: int = 400) -> ApiError:
    """RFC 6749 section 5.2 first, HubSpot's own fields after; the message says it again."""
    return ApiError(
        http_status,
        {"error": word, "error_description": message, "status": status, "message": message},
    )
