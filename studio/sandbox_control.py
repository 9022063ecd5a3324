"""Asks the sandbox's admin API for the studio's own Sandbox place.

These calls are the studio talking to its own sandbox. They are not traffic: no journal keeps them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlencode

from studio import sandbox_values as values
from studio.clock import Clock
from studio.environment import Environment
from studio.errors import StudioError
from studio.http import HttpClient, HttpError, Request
from studio.ids import Ids
from studio.retry import Retry
from studio.sandbox_values import (
    ActiveFault,
    Faults,
    JournalEntry,
    RecordPage,
    SandboxClock,
    SandboxRules,
    SandboxState,
    Snapshot,
    WholeRecord,
)

if TYPE_CHECKING:
    from studio.sandbox_for_profiles import Given

Kind = Literal["deals", "contacts"]
Moment = Literal["token_expiry", "v1_switch_off"]

TIMEOUT = 30.0
"""Seconds. Making the world with 10,000 records anew takes some."""


class SandboxControl:
    """One method a call. Each blocks, and each may raise.

    Raises:
        StudioError: the sandbox does not run (`sandbox.not_running`), did not answer
            (`sandbox.no_answer`), or refused (`sandbox.refused`), with what to do next.
    """

    def __init__(self, environment: Environment, clock: Clock, ids: Ids) -> None:
        self._environment = environment
        self._http = HttpClient(None, clock, ids)

    def state(self) -> SandboxState:
        """World, clock, rules, accounts, personas, snapshots."""
        return values.state(self._ask("GET", "/state"))

    def clock(self) -> SandboxClock:
        """Its time."""
        return values.clock(self._ask("GET", "/clock"))

    def advance(self, seconds: float) -> SandboxClock:
        """Move its time on (or back, when negative)."""
        return self._move({"advance_seconds": seconds})

    def jump(self, to: Moment) -> SandboxClock:
        """Move its time to a moment it knows by name."""
        return self._move({"to": to})

    def back_to_now(self) -> SandboxClock:
        """Let it run as this computer's clock does."""
        self._move({"frozen": False})
        self._move({"rate": 1})
        return self._move({"offset_seconds": 0})

    def freeze(self, frozen: bool) -> SandboxClock:
        """Stop its time, or let it run again."""
        return self._move({"frozen": frozen})

    def set_rate(self, rate: float) -> SandboxClock:
        """Let so many of its seconds pass a second."""
        return self._move({"rate": rate})

    def set_rules(
        self,
        *,
        limits: bool | None = None,
        search_lag_seconds: float | None = None,
        rotation: bool | None = None,
    ) -> SandboxRules:
        """Change what is given; answers with all as they are now."""
        sent = {"enabled": limits, "search_lag_seconds": search_lag_seconds, "rotation": rotation}
        return values.rules(
            self._ask(
                "POST", "/limits", {name: one for name, one in sent.items() if one is not None}
            )
        )

    def reset(self, *, world: str | None = None, keep_grants: bool = True) -> SandboxState:
        """Back to the world as it was made; with `world`, to another one.

        Args:
            keep_grants: Tokens that were handed out stay valid.
        """
        sent: dict[str, Any] = {"keep_grants": keep_grants}
        return values.state(
            self._ask("POST", "/reset", {**sent, "world": world} if world else sent)
        )

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Keep a copy of everything, under a name."""
        answer = self._ask("POST", "/snapshot", {"name": name} if name else {})
        return Snapshot(answer["name"], answer["at"])

    def restore(self, name: str) -> SandboxState:
        """Go back to a copy."""
        return values.state(self._ask("POST", "/restore", {"name": name}))

    def faults(self) -> Faults:
        """Those that are on, and all there are."""
        return values.faults(self._ask("GET", "/faults"))

    def switch_on(
        self,
        name: str,
        *,
        route: str | None = None,
        count: int | None = None,
        probability: float = 1.0,
    ) -> ActiveFault:
        """Let a fault strike.

        Args:
            route: Which requests; its own default when None.
            count: How often at most; without end when None.
            probability: 0 to 1, drawn for each request.
        """
        sent: dict[str, Any] = {"name": name, "count": count, "probability": probability}
        return values.active_fault(
            self._ask("POST", "/faults", {**sent, "route": route} if route else sent)
        )

    def switch_off(self, fault_id: str | None = None) -> tuple[ActiveFault, ...]:
        """Switch one off, or all; answers with those that are still on."""
        path = f"/faults/{quote(fault_id, safe='')}" if fault_id else "/faults"
        return values.faults(self._ask("DELETE", path)).active

    def records(
        self,
        portal_id: int,
        kind: Kind,
        *,
        query: str = "",
        archived: bool = False,
        start: int = 0,
        count: int = 100,
        sort: str = "-updatedAt",
    ) -> RecordPage:
        """Records `start` to `start + count` of an account's list."""
        asked = {
            "portal_id": portal_id,
            "kind": kind,
            "query": query,
            "archived": "true" if archived else "false",
            "start": start,
            "count": count,
            "sort": sort,
        }
        answer = self._ask("GET", f"/records?{urlencode(asked)}")
        labels = answer.get("labels", {})
        found = tuple(values.record(each, labels) for each in answer["records"])
        return RecordPage(int(answer["total"]), found)

    def record(self, portal_id: int, kind: str, record_id: str) -> WholeRecord:
        """A record with its associations and its history."""
        where = f"/records/{portal_id}/{quote(kind, safe='')}/{quote(record_id, safe='')}"
        return values.whole_record(self._ask("GET", where))

    def journal(self, after: int = 0, count: int = 200) -> tuple[tuple[JournalEntry, ...], int]:
        """Requests with a number above `after`, oldest first, and the last number there is."""
        answer = self._ask("GET", f"/journal?{urlencode({'after': after, 'count': count})}")
        return tuple(values.journal_entry(each) for each in answer["entries"]), int(answer["last"])

    def for_profiles(self) -> tuple[Given, ...]:
        """Its endpoints to test authorization profiles against, and what to enter."""
        from studio.sandbox_for_profiles import given

        return given(self._ask("GET", "/sandbox-auth", admin=False))

    def code(self, redirect_uri: str, code_challenge: str = "") -> str:
        """An authorization code without the sandbox's pages, for its first person and account."""
        body = {"redirect_uri": redirect_uri}
        if code_challenge:
            body["code_challenge"] = code_challenge
        return str(self._ask("POST", "/codes", body)["code"])

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def _move(self, body: dict[str, Any]) -> SandboxClock:
        return values.clock(self._ask("POST", "/clock", body))

    def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, admin: bool = True
    ) -> Any:
        info = self._environment.running_sandbox()
        if info is None:
            raise StudioError(
                "The sandbox is not running.", "Press Start.", code="sandbox.not_running"
            )
        request = Request(
            method,
            f"{info.admin_url if admin else info.base_url}{path}",
            "Sandbox place",
            json=body,
            timeout=TIMEOUT,
            retry=Retry.NEVER,
        )
        try:
            answer = self._http.send(request)
        except HttpError as error:
            raise StudioError(
                f"The sandbox did not answer. {error.message}",
                "Press Stop and then Start; its records are kept.",
                code="sandbox.no_answer",
            ) from error
        data = answer.json_or_none()
        if answer.status // 100 != 2 or not isinstance(data, dict):
            raise _refused(answer.status, data)
        return data


def _refused(status: int, data: Any) -> StudioError:
    said = str(data.get("error") or "").rstrip(".") if isinstance(data, dict) else ""
    if said:
        return StudioError(
            f"The sandbox refused: {said}.", "Change it and try again.", code="sandbox.refused"
        )
    return StudioError(
        f"The sandbox answered with status {status}.",
        "Press Stop and then Start; its records are kept.",
        code="sandbox.no_answer",
    )
