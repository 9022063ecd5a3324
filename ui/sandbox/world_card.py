"""What is in the sandbox, which world it shows, and the ways back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.sandbox_values import SandboxAccount, SandboxState, Snapshot
from ui.controls import Button, Card, DialogSheet, Heading, Rule, Select, Text
from ui.sandbox import words
from ui.sandbox.desk import SandboxDesk

WORLDS = (
    ("acme", "Acme: a small company to show"),
    ("platform", "Platform: the samples of its documentation"),
    ("large", "Large: 10,000 records"),
)
MOST_SNAPSHOTS = 4
"""The newest are shown; older ones are in the sandbox still."""


class WorldCard(Card):
    """The world, its accounts and how much is in them."""

    def __init__(self, desk: SandboxDesk) -> None:
        super().__init__("sandbox.world", 18, 10)
        self._desk = desk
        self._shown: tuple[SandboxAccount, ...] = ()
        self.column.addWidget(Heading("World"))
        self._choice = Select("sandbox.world.choice", "World", WORLDS)
        self._choice.chosen.connect(self._ask)
        self.column.addWidget(self._choice)
        self._accounts = QVBoxLayout()
        self._accounts.setSpacing(8)
        self.column.addLayout(self._accounts)
        self.column.addStretch(1)

    def show_state(self, state: SandboxState) -> None:
        """Show the world of the state."""
        if state.world not in dict(WORLDS) and state.world:
            self._choice.set_choices((*WORLDS, (state.world, state.world.capitalize())))
        self._choice.show_choice(state.world)
        self._choice.setEnabled(not self._desk.doing)
        if state.accounts == self._shown:
            return
        self._shown = state.accounts
        _clear(self._accounts)
        for account in state.accounts:
            self._accounts.addWidget(_account(account))

    def _ask(self, world: str) -> None:
        before = self._desk.state.world if self._desk.state else ""
        sheet = DialogSheet(self.window(), "sandbox.change_world", "Show another world?")
        sheet.body.addWidget(
            Text(
                "All records are replaced by those of the other world. What is there now is kept "
                "as a snapshot. Connections to accounts that are in both stay."
            )
        )
        cancel = sheet.add_button(Button("Cancel", "sandbox.change_world.cancel"))
        go = sheet.add_button(Button("Change", "sandbox.change_world.change", kind="primary"))
        cancel.clicked.connect(sheet.reject)
        go.clicked.connect(sheet.accept)
        sheet.accepted.connect(lambda: self._desk.reset(world=world))
        sheet.rejected.connect(lambda: self._choice.show_choice(before))
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.resize(440, sheet.sizeHint().height())
        sheet.open()


class SnapshotsCard(Card):
    """Take a snapshot, go back to one, reset."""

    def __init__(self, desk: SandboxDesk) -> None:
        super().__init__("sandbox.snapshots", 18, 10)
        self._desk = desk
        self._shown: tuple[Snapshot, ...] | None = None
        self._restores: list[Button] = []
        self.column.addWidget(Heading("Ways back"))
        self.column.addWidget(
            Text(
                "Reset records brings back the records as the world was made; the connection "
                "stays. A snapshot is taken first.",
                "secondary",
            )
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        self._reset = Button("Reset records", "sandbox.reset", kind="small", icon="refresh")
        self._reset.setToolTip("Ctrl+Shift+R, anywhere in the window")
        self._reset.clicked.connect(lambda: desk.reset())
        self._everything = Button("Reset everything…", "sandbox.reset_everything", kind="small")
        self._everything.clicked.connect(self._ask)
        self._take = Button("Take a snapshot", "sandbox.snapshot", kind="small")
        self._take.clicked.connect(desk.snapshot)
        for button in (self._reset, self._everything):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(Rule())
        head = QHBoxLayout()
        head.addWidget(Text("Snapshots", "label"), 1)
        head.addWidget(self._take)
        self.column.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.column.addLayout(self._list)
        self.column.addStretch(1)

    def show_state(self, state: SandboxState) -> None:
        """Show the snapshots of the state."""
        doing = self._desk.doing
        self._reset.set_busy(doing == "reset", "Resetting…")
        self._take.set_busy(doing == "snapshot", "Keeping…")
        self._everything.setEnabled(not doing)
        if state.snapshots != self._shown:
            self._shown = state.snapshots
            self._fill(state.snapshots)
        for button in self._restores:
            button.setEnabled(not doing)

    def _fill(self, snapshots: tuple[Snapshot, ...]) -> None:
        _clear(self._list)
        self._restores.clear()
        newest = sorted(snapshots, key=lambda each: each.at, reverse=True)[:MOST_SNAPSHOTS]
        if not newest:
            self._list.addWidget(Text("None yet.", "secondary", "sandbox.snapshots.none"))
        for number, snapshot in enumerate(newest, 1):
            self._list.addWidget(self._row(snapshot, number))

    def _row(self, snapshot: Snapshot, number: int) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Text(snapshot.name, "value", f"sandbox.snapshots.{number}.name"))
        said.addWidget(Text(words.moment(snapshot.at), "small"))
        row.addLayout(said, 1)
        restore = Button("Restore", f"sandbox.snapshots.{number}.restore", kind="small")
        restore.setAccessibleName(f"Restore {snapshot.name}")
        restore.clicked.connect(lambda: self._desk.restore(snapshot.name))
        self._restores.append(restore)
        row.addWidget(restore)
        return holder

    def _ask(self) -> None:
        sheet = DialogSheet(self.window(), "sandbox.reset_all", "Reset everything?")
        sheet.body.addWidget(
            Text(
                "Records, connections, sessions and the clock go back to the start. Actions that "
                "are authorized against the sandbox have to be authorized again. What is there "
                "now is kept as a snapshot."
            )
        )
        cancel = sheet.add_button(Button("Cancel", "sandbox.reset_all.cancel"))
        go = sheet.add_button(Button("Reset everything", "sandbox.reset_all.reset", kind="danger"))
        cancel.clicked.connect(sheet.reject)
        go.clicked.connect(sheet.accept)
        sheet.accepted.connect(lambda: self._desk.reset(everything=True))
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.resize(440, sheet.sizeHint().height())
        sheet.open()


def _account(account: SandboxAccount) -> QWidget:
    holder = QWidget()
    holder.setObjectName(f"sandbox.world.account.{account.portal_id}")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Text(f"{account.name} ({account.portal_id})", "label"))
    archived = f", {words.number(account.archived)} archived" if account.archived else ""
    column.addWidget(
        Text(
            f"{words.number(account.deals)} deals, {words.number(account.contacts)} contacts"
            f"{archived}",
            "secondary",
        )
    )
    return holder


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
