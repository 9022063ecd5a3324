"""One end user: the name, and what is connected."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from studio.end_users.values import EndUser, UserConnection
from ui.controls import Button, Card, IconButton, Pill, Rule, Text
from ui.end_users import words


class UserCard(Card):
    """Signals:
    disconnect_asked: The id of the connector to disconnect the user from.
    remove_asked: The user is to be removed.
    """

    disconnect_asked = Signal(str)
    remove_asked = Signal()

    def __init__(self, user: EndUser, connections: tuple[UserConnection, ...], number: int) -> None:
        self._name = f"end_users.user.{number}"
        self._disconnects: dict[str, Button] = {}
        super().__init__(self._name, 16, 10)
        self._user_name = user.name
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Text(user.name, "strong", f"{self._name}.name", wrap=False))
        if user.is_developer:
            head.addWidget(Pill("You"))
        head.addStretch(1)
        if not user.is_developer:
            remove = IconButton(f"Remove {user.name}", f"{self._name}.remove", "trash")
            remove.clicked.connect(self.remove_asked)
            head.addWidget(remove)
        self.column.addLayout(head)
        for connection in connections:
            self.column.addWidget(Rule())
            self.column.addLayout(self._connection(connection))

    def show_busy(self, connector_id: str | None = None) -> None:
        """Something is under way for this user, or for one connection: nothing else can be begun.
        The card is drawn anew at its end."""
        if connector_id is not None:
            self._disconnects[connector_id].set_busy(True, "Disconnecting…")
        self.setEnabled(False)

    def _connection(self, connection: UserConnection) -> QHBoxLayout:
        name = f"{self._name}.{connection.connector_id}"
        row = QHBoxLayout()
        row.setSpacing(12)
        said = QVBoxLayout()
        said.setSpacing(2)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(Text(connection.connector_name, "label", wrap=False))
        connected = connection.account is not None
        title.addWidget(Pill(words.state(connection), "ok" if connected else "neutral"))
        title.addStretch(1)
        said.addLayout(title)
        said.addWidget(Text(words.connection_line(connection), "secondary", f"{name}.account"))
        if connection.account is not None:
            details = words.account_details(connection.account)
            said.addWidget(Text(details, "small", f"{name}.scopes"))
        row.addLayout(said, 1)
        if connected:
            disconnect = Button("Disconnect", f"{name}.disconnect", kind="small")
            disconnect.setAccessibleName(
                f"Disconnect {self._user_name} from {connection.connector_name}"
            )
            self._disconnects[connection.connector_id] = disconnect
            disconnect.clicked.connect(lambda: self.disconnect_asked.emit(connection.connector_id))
            row.addWidget(disconnect, 0, Qt.AlignmentFlag.AlignTop)
        return row
