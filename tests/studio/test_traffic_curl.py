"""The cURL command: runs as it is once its variables are set, and holds no secret."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from typing import Any

import pytest
from desk import Desk

from studio.redaction import MARK
from studio.traffic.curl import Curl, command
from studio.workspace.journal import Exchange

NASTY = (
    "it's",
    "$(touch /tmp/owned)",
    "`id`",
    '"; rm -rf ~; "',
    "a\\b",
    "tab\there",
    "line\nline",
    "\x1b[201~ls\r",
    "&& true",
    "Müller €",
    "!history",
    "*",
    "@/etc/passwd",
    "",
)
needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")


def exchange(**changes: Any) -> Exchange:
    values: dict[str, Any] = {
        "id": "1",
        "at": "2026-01-05T09:00:00.000Z",
        "purpose": "Try",
        "method": "POST",
        "url": "http://127.0.0.1:1/x",
    }
    return Exchange(**(values | changes))


def form(**fields: str) -> dict[str, Any]:
    from urllib.parse import urlencode

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return {"request_headers": kind, "request_body": urlencode(fields, safe="[]")}


def arguments(curl: Curl, **variables: str) -> list[str]:
    """What a real shell makes of the command."""
    script = curl.text.replace("curl ", "printf '%s\\0' ", 1)
    done = subprocess.run(
        ["bash", "-c", script], env={**os.environ, **variables}, capture_output=True, check=True
    )
    return done.stdout.decode().split("\0")[:-1]


def sent(curl: Curl, **variables: str) -> Any:
    """What the command answers with, run by a real shell."""
    done = subprocess.run(
        ["bash", "-c", f"{curl.text} --silent"],
        env={**os.environ, "HOME": "/nonexistent", "NO_PROXY": "*", **variables},
        capture_output=True,
        timeout=20,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_a_field_holds_the_shell_hands_it_on_as_it_is(nasty: str) -> None:
    curl = command(exchange(**form(name=nasty)))
    assert arguments(curl)[-1] == f"name={nasty}"
    body = json.dumps({"name": nasty}, ensure_ascii=False)
    curl = command(exchange(request_headers={"X-Note": nasty}, request_body=body))
    assert arguments(curl)[-1] == body
    assert f"X-Note: {nasty}" in arguments(curl)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", curl.text)


def test_secrets_are_variables_with_the_names_of_their_fields() -> None:
    curl = command(
        exchange(
            url=f"https://api.example/x?access_token={MARK}&q=1",
            request_headers={"Authorization": f"Bearer {MARK}", "X-Api-Key": MARK},
            request_body=f'{{"user": "dana", "password": "{MARK}"}}',
        )
    )
    assert MARK not in curl.text
    assert curl.variables == ("ACCESS_TOKEN", "X_API_KEY", "PASSWORD")
    words = arguments(curl, ACCESS_TOKEN="t o'k", X_API_KEY="k", PASSWORD="p$w")
    assert "https://api.example/x?access_token=t o'k&q=1" in words
    assert "Authorization: Bearer t o'k" in words
    assert words[-1] == '{"user": "dana", "password": "p$w"}'


def test_a_body_that_is_not_kept_whole_is_left_out_and_it_says_so() -> None:
    for body in ("abc… (70,000 characters in all)", "(12 bytes that are not text)"):
        curl = command(exchange(request_body=body))
        assert not curl.whole
        assert "--data" not in curl.text


def test_it_can_be_read_by_shlex() -> None:
    curl = command(exchange(**form(client_secret=MARK, grant_type="refresh_token")))
    assert [word for word in shlex.split(curl.text) if word != "\n"] == [
        "curl",
        "--request",
        "POST",
        "--globoff",
        "--url",
        "http://127.0.0.1:1/x",
        "--header",
        "Content-Type: application/x-www-form-urlencoded",
        "--data-urlencode",
        "client_secret=$CLIENT_SECRET",
        "--data-urlencode",
        "grant_type=refresh_token",
    ]


@needs_curl
def test_the_copied_exchange_works_against_the_sandbox_once_its_variables_are_set(
    desk: Desk,
) -> None:
    attempt = desk.begin()
    attempt.complete(desk.redirect(attempt))
    info = desk.studio.environment.ensure_sandbox()
    by_purpose = {one.purpose: one for one in desk.studio.journal.list()}
    token = desk.secret("access_token")
    details = command(by_purpose["Ask which account it is"])
    assert sent(details, ACCESS_TOKEN=token)["portalId"] == 148209731
    whose = command(by_purpose["Ask whose token it is (introspection)"])
    assert whose.variables == ("CLIENT_SECRET", "TOKEN")
    assert sent(whose, CLIENT_SECRET=info.client_secret, TOKEN=token)["active"] is True
    # A code works once: the command says what HubSpot says about one that was used.
    exchanged = command(by_purpose["Exchange the authorization code for tokens"])
    assert exchanged.variables == ("CODE", "CLIENT_SECRET", "CODE_VERIFIER")
    answer = sent(exchanged, CODE="used", CLIENT_SECRET=info.client_secret, CODE_VERIFIER="v" * 43)
    assert answer["status"] == "BAD_AUTH_CODE"


def test_no_secret_is_in_any_story_command_or_row(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)
    attempt.complete(url)
    desk.clock.advance(1790)
    secrets = {
        url.partition("code=")[2].partition("&")[0],
        url.partition("state=")[2].partition("&")[0],
        desk.secret("access_token"),
        desk.secret("refresh_token"),
        desk.studio.environment.ensure_sandbox().client_secret,
    }
    desk.studio.authorization.access_token("hubspot")
    secrets |= {desk.secret("access_token"), desk.secret("refresh_token")}
    assert len(secrets) >= 6
    assert all(len(secret) > 8 for secret in secrets)
    from studio.workspace.sequences import Wanted

    told = []
    for one in desk.studio.traffic.search(Wanted(), 0, 50).sequences:
        told.append(repr(desk.studio.traffic.story(one.id)))
    told += [command(one).text for one in desk.studio.journal.list()]
    told += [
        repr(desk.studio.workspace.read(f"SELECT * FROM {table}"))
        for table in ("sequences", "sequence_steps", "exchanges")
    ]
    whole = "\n".join(told)
    assert "CLIENT_SECRET" in whole
    assert not [secret for secret in secrets if secret in whole]
