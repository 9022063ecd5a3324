"""Checking what is entered, at each keystroke: pure, without I/O, and well under a millisecond.

What a service itself will say to it is another matter; here stands what can be wrong with any
profile, whoever the service is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from studio.authorization.profiles.check_addresses import check_addresses, check_url
from studio.authorization.profiles.check_lists import check_payload, check_row_keys
from studio.authorization.profiles.fields import Field, Row, Values
from studio.authorization.profiles.mechanisms import KERBEROS, Mechanism, mechanism
from studio.authorization.profiles.values import Finding, cell, rows_of, text_of
from studio.secret_forms import SHORTEST_SECRET

_PLACEHOLDERS = ("<", ">", "your-", "your_", "xxxx", "client-id", "client_id", "changeme")


def check(
    mechanism_id: str, values: Values, *, other_names: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """What is wrong with a draft, in the order of its fields; empty when nothing is.

    Args:
        mechanism_id: As in `mechanisms.MECHANISMS`.
        values: What is entered so far.
        other_names: Names of the other profiles; a name can be taken once, whatever its case.
    """
    chosen = mechanism(mechanism_id)
    shown = chosen.shown(values)
    found = [finding for field in shown for finding in _field(field, values)]
    found += _name(values, other_names)
    found += _credentials(chosen, values)
    found += _strayed_secrets(shown, values)
    found += check_addresses(shown, values)
    found += check_payload(chosen, values)
    if mechanism_id == KERBEROS:
        found += _principal(values)
    order = {field.id: number for number, field in enumerate(shown)}
    return tuple(sorted(found, key=lambda one: order.get(one.field.partition(".")[0], 99)))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether one of them keeps a profile from being saved."""
    return any(finding.severity == "error" for finding in findings)


def _field(field: Field, values: Values) -> Iterator[Finding]:
    if field.read_only:
        return
    if field.many:
        rows = rows_of(values, field.id)
        for number, row in enumerate(rows):
            yield from _row(field, number, row)
        yield from check_row_keys(field, rows)
    elif field.kind != "switch":
        yield from _text(field, text_of(values, field.id))


def _row(field: Field, number: int, row: Row) -> Iterator[Finding]:
    for column in field.columns:
        if column.kind != "switch":
            text = cell(row, column.id) or (
                column.default if isinstance(column.default, str) and column.options else ""
            )
            for finding in _text(column, text):
                yield replace(finding, field=f"{field.id}.{number}.{column.id}")


def _text(field: Field, text: str) -> Iterator[Finding]:
    label = field.label
    if not text.strip():
        if field.required:
            yield Finding(
                field.id, "error", f"{label} is missing.", f"Enter the {label}.", "missing"
            )
        return
    if field.limit is not None and len(text) > field.limit:
        yield Finding(
            field.id,
            "error",
            f"{label} has {len(text)} characters; {field.limit} are the most.",
            "Shorten it.",
            "too_long",
        )
    if any(not c.isprintable() for c in text):
        yield Finding(
            field.id,
            "error",
            f"{label} holds a line break or another character that cannot be seen.",
            "Remove it; copying from a web page brings it along at times.",
            "control_character",
        )
    elif text != text.strip():
        yield Finding(
            field.id,
            "error" if field.kind in ("secret", "url") else "warning",
            f"{label} begins or ends with a blank.",
            "Remove the blank.",
            "padded",
        )
    if field.options and text not in {option.id for option in field.options}:
        yield Finding(
            field.id,
            "error",
            f"{label} cannot be set to this.",
            f"Choose one of: {', '.join(option.label for option in field.options)}.",
            "not_an_option",
        )
    if field.kind == "url":
        yield from check_url(field, text.strip())
    if field.id == "auth_error_status" and not (text.isdigit() and 100 <= int(text) <= 599):
        yield Finding(
            field.id,
            "error",
            f"{label} is no HTTP status.",
            "Enter a number from 100 to 599, usually 401.",
            "not_a_status",
        )


def _name(values: Values, other_names: Iterable[str]) -> Iterator[Finding]:
    name = text_of(values, "name").strip()
    if name and name.casefold() in {other.strip().casefold() for other in other_names}:
        yield Finding(
            "name",
            "error",
            "Another profile has this name.",
            "Choose another name.",
            "name_taken",
        )


def _credentials(chosen: Mechanism, values: Values) -> Iterator[Finding]:
    """A client id that is none, or stands where the secret should."""
    for id_field, secret_field in (
        ("client_id", "client_secret"),
        ("consumer_key", "consumer_secret"),
    ):
        field, other = chosen.field(id_field), chosen.field(secret_field)
        if field is None or other is None:
            continue
        text, secret = text_of(values, id_field), text_of(values, secret_field)
        if text and text == secret:
            yield Finding(
                secret_field,
                "error",
                f"{other.label} is the same as {field.label}.",
                f"Copy the {other.label} from the service's page of your app.",
                "same_as_id",
            )
        if text and any(mark in text.lower() for mark in _PLACEHOLDERS):
            yield Finding(
                id_field,
                "warning",
                f"{field.label} looks like the placeholder of an example.",
                f"Copy the {field.label} from the service's page of your app.",
                "placeholder",
            )


def _strayed_secrets(shown: Sequence[Field], values: Values) -> Iterator[Finding]:
    """A secret that was pasted into a field that is shown to everybody, too."""
    secrets = {
        field.label: text
        for field in shown
        if field.kind == "secret" and len(text := text_of(values, field.id)) >= SHORTEST_SECRET
    }
    for field in shown:
        if field.kind in ("text", "url") and not field.read_only:
            text = text_of(values, field.id)
            for label, secret in secrets.items():
                # The id that is the secret itself is told beside the secret.
                same_as_id = text == secret and field.id in ("client_id", "consumer_key")
                if secret in text and not same_as_id:
                    yield _strayed(field, label)


def _strayed(field: Field, label: str) -> Finding:
    return Finding(
        field.id,
        "error",
        f"{field.label} holds the {label}.",
        f"Remove it from here; the {label} has a field of its own.",
        "secret_strayed",
    )


def _principal(values: Values) -> Iterator[Finding]:
    from studio.authorization.profiles.principal import read_principal

    text = text_of(values, "service_principal").strip()
    if text and read_principal(text) is None:
        yield Finding(
            "service_principal",
            "error",
            "Service Principal URL names no service.",
            "Enter the service's address, or HTTP/ and its host: HTTP/intranet.example.com",
            "not_a_principal",
        )
