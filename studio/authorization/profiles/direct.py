"""Tests of mechanisms that need nobody to sign in elsewhere: Basic Auth and API Key."""

from __future__ import annotations

import base64

from studio.authorization.profiles.entered import MEDIA_TYPES, Entered
from studio.authorization.profiles.fields import PATH, QUERY, Row
from studio.authorization.profiles.judging import went_well
from studio.authorization.profiles.steps import Passed, Send, Steps, TestFailed, answered
from studio.authorization.profiles.values import cell

CHECK_URL = "Authorization Check URL"


def basic(entered: Entered) -> Steps:
    """Call the check address with user name and password (RFC 7617).

    An address that answers without them proves nothing: it is called once more to find out.
    """
    url = entered.address("check_url", CHECK_URL)
    name, password = entered.need("username", "User Name"), entered.text("password")
    if ":" in name:
        raise TestFailed(
            "A user name with a colon cannot be sent by Basic Auth (RFC 7617 section 2).",
            "Enter another user name.",
            field="username",
        )
    method = entered.text("method") or "GET"
    # The password may begin or end with a blank, so it is sent as it was typed.
    code = base64.b64encode(f"{name}:{password}".encode()).decode()
    return (
        yield from _called(
            entered,
            entered.send(
                method,
                url,
                "Test Basic Auth",
                headers={"Authorization": f"Basic {code}", **accepts(entered)},
                content_type=entered.text("content_type") or "JSON",
            ),
            "the user name and password",
        )
    )


def api_key(entered: Entered) -> Steps:
    """Call the check address with the key.

    The key goes where an Authorization Field says `{{api_key}}`. When none does, it goes as
    `Authorization: Bearer …`: ours, the platform does not document it.
    """
    url = entered.address("check_url", CHECK_URL)
    key = entered.need("api_key", "API Key")
    headers = accepts(entered)
    # Our guess: a key that no field places goes as a bearer token; the platform does not say.
    if not placed(entered.profile.rows("authorization_fields"), entered.text("check_url")):
        headers["Authorization"] = f"Bearer {key}"
    return (
        yield from _called(
            entered, entered.send("GET", url, "Test API Key", headers=headers), "the key"
        )
    )


def placed(rows: tuple[Row, ...], url: str) -> bool:
    """Whether the profile says itself where the key goes."""
    return "{{api_key}}" in url or any("{{api_key}}" in cell(row, "value") for row in rows)


def _in_address(entered: Entered) -> bool:
    """Whether credentials are part of the address, so that it cannot be called without them."""
    rows = entered.profile.rows("authorization_fields")
    return "{{" in entered.text("check_url") or any(
        cell(row, "type") in (QUERY, PATH) for row in rows
    )


def accepts(entered: Entered) -> dict[str, str]:
    """What kind of answer is expected of the address."""
    kind = entered.text("content_type") or "JSON"
    return {"Accept": MEDIA_TYPES.get(kind, "*/*")}


def _called(entered: Entered, call: Send, what: str) -> Steps:
    came = answered((yield call))
    went_well(came, what)
    warning = ""
    carried = {cell(row, "key").lower() for row in entered.profile.rows("authorization_fields")}
    if call.method == "GET" and not _in_address(entered):
        bare = {
            name: value
            for name, value in call.headers.items()
            if name != "Authorization" and name.lower() not in carried
        }
        again = answered((yield Send("GET", call.url, "Ask without credentials", bare)))
        if 200 <= again.status < 300:
            warning = (
                "The address answers without any credentials, too, so this says little: choose one "
                "that only answers who is authorized."
            )
    return Passed(f"The service accepted {what} ({came.status}).", warning)
