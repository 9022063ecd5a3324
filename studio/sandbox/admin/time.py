"""The sandbox's clock: told, moved, stopped, hurried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.routing import Route

from studio.sandbox.admin.calls import Refused, flag, get, number, post
from studio.sandbox.control import Control
from studio.sandbox.moments import MovableClock, from_stamp, stamp
from studio.sandbox.sunset import V1_SWITCH_OFF
from studio.sandbox.world import World

MOVES = ("advance_seconds", "offset_seconds", "now", "to")
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MOST_SECONDS = (LATEST - EARLIEST).total_seconds()
HIGHEST_RATE = 86_400


class Time:
    """`GET` and `POST /clock`."""

    def __init__(self, world: World, clock: MovableClock, control: Control) -> None:
        self._world = world
        self._clock = clock
        self._control = control

    def routes(self) -> list[Route]:
        return [
            get("/clock", lambda request: clock_now(self._clock)),
            post("/clock", (*MOVES, "frozen", "rate"), self._set),
        ]

    def _set(self, body: dict[str, Any]) -> dict[str, Any]:
        """One of the moves, `frozen`, `rate`, or several of these: checked first, done then."""
        moves = [key for key in MOVES if key in body]
        if not body or len(moves) > 1:
            raise Refused(f"Send one of {', '.join(MOVES)}, or frozen, or rate")
        steps: list[Callable[[MovableClock], None]] = []
        if moves:
            moment = self._target(moves[0], body)
            if not EARLIEST <= moment <= LATEST:
                raise Refused(f"The clock goes from {stamp(EARLIEST)} to {stamp(LATEST)}")
            steps.append(lambda clock: clock.move_to(moment))
        if "frozen" in body:
            frozen = flag(body, "frozen")
            steps.append(lambda clock: clock.freeze(frozen))
        if "rate" in body:
            rate = number(body, "rate", low=0, high=HIGHEST_RATE)
            if rate == 0:
                raise Refused("rate must be above 0; send frozen to stop the clock")
            steps.append(lambda clock: clock.set_rate(rate))

        def move(clock: MovableClock) -> None:
            for step in steps:
                step(clock)

        self._control.move_clock(move)
        return clock_now(self._clock)

    def _target(self, key: str, body: dict[str, Any]) -> datetime:
        now = self._clock.now()
        if key == "advance_seconds":
            return now + timedelta(seconds=number(body, key, low=-MOST_SECONDS, high=MOST_SECONDS))
        if key == "offset_seconds":
            offset = number(body, key, low=-MOST_SECONDS, high=MOST_SECONDS)
            return self._clock.base_now() + timedelta(seconds=offset)
        if key == "now":
            return _moment(body[key])
        if body[key] == "v1_switch_off":
            return V1_SWITCH_OFF
        if body[key] != "token_expiry":
            raise Refused("to must be token_expiry or v1_switch_off")
        ends = self._newest_token_ends(now)
        if ends is None:
            raise Refused("There is no live access token whose end the clock could move to")
        return ends + timedelta(seconds=1)

    def _newest_token_ends(self, now: datetime) -> datetime | None:
        rows = self._world.rows("SELECT issued_at, expires_at FROM access_tokens")
        tokens = [(from_stamp(row["issued_at"]), from_stamp(row["expires_at"])) for row in rows]
        return max((one for one in tokens if one[1] > now), default=(None, None))[1]


def clock_now(clock: MovableClock) -> dict[str, Any]:
    """The clock as every answer of the admin API gives it."""
    return {
        "now": stamp(clock.now()),
        "offset_seconds": clock.offset_seconds,
        "frozen": clock.frozen,
        "rate": clock.rate,
    }


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise Refused("now must be ISO 8601, such as 2026-12-24T18:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
