"""Where secrets of a sign-in must never turn up: addresses, logs, journal, files, errors."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from desk import HUBSPOT, PLAIN, SYSTEM, Desk, query_of, sign_in

from studio.authorization.errors import AuthorizationError
from studio.authorization.preflight import Draft
from studio.authorization.profiles.using import preflight_draft
from studio.secret_forms import forms_of


@dataclass
class Seen:
    """One sign-in in the browser and one that failed, and all their secrets."""

    desk: Desk
    folder: Path
    log: str
    printed: str
    errors: list[AuthorizationError] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)

    def forms(self) -> Iterator[tuple[str, str]]:
        for name, secret in self.secrets.items():
            assert len(secret) >= 20, name
            for form in forms_of(secret):
                yield name, form

    def found_in(self, text: str) -> set[str]:
        return {name for name, form in self.forms() if form in text}


@pytest.fixture
def seen(
    desk: Desk,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Seen:
    seen = Seen(desk, tmp_path, "", "")
    with caplog.at_level(logging.DEBUG):
        desk.studio.actions.choose(HUBSPOT, SYSTEM)
        login = desk.studio.authorization.begin_in_browser(HUBSPOT)
        redirect = sign_in(login.attempt)
        assert httpx.get(redirect, verify=PLAIN).status_code == 200
        login.wait(30)
        seen.secrets["code"] = query_of(redirect)["code"]
        seen.secrets["state"] = query_of(redirect)["state"]

        failing = desk.begin()
        url = desk.redirect(failing)
        seen.secrets["expired code"] = query_of(url)["code"]
        desk.clock.advance(301)
        with pytest.raises(AuthorizationError) as caught:
            failing.complete(url)
        seen.errors.append(caught.value)

        forged = desk.begin()
        with pytest.raises(AuthorizationError) as caught:
            forged.complete(desk.redirect(forged, state="forged-state-of-somebody"))
        seen.errors.append(caught.value)
    info = desk.studio.environment.ensure_sandbox()
    seen.secrets["client secret"] = info.client_secret
    seen.secrets["access token"] = desk.secret("access_token")
    seen.secrets["refresh token"] = desk.secret("refresh_token")
    seen.log = caplog.text
    out, err = capfd.readouterr()
    seen.printed = out + err
    return seen


def test_no_secret_is_in_the_link_that_is_opened(desk: Desk) -> None:
    attempt = desk.begin()
    info = desk.studio.environment.ensure_sandbox()
    asked = query_of(attempt.authorize_url)
    assert set(asked) == {
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "response_type",
        "code_challenge",
        "code_challenge_method",
    }
    assert info.client_secret not in attempt.authorize_url


def test_no_secret_is_in_the_address_of_any_request(seen: Seen) -> None:
    for exchange in seen.desk.studio.journal.list():
        assert not seen.found_in(exchange.url), exchange.purpose


def test_no_secret_is_in_the_journal(seen: Seen) -> None:
    exchanges = seen.desk.studio.journal.list()
    assert {one.status for one in exchanges} >= {200, 400}
    assert seen.found_in("\n".join(map(repr, exchanges))) == set()


def test_no_secret_is_in_a_log_or_printed(seen: Seen) -> None:
    # What the test itself does as the browser is not the studio's doing.
    ours = [line for line in seen.log.splitlines() if "httpx" not in line]
    lines = [line for line in ours if "httpcore" not in line]
    assert seen.found_in("\n".join(lines)) == set()
    assert seen.found_in(seen.printed) == set()


def test_no_secret_is_in_the_audit_log(seen: Seen) -> None:
    changes = seen.desk.studio.changes.list()
    assert changes
    assert seen.found_in("\n".join(map(repr, changes))) == set()


def test_no_secret_is_in_an_error_or_its_traceback(seen: Seen) -> None:
    codes = {error.code for error in seen.errors}
    assert codes == {"authorization.code_expired", "authorization.state_mismatch"}
    for error in seen.errors:
        text = "".join(traceback.format_exception(error)) + repr(vars(error))
        assert seen.found_in(text) == set()


def test_no_secret_is_in_any_file(seen: Seen) -> None:
    seen.desk.close()
    files = [file for file in seen.folder.rglob("*") if file.is_file()]
    assert any(file.suffix == ".studio" for file in files)
    for file in files:
        data = file.read_bytes()
        found = {name for name, form in seen.forms() if form.encode() in data}
        assert found == set(), file


def test_no_secret_is_shown_when_a_value_is_printed() -> None:
    draft = Draft(client_id="sekret-1", client_secret="sekret-2", token_url="https://x/?a=sekret-3")
    assert "sekret" not in repr(draft)
    assert "sekret" not in repr(draft.app()).replace("sekret-1", "").replace("sekret-3", "")
    assert "sekret" not in repr(preflight_draft({"client_secret": "sekret-2"}, ""))


def test_the_problem_that_stays_on_screen_holds_no_secret(seen: Seen) -> None:
    problem = seen.desk.studio.actions.get(HUBSPOT).problem
    assert problem is not None
    assert seen.found_in(repr(problem)) == set()
