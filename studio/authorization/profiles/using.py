"""A profile as authorizing and pre-flight need it: the OAuth app it describes."""

from __future__ import annotations

from studio.authorization.exchange import OAuthApp
from studio.authorization.preflight.draft import Draft
from studio.authorization.profiles.entered import Entered
from studio.authorization.profiles.fields import Values
from studio.authorization.profiles.mechanisms import OAUTH_V2, why_not
from studio.authorization.profiles.oauth2 import AUTHORIZATION_URL, TOKEN_URL, scope_fields
from studio.authorization.profiles.pasting import SCOPE_KEYS
from studio.authorization.profiles.values import Profile, ProfileError, pairs, rows_of, text_of

REFRESH_URL = "Refresh Token URL"


def oauth_app(profile: Profile, service: str, tenant: str = "") -> OAuthApp:
    """The app that signs people in with this profile.

    Args:
        profile: Whole, with its callback, as `Profiles.get` gives it.
        service: The name of the service, to say why another mechanism does not do.
        tenant: What stands for `{tenant}` in the addresses.

    Raises:
        ProfileError: it is of another mechanism (`profile.wrong_mechanism`), or its secret is
            gone from the vault (`profile.lost`).
        TestFailed: an address is missing or has a gap that nothing fills.
    """
    reason = why_not(profile.mechanism, service)
    if reason is not None:
        raise ProfileError(
            reason, "Select or create an OAuth v2 profile.", code="profile.wrong_mechanism"
        )
    if profile.lost:
        raise ProfileError(
            f"The secrets of {profile.name} are not on this computer any more.",
            "Edit the profile and enter them again.",
            code="profile.lost",
            field=profile.lost[0],
        )
    entered = Entered(profile, {"tenant": tenant})
    return OAuthApp(
        client_id=profile.text("client_id"),
        client_secret=profile.text("client_secret"),
        authorize_url=entered.address("authorization_url", AUTHORIZATION_URL),
        token_url=entered.address("token_url", TOKEN_URL),
        callback_url=profile.text("callback_url"),
        scopes=scopes_of(profile.values, SCOPE_KEYS[0]),
        refresh_url=(
            entered.address("refresh_url", REFRESH_URL) if profile.text("refresh_url") else ""
        ),
        extra=_extra(profile),
    )


def _extra(profile: Profile) -> tuple[tuple[str, str], ...]:
    """What the link carries beside the scopes, as a test of the profile sends it."""
    fields = dict(scope_fields(profile))
    fields.pop(SCOPE_KEYS[0], None)
    return (*fields.items(), *pairs(profile.rows("additional_fields")))


def preflight_draft(
    values: Values, callback_url: str, *, mechanism_id: str = OAUTH_V2, tenant: str = ""
) -> Draft | None:
    """What pre-flight looks at, letter for letter as it is typed; None for other mechanisms."""
    if mechanism_id != OAUTH_V2:
        return None
    return Draft(
        client_id=text_of(values, "client_id"),
        client_secret=text_of(values, "client_secret"),
        authorization_url=text_of(values, "authorization_url"),
        token_url=text_of(values, "token_url"),
        refresh_url=text_of(values, "refresh_url"),
        callback_url=callback_url,
        scope=scopes_of(values, SCOPE_KEYS[0]),
        optional_scope=scopes_of(values, SCOPE_KEYS[1]),
        tenant=tenant,
    )


def scopes_of(values: Values, key: str) -> tuple[str, ...]:
    """The scopes in the pairs of this key, in their order, each once."""
    texts = [value for name, value in pairs(rows_of(values, "scope")) if name == key]
    return tuple(dict.fromkeys(" ".join(texts).split()))
