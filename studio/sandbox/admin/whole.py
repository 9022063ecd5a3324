"""What concerns the world as a whole: rules, reset, snapshots."""

from __future__ import annotations

from typing import Any

from starlette.routing import Route

from studio.sandbox.admin.calls import Refused, flag, number, post, text
from studio.sandbox.admin.state import State
from studio.sandbox.control import Control
from studio.sandbox.shelf import REMEMBERED

RULES = ("enabled", "search_lag_seconds", "rotation", "daily_maximum")
LONGEST_NAME = 80


class WholeWorld:
    """`POST /limits`, `/reset`, `/snapshot` and `/restore`."""

    def __init__(self, control: Control, state: State) -> None:
        self._control = control
        self._state = state

    def routes(self) -> list[Route]:
        return [
            post("/limits", RULES, self._rules),
            post("/reset", ("world", "keep_grants"), self._reset),
            post("/snapshot", ("name",), self._snapshot),
            post("/restore", ("name",), self._restore),
        ]

    def _rules(self, body: dict[str, Any]) -> dict[str, Any]:
        """`enabled`: whether calls beyond the limits are refused; `search_lag_seconds`: until a
        write shows in searches; `rotation`: whether a refresh brings a new refresh token;
        `daily_maximum`: calls of one account a day, null for none. All as they are then."""
        if not body:
            raise Refused(f"Send one of {', '.join(RULES)}; enabled must be true or false")
        changes: dict[str, Any] = {
            key: flag(body, key) for key in ("enabled", "rotation") if key in body
        }
        if "search_lag_seconds" in body:
            most = REMEMBERED.total_seconds()
            changes["search_lag_seconds"] = number(body, "search_lag_seconds", low=0, high=most)
        if "daily_maximum" in body:
            daily = body["daily_maximum"]
            if daily is not None and (not isinstance(daily, int) or daily is True or daily < 0):
                raise Refused("daily_maximum must be a whole number from 0 up, or null for none")
            changes["daily_maximum"] = daily
        return dict(vars(self._control.set_rules(**changes)))

    def _reset(self, body: dict[str, Any]) -> dict[str, Any]:
        """Back to the seeded world, or to another `world`; `keep_grants` leaves tokens good."""
        keep = "keep_grants" in body and flag(body, "keep_grants")
        self._control.reset(text(body, "world"), keep_grants=keep)
        return self._state.all()

    def _snapshot(self, body: dict[str, Any]) -> dict[str, Any]:
        made = self._control.snapshot(text(body, "name", longest=LONGEST_NAME))
        return {"name": made.name, "at": made.at}

    def _restore(self, body: dict[str, Any]) -> dict[str, Any]:
        name = text(body, "name", longest=LONGEST_NAME)
        if not self._control.restore(name):
            known = ", ".join(one.name for one in self._control.snapshots.all())
            raise Refused(
                f"There is no snapshot {name!r}; there are: {known}"
                if known
                else "There is no snapshot yet; POST /snapshot makes one"
            )
        return self._state.all()
