"""What ended a sign-in without an answer: an error page of the service, or an address elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from studio.authorization.errors import AuthorizationError
from studio.authorization.exchange import OAuthApp
from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.situation import Situation
from studio.connectors.manifest import PageRule
from studio.connectors.preflight import Field

LONGEST_PAGE = 20_000
"""Characters of a page that are looked at."""


def explain_page(rules: Iterable[PageRule], text: str) -> AuthorizationError | None:
    """What an error page of the service means, in words of the connector's rules.

    Args:
        rules: `errors.page` of the connector.
        text: The page's text as a person reads it. Nothing of it is quoted: whoever can make a
            page could write anything.

    Returns:
        None when no rule knows it.
    """
    line = " ".join(text[:LONGEST_PAGE].split())
    for rule in rules:
        if re.search(rule.words, line, re.IGNORECASE):
            return AuthorizationError(
                rule.message, rule.next_step, code=rule.code, field=rule.field
            )
    return None


def app_here(draft: Draft, situation: Situation) -> OAuthApp:
    """The app of a draft with addresses of this environment; as `at_environment`."""
    return at_environment(draft.app(), situation)


def at_environment(app: OAuthApp, situation: Situation) -> OAuthApp:
    """The same app with addresses of this environment.

    In the sandbox the service's own addresses stand for the sandbox's, so that one profile works
    in both; an address elsewhere is not opened, and gets no secret.

    Raises:
        AuthorizationError: an address leads elsewhere (`authorization.foreign_address`); `field`
            says which.
    """
    page = situation.address(app.authorize_url, "authorize")
    if page is None:
        raise _foreign("authorization_url", "Authorization URL", situation)
    token_url = situation.address(app.token_url, "token")
    if token_url is None:
        raise _foreign("token_url", "Token Request URL", situation)
    return replace(app, authorize_url=page, token_url=token_url)


def _foreign(field: Field, label: str, situation: Situation) -> AuthorizationError:
    return AuthorizationError(
        f"The {label} is not an address of this service, so it was not opened.",
        f"Use {situation.official(field)}, then press Authorize again.",
        code="authorization.foreign_address",
        field=field,
    )
