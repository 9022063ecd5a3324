"""The End Users page: who there is, who is connected to what, Add, Disconnect, Remove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.authorization.leaving import LetGo
from studio.end_users.values import EndUser, UserConnection
from studio.errors import StudioError
from ui.background import Task
from ui.controls import (
    Button,
    DialogSheet,
    Heading,
    Notice,
    ScrollColumn,
    Skeleton,
    Text,
)
from ui.end_users import words
from ui.end_users.card import UserCard
from ui.place import Context, Page

LANE = "end_users"
SKELETON_AFTER_MS = 150


@dataclass(frozen=True)
class _Read:
    users: tuple[tuple[EndUser, tuple[UserConnection, ...]], ...]


class EndUsersPage(Page):
    """Reads the list each time it comes to the front, and when somebody signs in or out."""

    def __init__(self, context: Context) -> None:
        super().__init__("end_users", "End Users")
        self._context = context
        self._shown: _Read | None = None
        self._notice: Notice | None = None
        self._build()
        context.background.idle.connect(self._follow)

    def show_page(self) -> None:
        self._load()

    def _build(self) -> None:
        scroll = ScrollColumn(margins=(28, 24, 28, 28), spacing=18, name="end_users.scroll")
        said = QVBoxLayout()
        said.setSpacing(6)
        said.addWidget(Heading("End Users", 1))
        said.addWidget(Text(words.LINE, "lead"))
        scroll.column.addLayout(said)
        add = QHBoxLayout()
        add.setSpacing(10)
        self._said = Text("", "small", "end_users.name.problem")
        self._said.setProperty("tone", "error")
        self._said.hide()
        self._field = QLineEdit()
        self._field.setObjectName("end_users.name")
        self._field.setAccessibleName("Name of a new end user")
        self._field.setPlaceholderText("Name of a new end user")
        self._field.setMaximumWidth(320)
        self._field.returnPressed.connect(self._add)
        self._field.textChanged.connect(lambda text: self._said.hide())
        add.addWidget(self._field, 1)
        button = Button("Add", "end_users.add", icon="plus")
        button.setAccessibleName("Add the end user")
        button.clicked.connect(self._add)
        add.addWidget(button)
        add.addStretch(1)
        scroll.column.addLayout(add)
        scroll.column.addWidget(self._said)
        self._loading = Skeleton(3, name="end_users.loading")
        self._loading.hide()
        scroll.column.addWidget(self._loading)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        scroll.column.addLayout(self._rows)
        self._column = scroll.column
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _load(self, *, following: bool = False) -> None:
        studio = self._context.studio

        def work(task: Task[_Read]) -> _Read:
            end_users = studio.end_users
            lines = [
                line for one in studio.catalogue.all() for line in end_users.connections(one.id)
            ]
            return _Read(
                tuple(
                    (user, tuple(line for line in lines if line.user == user))
                    for user in end_users.list()
                )
            )

        if self._shown is None:
            QTimer.singleShot(SKELETON_AFTER_MS, self, self._show_loading)
        self._context.background.run(
            work,
            done=self._loaded,
            failed=self._show_error,
            owner=self,
            lane=LANE,
            following=following,
        )

    def _follow(self) -> None:
        """Somebody may have signed in from the conversation beside this page."""
        if self.isVisible():
            self._load(following=True)

    def _show_loading(self) -> None:
        self._loading.setVisible(self._shown is None)

    def _loaded(self, read: _Read) -> None:
        self._loading.hide()
        if read == self._shown:
            return
        self._shown = read
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                for each in (widget, *widget.findChildren(QWidget)):
                    each.setObjectName("")
                widget.hide()
                widget.deleteLater()
        for number, (user, connections) in enumerate(read.users, 1):
            card = UserCard(user, connections, number)
            card.disconnect_asked.connect(
                lambda connector_id, card=card, user=user: self._disconnect(
                    card, user, connector_id
                )
            )
            card.remove_asked.connect(lambda card=card, user=user: self._ask_to_remove(card, user))
            self._rows.addWidget(card)

    def _add(self) -> None:
        end_users, name = self._context.studio.end_users, self._field.text()

        def refused(error: StudioError) -> None:
            self._said.setText(f"{error.message} {error.next_step}")
            self._said.show()
            self._field.setFocus()

        def added(user: EndUser) -> None:
            self._field.clear()
            self._load()

        self._context.background.run(
            lambda task: end_users.add(name), done=added, failed=refused, owner=self, lane=LANE
        )

    def _disconnect(self, card: UserCard, user: EndUser, connector_id: str) -> None:
        end_users = self._context.studio.end_users

        def work(task: Task[tuple[LetGo, ...]]) -> tuple[LetGo, ...]:
            gone = end_users.disconnect(user.id, connector_id)
            return (gone,) if gone is not None else ()

        card.show_busy(connector_id)
        self._let_go(user, work)

    def _let_go(
        self,
        user: EndUser,
        work: Callable[[Task[tuple[LetGo, ...]]], tuple[LetGo, ...]],
    ) -> None:
        """The list is drawn anew however it ends: the account may count no more all the same."""

        def failed(error: StudioError) -> None:
            self._shown = None
            self._load()
            self._show_error(error, lambda: self._let_go(user, work))

        self._context.background.run(
            work,
            done=lambda gone: self._say(user.name, gone),
            failed=failed,
            owner=self,
            lane=LANE,
        )

    def _ask_to_remove(self, card: UserCard, user: EndUser) -> None:
        sheet = DialogSheet(self, "end_users.remove", f"Remove {user.name}?")
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.body.addWidget(
            Text(
                "The accounts of this end user are disconnected and revoked, and the conversation "
                "is deleted. This cannot be undone."
            )
        )
        cancel = sheet.add_button(Button("Cancel", "end_users.remove.cancel"))
        remove = sheet.add_button(Button("Remove", "end_users.remove.remove", kind="danger"))
        cancel.clicked.connect(sheet.reject)
        remove.clicked.connect(sheet.accept)
        sheet.accepted.connect(lambda: self._remove(card, user))
        sheet.resize(440, sheet.sizeHint().height())
        sheet.open()
        cancel.setFocus()

    def _remove(self, card: UserCard, user: EndUser) -> None:
        end_users = self._context.studio.end_users
        card.show_busy()
        self._let_go(user, lambda task: end_users.remove(user.id))

    def _say(self, name: str, gone: tuple[LetGo, ...]) -> None:
        title, text = words.let_go(name, gone)
        revoked = all(one.revoked for one in gone)
        self._show(Notice("ok" if revoked else "warn", title, text, name="end_users.done"))
        self._load()

    def _show_error(self, error: StudioError, again: Callable[[], None] | None = None) -> None:
        self._loading.hide()
        button = Button("Try again", "end_users.problem.try_again", kind="small")

        def try_again() -> None:
            self._show(None)
            (again or self._load)()

        button.clicked.connect(try_again)
        self._show(
            Notice("error", error.message, error.next_step, name="end_users.problem", action=button)
        )

    def _show(self, notice: Notice | None) -> None:
        if self._notice is not None:
            self._notice.hide()
            for each in (self._notice, *self._notice.findChildren(QWidget)):
                each.setObjectName("")
            self._notice.deleteLater()
        self._notice = notice
        if notice is not None:
            self._column.insertWidget(1, notice)

    def go_to(self, **target: Any) -> None:
        """There is only the list to go to."""
        self._load()
