"""The redirect that ends a sign-in: whether it is ours, and the code it carries."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from studio.authorization.errors import AuthorizationError, shown


def is_callback(url: str, callback_url: str) -> bool:
    """Whether `url` is the callback itself, query and fragment aside.

    Scheme, host, port and path must be the same to the letter and there must be no user info:
    `https://idp.kore.ai.evil.example/…` and `https://idp.kore.ai@evil.example/…` are not ours.
    """
    try:
        got, ours = urlsplit(url), urlsplit(callback_url)
        return (got.scheme.lower(), got.netloc.lower(), got.path) == (
            ours.scheme.lower(),
            ours.netloc.lower(),
            ours.path,
        )
    except ValueError:
        return False


def belongs(url: str, callback_url: str, state: str) -> bool:
    """Whether `url` is the callback and brings back `state`, once (RFC 6749 section 10.12)."""
    if not is_callback(url, callback_url):
        return False
    returned = parse_qs(urlsplit(url).query, keep_blank_values=True).get("state", [])
    return len(returned) == 1 and _same(returned[0], state)


def code_from(url: str, callback_url: str, state: str, page: str = "") -> str:
    """The authorization code that a redirect carries.

    Args:
        url: Where the browser was sent.
        callback_url: The registered address.
        state: What the link carried.
        page: The page that was opened. A redirect that names its issuer (RFC 9207) has to come
            from there.

    Raises:
        AuthorizationError: another address, another state, an error, or no code.
    """
    if not is_callback(url, callback_url):
        raise AuthorizationError(
            "The sign-in ended at another address than the registered Callback URL.",
            "Press Authorize again.",
            code="authorization.foreign_callback",
        )
    query = parse_qs(urlsplit(url).query, keep_blank_values=True)
    returned = query.get("state", [])
    # Some services leave the state out of an error (fact sheet hubspot-api 2.2). Believing it is
    # harmless: all it can do is end this attempt.
    if "error" in query and returned in ([], [state]):
        raise _refused(query["error"][0], query.get("error_description", [""])[0])

    if len(returned) != 1 or not _same(returned[0], state):
        raise AuthorizationError(
            "The answer does not belong to this sign-in: its state differs.",
            "Press Authorize again, and finish the sign-in in the window that opens.",
            code="authorization.state_mismatch",
        )
    if page and any(_origin(one) != _origin(page) for one in query.get("iss", [])):
        raise AuthorizationError(
            "The answer comes from another service than the one you signed in to.",
            "Press Authorize again. If this happens again, somebody may be mixing up sign-ins.",
            code="authorization.mix_up",
        )
    codes = query.get("code", [])
    if len(codes) != 1 or not codes[0]:
        raise AuthorizationError(
            "The sign-in came back without an authorization code.",
            "Press Authorize again.",
            code="authorization.no_code",
        )
    return codes[0]


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same; takes as long whether or not they are."""
    import hmac  # with it comes OpenSSL, five megabytes that a window at rest has no use for

    return hmac.compare_digest(one.encode(), other.encode())


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    return parts.scheme.lower(), parts.netloc.lower()


def _refused(error: str, description: str) -> AuthorizationError:
    """An error redirect (RFC 6749 section 4.1.2.1)."""
    if error == "access_denied":
        return AuthorizationError(
            "You declined, so nothing was authorized.",
            "Press Authorize and allow what is asked, or choose another account.",
            code="authorization.declined",
        )
    if error in ("server_error", "temporarily_unavailable"):
        return AuthorizationError(
            f"The service could not finish the sign-in ({error}).",
            "Try again in a minute: press Authorize.",
            code="authorization.unavailable",
        )
    words = f": {shown(description)}" if description else ""
    return AuthorizationError(
        f"The sign-in ended with the error {shown(error) or 'without a name'}{words}.",
        "Press Authorize again.",
        code="authorization.refused",
    )
