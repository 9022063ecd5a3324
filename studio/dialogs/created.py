"""What an install created, and taking it back while nobody has touched it."""

from __future__ import annotations

from dataclasses import dataclass

from studio.dialogs.definitions import BotAction
from studio.dialogs.store import Dialogs
from studio.errors import StudioError
from studio.workspace import Workspace
from studio.workspace.dialogs import DialogRows


@dataclass(frozen=True)
class Created:
    """What an install created.

    Args:
        dialog_id: The dialog task.
        name: Its name.
        nodes: The names of its nodes in order, the intent first.
        components: The components that came with it.
        shared: Components that it shares with others, and which may have been there before.
        utterances: How many start it.
        why_not: Why it cannot be taken back any more; empty while it can.
    """

    dialog_id: str
    name: str
    nodes: tuple[str, ...]
    components: tuple[str, ...]
    shared: tuple[str, ...]
    utterances: int
    why_not: str


class Installs:
    """Looks at installs, and takes them back. Every method may block."""

    def __init__(self, workspace: Workspace, rows: DialogRows, dialogs: Dialogs) -> None:
        self._workspace = workspace
        self._rows = rows
        self._dialogs = dialogs

    def created(self, dialog_id: str) -> Created:
        """What installing this dialog task created. Raises StudioError when it is not there."""
        dialog = self._dialogs.get(dialog_id)
        ids = (dialog.intent.component, *(n.component for n in dialog.every_node if n.component))
        rows = self._rows.components(ids).values()
        actions = [node.name for node in dialog.nodes if isinstance(node, BotAction)]
        return Created(
            dialog_id,
            dialog.name,
            (dialog.intent.name, *(node.name for node in dialog.every_node)),
            (*(row.name for row in rows if not row.shared), *actions),
            tuple(row.name for row in rows if row.shared),
            len(dialog.intent.utterances),
            self._why_not(dialog_id, dialog.name, dialog.revision),
        )

    def undo(self, dialog_id: str) -> None:
        """Take an install back. Raises StudioError when somebody has touched it since."""
        with self._workspace.transaction():
            created = self.created(dialog_id)
            if created.why_not:
                raise StudioError(
                    created.why_not,
                    "Delete it on the Dialogs page instead.",
                    code="dialogs.touched",
                )
            self._dialogs.delete(dialog_id, "install undone")

    def _why_not(self, dialog_id: str, name: str, revision: int) -> str:
        if revision:
            return f"{name} was changed since it was installed."
        under_way = self._workspace.read(
            "SELECT 1 FROM conversations WHERE dialog_id = ? LIMIT 1", [dialog_id]
        )
        return f"A conversation about {name} is under way." if under_way else ""
