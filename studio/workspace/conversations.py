"""What was said in Talk to Bot, and where the conversation stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from studio.clock import Clock, iso
from studio.workspace.file import Workspace


@dataclass(frozen=True)
class MessageRow:
    """One message as kept; `studio.dialogs.chat` gives the payload its shape."""

    id: int
    author: str
    kind: str
    payload: dict[str, Any]
    at: str
    exchange_id: str | None


class Messages:
    """The messages of Talk to Bot, oldest first; each end user has their own."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def list(self, limit: int = 500, *, end_user: str = "developer") -> tuple[MessageRow, ...]:
        """The newest `limit` messages, oldest first."""
        rows = self._workspace.read(
            "SELECT id, author, kind, payload, at, exchange_id FROM messages "
            "WHERE end_user = ? ORDER BY id DESC LIMIT ?",
            [end_user, limit],
        )
        return tuple(
            MessageRow(**{**row, "payload": json.loads(row["payload"])}) for row in reversed(rows)
        )

    def add(
        self,
        author: str,
        kind: str,
        payload: dict[str, Any],
        exchange_id: str | None = None,
        *,
        end_user: str = "developer",
    ) -> MessageRow:
        """Keep a message and answer with it, its id included."""
        row: dict[str, Any] = {
            "author": author,
            "kind": kind,
            "payload": json.dumps(payload, ensure_ascii=False),
            "at": iso(self._clock.now()),
            "exchange_id": exchange_id,
        }
        with self._workspace.transaction() as db:
            number = db.table("messages").insert(row | {"end_user": end_user}).last_pk
        return MessageRow(**{**row, "id": int(str(number)), "payload": payload})

    def clear(self, *, end_user: str = "developer") -> None:
        """Forget all messages of this end user."""
        with self._workspace.transaction() as db:
            db.table("messages").delete_where("end_user = ?", [end_user])


class Conversations:
    """Where each conversation stands, as a JSON object that the engine shapes."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def get(self, conversation_id: str) -> dict[str, Any] | None:
        """The state that was kept, or None."""
        rows = self._workspace.read(
            "SELECT state FROM conversations WHERE id = ?", [conversation_id]
        )
        return json.loads(rows[0]["state"]) if rows else None

    def keep(self, conversation_id: str, dialog_id: str | None, state: dict[str, Any]) -> None:
        """Keep `state` in place of what was there."""
        with self._workspace.transaction() as db:
            db.table("conversations").upsert(
                {
                    "id": conversation_id,
                    "dialog_id": dialog_id,
                    "state": json.dumps(state, ensure_ascii=False),
                    "updated_at": iso(self._clock.now()),
                },
                pk="id",
            )

    def delete(self, conversation_id: str) -> None:
        """Forget the conversation."""
        with self._workspace.transaction() as db:
            db.table("conversations").delete_where("id = ?", [conversation_id])
