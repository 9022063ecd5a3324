"""The record that a request is about, before and after: as the journal saw it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from studio.workspace.journal import Exchange


@dataclass(frozen=True)
class RecordChange:
    """A record before and after a request.

    Args:
        path: Where it is, as `/crm/v3/objects/deals/1`.
        before: Its properties when they were last seen; None when they were not seen before.
        after: Its properties after it; None when it is gone.
    """

    path: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the properties that differ."""
        before, after = self.before or {}, self.after or {}
        names = dict.fromkeys((*before, *after))
        return tuple(name for name in names if before.get(name) != after.get(name))


def record_change(exchange: Exchange, earlier: Iterable[Exchange]) -> RecordChange | None:
    """What a request did to a record; None when it is about none, or was refused.

    Args:
        exchange: The request and its answer.
        earlier: Exchanges before it, newest first, to find the record as it was.
    """
    path = urlsplit(exchange.url).path
    status = exchange.status or 0
    if not 200 <= status < 300 or path.endswith("/search"):
        return None
    if exchange.method == "DELETE":
        return RecordChange(path, _seen(path, earlier), None)
    after = _properties(exchange)
    if after is None or exchange.method not in ("POST", "PATCH", "GET"):
        return None
    if exchange.method == "POST":
        return RecordChange(f"{path}/{_id(exchange)}", None, after)
    if exchange.method == "GET":
        return RecordChange(path, after, after)
    before = _seen(path, earlier)
    if before is None:
        # What the service works out besides says nothing where the record was not seen before.
        sent = _properties_of(exchange.request_body) or {}
        return RecordChange(path, None, {k: v for k, v in after.items() if k in sent})
    return RecordChange(path, before, {**before, **after})


def _seen(path: str, earlier: Iterable[Exchange]) -> dict[str, Any] | None:
    for one in earlier:
        its = urlsplit(one.url).path
        created = one.method == "POST" and f"{its}/{_id(one)}" == path
        if (its == path and one.method in ("GET", "PATCH")) or created:
            found = _properties(one)
            if found is not None:
                return found
    return None


def _properties(exchange: Exchange) -> dict[str, Any] | None:
    return _properties_of(exchange.response_body)


def _properties_of(body: str) -> dict[str, Any] | None:
    found = _data(body).get("properties")
    return found if isinstance(found, dict) else None


def _id(exchange: Exchange) -> str:
    return str(_data(exchange.response_body).get("id", ""))


def _data(body: str) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def with_history(change: RecordChange, history: Iterable[Any]) -> RecordChange:
    """The change with what the record held before, where its history tells.

    Args:
        change: What is known of it.
        history: Changes of the record, newest first, each with its `changes`: by name of the
            property its value before and after.
    """
    if change.before is not None or not change.after:
        return change
    for past in history:
        values = {key: past.changes.get(key, (None, None))[1] for key in change.after}
        if values == change.after:
            before = {key: past.changes[key][0] for key in change.after}
            return RecordChange(change.path, before, change.after)
    return change
