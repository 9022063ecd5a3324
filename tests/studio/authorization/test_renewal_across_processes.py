"""Several programs on one workspace: one renewal for all of them, and nothing lost by a kill."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
from renewal_bench import (
    HUBSPOT,
    Place,
    Program,
    SharedClock,
    die_before_the_answer,
    die_while_renewing,
    work,
)

from studio.authorization.errors import NeedsAuthorization
from studio.authorization.exchange import OAuthApp
from studio.authorization.grant import Grant
from studio.sandbox import RunningSandbox, SandboxOptions, start

PROCESSES, THREADS, EXPIRIES = 4, 25, 500
SECONDS = 40
PATIENCE = 60
SPAWN = get_context("spawn")


class Service:
    """A sandbox that turns refresh tokens over at each use, and counts the uses."""

    def __init__(self, running: RunningSandbox) -> None:
        self.info = running.info
        self._http = httpx.Client(verify=False)
        self.refreshes = 0
        self._seen = 0
        self.ask("POST", "limits", enabled=False, rotation=True)

    def ask(self, method: str, path: str, **body: Any) -> Any:
        answer = self._http.request(
            method, f"{self.info.admin_url}/{path}", json=body if method == "POST" else None
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def count(self) -> int:
        """Refreshes so far. Asked now and then: the sandbox's journal does not reach back."""
        while True:
            page = self.ask("GET", f"journal?after={self._seen}&count=200")
            for entry in page["entries"]:
                assert entry["number"] == self._seen + 1 or self._seen == 0, "entries were missed"
                self._seen = entry["number"]
                self.refreshes += entry["route"] == "refresh"
            if not page["entries"]:
                return self.refreshes

    def takes(self, access_token: str) -> bool:
        answer = self._http.get(
            f"{self.info.base_url}/account-info/v3/details",
            headers={"Authorization": f"Bearer {access_token}"},
        )
        return answer.status_code == 200

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def service() -> Iterator[Service]:
    running = start(SandboxOptions())
    service = Service(running)
    yield service
    service.close()
    running.stop()


@pytest.fixture
def seconds() -> Any:
    """The time of all programs."""
    return SPAWN.Value("d", 0.0)


@pytest.fixture
def place(service: Service, tmp_path: Path, seconds: Any) -> Place:
    """A workspace with one account, authorized."""
    info = service.info
    app = OAuthApp(
        info.client_id,
        info.client_secret,
        info.authorize_url,
        info.token_url,
        "https://idp.kore.ai/workflows/callback/",
        (),
    )
    place = Place(tmp_path / "shared.studio", tmp_path / "keyring", app)
    body = service.ask("POST", "tokens")
    program = Program(place, SharedClock(seconds))
    program.tokens.keep(
        HUBSPOT,
        Grant(body["access_token"], body["refresh_token"], 1800, (), {}),
        lambda facts: program.keep({"name": "Acme Sales", "id": "1", "user": "", **facts}),
    )
    program.close()
    return place


def killed(process: SpawnProcess) -> None:
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL


def test_each_expiry_costs_one_refresh_whoever_asks(
    service: Service, place: Place, seconds: Any
) -> None:
    together, told = SPAWN.Barrier(PROCESSES), SPAWN.Queue()
    programs = [
        SPAWN.Process(target=work, args=(place, seconds, together, THREADS, EXPIRIES, n == 0, told))
        for n in range(PROCESSES)
    ]
    began = monotonic()
    for program in programs:
        program.start()
    while any(program.is_alive() for program in programs) and told.empty():
        service.count()
        programs[0].join(0.2)
    answers = [told.get(timeout=PATIENCE) for _ in programs]
    for program in programs:
        program.join(PATIENCE)
    assert not [answer for answer in answers if isinstance(answer, str)], answers
    assert monotonic() - began < SECONDS
    assert service.count() == EXPIRIES
    rounds = [frozenset.union(*parts) for parts in zip(*answers, strict=True)]
    assert [len(tokens) for tokens in rounds] == [1] * EXPIRIES, "everybody has the same token"
    assert len(frozenset.union(*rounds)) == EXPIRIES, "a new one each time"
    assert service.takes(next(iter(rounds[-1])))


@pytest.mark.parametrize(
    ("entry", "before"), [("refresh_token", False), ("access_token", True), ("access_token", False)]
)
def test_a_kill_after_the_new_refresh_token_was_saved_loses_nothing(
    service: Service, place: Place, seconds: Any, entry: str, before: bool
) -> None:
    seconds.value = 1800
    killed(SPAWN.Process(target=die_while_renewing, args=(place, seconds, entry, before)))
    program = Program(place, SharedClock(seconds))
    assert service.takes(program.tokens.access_token(HUBSPOT))
    program.close()


def test_a_kill_before_anything_was_saved_is_told_and_asks_for_a_sign_in(
    service: Service, place: Place, seconds: Any
) -> None:
    """The service made the old refresh token useless and the new one is nowhere: nobody can save
    that, so it is said."""
    seconds.value = 1800
    killed(SPAWN.Process(target=die_while_renewing, args=(place, seconds, "refresh_token", True)))
    program = Program(place, SharedClock(seconds))
    with pytest.raises(NeedsAuthorization) as caught:
        program.tokens.access_token(HUBSPOT)
    assert caught.value.code == "authorization.revoked"
    program.close()


def test_nobody_waits_for_a_program_that_died_while_it_renewed(
    service: Service, place: Place, seconds: Any
) -> None:
    seconds.value = 1800
    killed(SPAWN.Process(target=die_before_the_answer, args=(place, seconds)))
    program = Program(place, SharedClock(seconds))
    assert service.takes(program.tokens.access_token(HUBSPOT))
    program.close()
