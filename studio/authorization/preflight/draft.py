"""A profile as it stands in an editor, finished or not, and the link it makes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from studio.authorization.exchange import OAuthApp, authorization_url
from studio.authorization.preflight.addresses import split
from studio.connectors.preflight import Field

TENANT = "{tenant}"
"""Stands in a profile's URLs for the tenant (fact sheet xo-platform 3)."""
_SAMPLE_STATE, _SAMPLE_VERIFIER = "state", "v" * 43


@dataclass(frozen=True, repr=False)
class Draft:
    """What a person typed, letter for letter. Nothing is trimmed or mended here.

    Never printed: any field may hold a secret that was put into the wrong one.
    """

    client_id: str = ""
    client_secret: str = ""
    authorization_url: str = ""
    token_url: str = ""
    refresh_url: str = ""
    """Empty: tokens are renewed at `token_url`."""
    callback_url: str = ""
    scope: tuple[str, ...] = ()
    """As they were entered; joined with blanks they are what the link asks for."""
    optional_scope: tuple[str, ...] = ()
    """What the link asks for besides, if the account has it."""
    tenant: str = ""
    """What `{tenant}` in the URLs stands for; empty while nobody said."""

    @classmethod
    def of(cls, app: OAuthApp, *, refresh_url: str = "", tenant: str = "") -> Draft:
        """The draft that an app's values make."""
        return cls(
            client_id=app.client_id,
            client_secret=app.client_secret,
            authorization_url=app.authorize_url,
            token_url=app.token_url,
            refresh_url=refresh_url,
            callback_url=app.callback_url,
            scope=app.scopes,
            tenant=tenant,
        )

    def value(self, name: Field) -> str:
        """What a field holds, the tenant filled in; the scopes as one text."""
        value = getattr(self, name)
        text = " ".join(value) if isinstance(value, tuple) else str(value)
        if self.tenant and name in ("authorization_url", "token_url", "refresh_url"):
            return text.replace(TENANT, self.tenant)
        return text

    def beginning(self, longest: int) -> Draft:
        """The same with no field longer than so many characters."""
        return replace(
            self,
            **{
                each.name: value[:longest]
                for each in fields(self)
                if isinstance(value := getattr(self, each.name), str) and len(value) > longest
            },
            scope=_beginning(self.scope, longest),
            optional_scope=_beginning(self.optional_scope, longest),
        )

    def with_value(self, name: Field, text: str) -> Draft:
        """The same with another text in a field; scopes are split at blanks."""
        value: Any = tuple(text.split()) if name == "scope" else text
        return replace(self, **{name: value})

    def app(self) -> OAuthApp:
        """The app these values make."""
        return OAuthApp(
            client_id=self.client_id,
            client_secret=self.client_secret,
            authorize_url=self.value("authorization_url"),
            token_url=self.value("token_url"),
            callback_url=self.callback_url,
            scopes=self.scope,
        )

    def link_query(self) -> dict[str, str]:
        """The query of the link that this draft opens, as a service reads it.

        Of a parameter that stands there twice the last counts, which is ours.
        """
        app = self.app()
        if split(app.authorize_url) is None:  # no page; what it would be asked can be told anyway
            app = replace(app, authorize_url="")
        link = authorization_url(app, _SAMPLE_STATE, _SAMPLE_VERIFIER)
        query = dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))
        more = " ".join(self.optional_scope)
        return query | ({"optional_scope": more} if more else {})


def _beginning(texts: tuple[str, ...], longest: int) -> tuple[str, ...]:
    if len(" ".join(texts)) <= longest:
        return texts
    return (" ".join(texts)[:longest],)
