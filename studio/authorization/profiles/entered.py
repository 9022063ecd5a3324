"""Filling a profile with what was entered for a test: addresses, headers and bodies to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from studio.authorization.profiles.addresses import (
    dynamic_names,
    filled,
    filled_text,
    is_tenant,
    parameter_names,
)
from studio.authorization.profiles.checking import check
from studio.authorization.profiles.dialog import test_fields
from studio.authorization.profiles.fields import HEADER, PATH, PAYLOAD, QUERY, TENANT, Cell
from studio.authorization.profiles.steps import Send, TestFailed
from studio.authorization.profiles.values import Profile, cell

MEDIA_TYPES = {
    "JSON": "application/json",
    "RSS": "application/rss+xml",
    "XML": "application/xml",
    "URL Encoded JSON": "application/x-www-form-urlencoded",
    "CSV": "text/csv",
    "Text": "text/plain",
    "Twitter Encoded JSON": "application/x-www-form-urlencoded",
    "Multipart/Form-data": "multipart/form-data",
    "Multipart/Related": "multipart/related",
    "Oracle ADF": "application/vnd.oracle.adf.resourceitem+json",
}
"""The media type of each choice of Content-Type; those that share one differ on the platform in a
way that is not documented."""


@dataclass(frozen=True, repr=False)
class Entered:
    """A profile and what was entered in the dialog Test Authorization."""

    profile: Profile
    given: Mapping[str, Cell]

    def text(self, field_id: str) -> str:
        """What the dialog holds, else what the profile holds."""
        found = self.given.get(field_id)
        return found if isinstance(found, str) and found else self.profile.text(field_id)

    def need(self, field_id: str, label: str) -> str:
        """The same, and TestFailed when there is nothing."""
        found = self.text(field_id).strip()
        if not found:
            raise TestFailed(f"{label} is missing.", f"Enter the {label}.", field=field_id)
        return found

    @property
    def fields(self) -> dict[str, str]:
        """What `{{…}}` can name: form fields by their key, and what the dialog asks for."""
        found = {
            cell(row, "key"): _text(self.given, f"form.{cell(row, 'key')}")
            for row in self.profile.rows("form_fields")
        }
        for name in ("username", "password", "api_key"):
            if _text(self.given, name):
                found.setdefault(name, _text(self.given, name))
        for row in self._authorization(PATH):
            found.setdefault(cell(row, "key"), cell(row, "value"))
        return found

    def secrets(self) -> tuple[str, ...]:
        """Every value that must not be seen in what is kept or shown of the test."""
        from studio.authorization.profiles.sealing import seal

        of_profile = seal(self.profile.values).secrets.values()
        asked = [field.id for field in test_fields(self.profile) if field.kind == "secret"]
        typed = [_text(self.given, field_id) for field_id in asked]
        return tuple(secret for secret in (*of_profile, *typed) if secret)

    def address(self, field_id: str, label: str) -> str:
        """A whole address with nothing left open.

        Raises:
            TestFailed: it is missing, wrong, or a gap in it stays open.
        """
        url = self.need(field_id, label)
        parameters = {
            cell(row, "key"): filled_text(cell(row, "value"), self.fields)
            for row in self._authorization(PATH)
        }
        if TENANT in url:
            tenant = _text(self.given, "tenant").strip()
            if not is_tenant(tenant):
                raise TestFailed(
                    "The tenant is missing." if not tenant else "This is no name of a tenant.",
                    "Enter the organization's name as it stands in its addresses: letters, "
                    "digits and hyphens.",
                    field="tenant",
                )
            parameters["tenant"] = tenant
        url = filled(url, self.fields, parameters)
        for name in (*parameter_names(url), *dynamic_names(url)):
            raise TestFailed(
                f"Nothing fills {name} in {label}.",
                f"Add a Form Field or a Path Param with the key {name}.",
                field=field_id,
            )
        self._refuse_wrong(field_id, url)
        return url

    def send(
        self,
        method: str,
        url: str,
        purpose: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        content_type: str = "URL Encoded JSON",
    ) -> Send:
        """The request with the Authorization Fields added, each in its place.

        What a mechanism sends by itself stands behind an Authorization Field of the same name:
        whoever adds one, means it.
        """
        # Our guess: Authorization Fields go with each request of the test, the token's included.
        sent = dict(headers or {}) | self._of(HEADER)
        body = dict(form or {}) | self._of(PAYLOAD)
        url = with_query(url, self._of(QUERY))
        if method in ("GET", "DELETE") or not body:
            return Send(method, with_query(url, form or {}), purpose, sent)
        # Our guess: both "Encoded JSON" choices are an ordinary form; the names are all there is.
        match content_type:
            case "JSON" | "Oracle ADF":
                sent.setdefault("Content-Type", MEDIA_TYPES[content_type])
                return Send(method, url, purpose, sent, json=body)
            case "URL Encoded JSON" | "Twitter Encoded JSON":
                return Send(method, url, purpose, sent, form=body)
            case _:
                raise TestFailed(
                    f"How a name and a password are put into {content_type} is not documented, "
                    "so it is not sent.",
                    "Choose JSON or URL Encoded JSON.",
                    field="token_content_type",
                )

    def _of(self, place: str) -> dict[str, str]:
        found = {
            cell(row, "key"): filled_text(cell(row, "value"), self.fields)
            for row in self._authorization(place)
        }
        for name, value in found.items():
            if any(not c.isprintable() for c in name + value):
                raise TestFailed(
                    f"The Authorization Field {name!r} holds a line break.",
                    "Remove it.",
                    field="authorization_fields",
                )
        return found

    def _authorization(self, place: str) -> list[Mapping[str, Cell]]:
        return [
            row
            for row in self.profile.rows("authorization_fields")
            if (cell(row, "type") or HEADER) == place and cell(row, "key")
        ]

    def _refuse_wrong(self, field_id: str, url: str) -> None:
        """The checks of the form once more: the dialog's address has not been through them."""
        findings = check(self.profile.mechanism, {field_id: url})
        for finding in findings:
            if finding.field == field_id and finding.severity == "error":
                raise TestFailed(finding.message, finding.next_step, field=field_id)


def with_query(url: str, fields: Mapping[str, str]) -> str:
    """The address with more in its query, `%20` between words (fact sheet hubspot-api 2.1)."""
    if not fields:
        return url
    more = "&".join(
        f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in fields.items()
    )
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=f"{parts.query}&{more}" if parts.query else more))


def _text(given: Mapping[str, Any], field_id: str) -> str:
    found = given.get(field_id, "")
    return found if isinstance(found, str) else ""
