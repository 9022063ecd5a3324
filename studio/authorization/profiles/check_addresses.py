"""Addresses: each by itself, and whether they fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl

from studio import redaction
from studio.authorization.profiles.addresses import (
    dynamic_names,
    is_loopback,
    parameter_names,
    parts_of,
)
from studio.authorization.profiles.fields import PATH, TENANT, Field, Values
from studio.authorization.profiles.values import Finding, cell, rows_of, text_of

ALWAYS_KNOWN = frozenset({"api_key", "username", "password"})
"""Dynamic fields that Test asks for anyway."""


def check_url(field: Field, text: str) -> Iterator[Finding]:
    """What is wrong with one address."""
    parts = parts_of(text)
    if parts is None or parts.scheme not in ("http", "https") or any(c.isspace() for c in text):
        yield Finding(
            field.id,
            "error",
            f"{field.label} is no web address.",
            "Enter a whole address that begins with https://",
            "not_a_url",
        )
        return
    if parts.scheme == "http" and not is_loopback(parts):
        yield Finding(
            field.id,
            "error",
            f"{field.label} is not encrypted: what is sent there can be read on the way.",
            "Begin it with https://",
            "not_https",
        )
    if "@" in parts.netloc:
        yield Finding(
            field.id,
            "error",
            f"{field.label} holds a user name before the host.",
            "Remove what stands before the @.",
            "user_info",
        )
    if parts.fragment or text.endswith("#"):
        yield Finding(
            field.id,
            "error",
            f"{field.label} ends in a fragment (#…), which is never sent.",
            "Remove the # and what follows.",
            "fragment",
        )
    for name, value in parse_qsl(parts.query):
        if value and redaction.is_secret_name(name):
            yield Finding(
                field.id,
                "warning",
                f"{field.label} carries a secret ({name}), which services write into their logs.",
                "Put it into its own field, or into Authorization Fields.",
                "secret_in_url",
            )


def check_addresses(shown: Sequence[Field], values: Values) -> Iterator[Finding]:
    """Gaps that nothing fills, and addresses that stand in each other's place."""
    urls = [field for field in shown if field.kind == "url" and not field.read_only]
    texts = {field.id: text_of(values, field.id) for field in urls}
    path_keys = {
        cell(row, "key")
        for row in rows_of(values, "authorization_fields")
        if cell(row, "type") == PATH
    }
    form_keys = {cell(row, "key") for row in rows_of(values, "form_fields")}
    tenancy = values.get("tenancy") is True
    for field in urls:
        text = texts[field.id]
        yield from _gaps(field, text, path_keys, form_keys, tenancy=tenancy)
    if tenancy and not any(TENANT in text for text in texts.values()):
        yield Finding(
            "base_url",
            "error",
            "Tenancy is on, but no address holds {tenant}.",
            "Put {tenant} where the organization's name stands, or switch Tenancy off.",
            "no_tenant",
        )
    yield from _unused_parameters(values, texts)
    yield from _swapped(texts)


def _gaps(
    field: Field, text: str, path_keys: set[str], form_keys: set[str], *, tenancy: bool
) -> Iterator[Finding]:
    for name in parameter_names(text):
        if name == "tenant" and not tenancy:
            yield Finding(
                field.id,
                "error",
                f"{field.label} holds {{tenant}}, but Tenancy is off.",
                "Switch Tenancy on, or write the organization's name.",
                "tenant_left",
            )
        elif name != "tenant" and name not in path_keys:
            yield Finding(
                field.id,
                "error",
                f"Nothing fills {{{name}}} in {field.label}.",
                f"Add an Authorization Field of the type Path Param with the key {name}.",
                "unfilled",
            )
    for name in dynamic_names(text):
        if name not in form_keys | path_keys | ALWAYS_KNOWN:
            yield Finding(
                field.id,
                "warning",
                f"Nothing here fills {{{{{name}}}}} in {field.label}.",
                f"Add a Form Field with the key {name}, or make sure the dialog sets it.",
                "unfilled_dynamic",
            )


def _unused_parameters(values: Values, texts: dict[str, str]) -> Iterator[Finding]:
    used = {name for text in texts.values() for name in parameter_names(text) + dynamic_names(text)}
    for number, row in enumerate(rows_of(values, "authorization_fields")):
        key = cell(row, "key")
        if cell(row, "type") == PATH and key and key not in used:
            yield Finding(
                f"authorization_fields.{number}.key",
                "warning",
                f"No address holds {{{key}}}, so this Path Param goes nowhere.",
                f"Put {{{key}}} into an address, or choose another Field Type.",
                "unused_parameter",
            )


def _swapped(texts: dict[str, str]) -> Iterator[Finding]:
    page, token = texts.get("authorization_url", ""), texts.get("token_url", "")
    if not page or not token:
        return
    if page == token:
        yield Finding(
            "token_url",
            "error",
            "Token Request URL and Authorization URL are the same.",
            "Enter the address that answers programs; it often ends in /token.",
            "same_url",
        )
    elif _ends(page, "token") and _ends(token, "authorize", "auth"):
        yield Finding(
            "authorization_url",
            "error",
            "Authorization URL and Token Request URL stand in each other's place.",
            "Swap the two.",
            "swapped",
        )


def _ends(url: str, *words: str) -> bool:
    parts = parts_of(url)
    return parts is not None and parts.path.rstrip("/").rpartition("/")[2].lower() in words
