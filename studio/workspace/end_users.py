"""The end users of the app, and the links that were sent to them. Holds no token."""

from __future__ import annotations

from dataclasses import dataclass

from studio.clock import Clock, iso
from studio.workspace.file import Workspace


@dataclass(frozen=True)
class LinkRow:
    """What is kept of one authorization link; `studio.end_users.links` gives it meaning."""

    id: str
    end_user: str
    connector_id: str
    environment: str
    app: str
    """Whose OAuth app it is for: `system`, or the id of the profile."""
    state: str
    issued_at: str
    expires_at: str


class EndUserRows:
    """One row an end user who was added; no two have the same name, whatever its case."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def list(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each, in the order they were added."""
        rows = self._workspace.read("SELECT id, name FROM end_users ORDER BY created_at, rowid")
        return tuple((row["id"], row["name"]) for row in rows)

    def add(self, user_id: str, name: str) -> None:
        """Keep one more. Raises sqlite3.IntegrityError when the name is taken."""
        with self._workspace.transaction() as db:
            db.table("end_users").insert(
                {"id": user_id, "name": name, "created_at": iso(self._clock.now())}
            )

    def delete(self, user_id: str) -> None:
        """Forget one, with links, messages and conversation."""
        with self._workspace.transaction() as db:
            db.table("end_users").delete_where("id = ?", [user_id])
            db.table("authorization_links").delete_where("end_user = ?", [user_id])
            db.table("messages").delete_where("end_user = ?", [user_id])
            db.table("conversations").delete_where("id = ?", [user_id])


class LinkRows:
    """One row a link that was issued."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def get(self, link_id: str) -> LinkRow | None:
        """The link, or None."""
        rows = self._workspace.read("SELECT * FROM authorization_links WHERE id = ?", [link_id])
        return LinkRow(**rows[0]) if rows else None

    def newest(self, end_user: str, connector_id: str, environment: str) -> LinkRow | None:
        """The link that was issued last for this, or None."""
        rows = self._workspace.read(
            "SELECT * FROM authorization_links WHERE end_user = ? AND connector_id = ? "
            "AND environment = ? ORDER BY rowid DESC LIMIT 1",
            [end_user, connector_id, environment],
        )
        return LinkRow(**rows[0]) if rows else None

    def issue(self, row: LinkRow) -> None:
        """Keep a new link; an earlier one for the same that is still open is replaced by it."""
        with self._workspace.transaction() as db:
            db.execute(
                "UPDATE authorization_links SET state = 'replaced' WHERE state = 'open' "
                "AND end_user = ? AND connector_id = ? AND environment = ?",
                [row.end_user, row.connector_id, row.environment],
            )
            db.table("authorization_links").insert(dict(vars(row)))

    def change(self, link_id: str, before: str, after: str) -> bool:
        """Change its state; False when it was not in state `before`: somebody was faster."""
        with self._workspace.transaction() as db:
            return (
                db.execute(
                    "UPDATE authorization_links SET state = ? WHERE id = ? AND state = ?",
                    [after, link_id, before],
                ).rowcount
                == 1
            )

    def withdraw(self, connector_id: str, end_user: str | None = None) -> None:
        """Open links for the connector are good for nothing any more."""
        with self._workspace.transaction() as db:
            db.execute(
                "UPDATE authorization_links SET state = 'withdrawn' WHERE state = 'open' "
                "AND connector_id = ? AND end_user = coalesce(?, end_user)",
                [connector_id, end_user],
            )
