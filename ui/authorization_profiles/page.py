"""The Authorization Profiles page: the list, New, Test, Edit, Delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.authorization.profiles.mechanisms import mechanism
from studio.authorization.profiles.service import NEW
from studio.authorization.profiles.values import ProfileError, ProfileLine
from studio.errors import StudioError
from ui.authorization_profiles.deleting import ask_to_delete, say_in_use
from ui.authorization_profiles.drafts import LANE
from ui.authorization_profiles.line import ProfileCard
from ui.authorization_profiles.outcome import Outcome
from ui.authorization_profiles.testing import ProfileTesting, Stage
from ui.background import Task
from ui.controls import (
    Button,
    Card,
    EmptyState,
    Heading,
    Notice,
    Pill,
    ScrollColumn,
    Skeleton,
    Text,
)
from ui.place import Context, Page

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from ui.authorization_profiles.editor import ProfileEditor

LINE = "How the assistant is let into other systems. An integration signs people in with one."
NOTHING = (
    "No profile yet. A profile holds what a service knows your own app by: create one to authorize "
    "an integration with it instead of the preconfigured app."
)
SKELETON_AFTER_MS = 150


@dataclass(frozen=True)
class _Read:
    lines: tuple[ProfileLine, ...]
    drafts: tuple[str, ...]
    begun: str = ""
    """What the unfinished new profile is called."""


class AuthorizationProfilesPage(Page):
    """The profiles of the workspace; over them the editor."""

    def __init__(self, context: Context) -> None:
        super().__init__("authorization_profiles", "Authorization Profiles")
        self._context = context
        self._shown: _Read | None = None
        self._reading: Task[_Read] | None = None
        self._cards: dict[str, ProfileCard] = {}
        self._built_editor: ProfileEditor | None = None
        self._notice: Notice | None = None
        self._testing = ProfileTesting(context, self)
        self._testing.changed.connect(self._show_stage)
        self._testing.ended.connect(self._show_outcome)
        self._testing.failed.connect(lambda profile_id, error: self._show_error(error))
        self._build()

    def show_page(self) -> None:
        self._load()

    def go_to(self, **target: Any) -> None:
        """`editor="new"` or a profile's id: open it there."""
        self.restore(target)

    def restore(self, state: dict[str, Any]) -> None:
        key = state.get("editor")
        if isinstance(key, str) and key:
            self._edit(key)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes: what was typed is kept, login windows close."""
        if self._built_editor is not None:
            self._built_editor.leave()
        self._testing.close()
        super().closeEvent(event)

    @property
    def _editor(self) -> ProfileEditor:
        if self._built_editor is None:
            from ui.authorization_profiles.editor import ProfileEditor

            editor = self._built_editor = ProfileEditor(self._context, self)
            editor.saved.connect(lambda profile_id: self._load())
            editor.closed.connect(self._editor_closed)
            editor.drafted.connect(self._drafted)
            editor.opened_for.connect(lambda key: self.place_changed.emit({"editor": key}))
        return self._built_editor

    def _build(self) -> None:
        scroll = ScrollColumn(margins=(28, 24, 28, 28), spacing=20, name="profiles.scroll")
        head = QHBoxLayout()
        head.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(Heading("Authorization Profiles", 1))
        words.addWidget(Text(LINE, "lead"))
        head.addLayout(words, 1)
        self._new = Button("New", "profiles.new", kind="primary", icon="plus")
        self._new.setAccessibleName("New authorization profile")
        self._new.clicked.connect(lambda: self._edit(NEW))
        head.addWidget(self._new, 0, Qt.AlignmentFlag.AlignTop)
        scroll.column.addLayout(head)
        self._loading = Skeleton(4, name="profiles.loading")
        self._loading.hide()
        scroll.column.addWidget(self._loading)
        self._list = QWidget()
        self._list.setObjectName("profiles.list")
        self._list.setAccessibleName("Authorization profiles")
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)
        scroll.column.addWidget(self._list)
        self._column = scroll.column
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _load(self) -> None:
        profiles = self._context.studio.profiles

        def work(task: Task[_Read]) -> _Read:
            drafts = profiles.draft_keys()
            return _Read(profiles.list(), drafts, _begun(profiles) if NEW in drafts else "")

        if self._shown is None:
            QTimer.singleShot(SKELETON_AFTER_MS, self, self._show_loading)
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._context.background.run(
            work, done=self._loaded, failed=self._show_error, owner=self
        )

    def _show_loading(self) -> None:
        self._loading.setVisible(self._shown is None and self._notice is None)

    def _loaded(self, read: _Read) -> None:
        self._loading.hide()
        self._show_error(None)
        if read == self._shown:
            return
        self._shown = read
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                for each in (widget, *widget.findChildren(QWidget)):
                    each.setObjectName("")
                widget.hide()
                widget.deleteLater()
        self._cards.clear()
        if NEW in read.drafts:
            self._rows.addWidget(self._unfinished(read.begun))
        for number, line in enumerate(read.lines, 1):
            self._rows.addWidget(self._card(line, number, draft=line.id in read.drafts))
        if not read.lines and NEW not in read.drafts:
            begin = Button("Create a profile", "profiles.empty.new", icon="plus")
            begin.clicked.connect(lambda: self._edit(NEW))
            self._rows.addWidget(EmptyState(NOTHING, "profiles.empty", begin))
        self._show_stage()

    def _card(self, line: ProfileLine, number: int, *, draft: bool) -> ProfileCard:
        card = self._cards[line.id] = ProfileCard(line, number, draft=draft)
        card.test_asked.connect(lambda: self._testing.start(line.id, line.name))
        card.cancel_asked.connect(self._testing.cancel)
        card.approached.connect(self._testing.warm_up)
        card.edit_asked.connect(lambda field: self._edit(line.id, field))
        card.delete_asked.connect(lambda: self._ask_to_delete(line))
        return card

    def _unfinished(self, begun: str) -> QWidget:
        card = Card("profiles.unfinished", 16, 10)
        row = QHBoxLayout()
        row.setSpacing(10)
        said = QVBoxLayout()
        said.setSpacing(2)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(Text(begun, "strong", "profiles.unfinished.name"))
        title.addWidget(Pill("Draft", "accent"))
        title.addStretch(1)
        said.addLayout(title)
        said.addWidget(Text("A new profile that was begun and not saved yet.", "small"))
        row.addLayout(said, 1)
        go_on = Button("Continue", "profiles.unfinished.continue")
        go_on.setAccessibleName(f"Continue {begun}")
        go_on.clicked.connect(lambda: self._edit(NEW))
        row.addWidget(go_on)
        discard = Button("Discard", "profiles.unfinished.discard", kind="quiet")
        discard.setAccessibleName(f"Discard {begun}")
        discard.clicked.connect(self._discard)
        row.addWidget(discard)
        card.column.addLayout(row)
        return card

    def _discard(self) -> None:
        profiles = self._context.studio.profiles
        self._context.background.run(
            lambda task: profiles.drop_draft(NEW),
            done=lambda _: self._load(),
            failed=self._show_error,
            owner=self,
            lane=LANE,
        )

    def _edit(self, key: str, field: str = "") -> None:
        if key == NEW:
            self._editor.open_new()
        else:
            self._editor.open_profile(key, field=field)

    def _editor_closed(self) -> None:
        self.place_changed.emit({})
        self._load()

    def _drafted(self) -> None:
        """What was typed last may be kept a moment after the editor is gone."""
        if not self._editor.is_open:
            self._load()

    def _ask_to_delete(self, line: ProfileLine) -> None:
        if line.users:
            self._say_in_use(line.name, line.users)
            return
        sheet = ask_to_delete(self.window(), line.name)
        sheet.accepted.connect(lambda: self._delete(line))

    def _delete(self, line: ProfileLine) -> None:
        profiles = self._context.studio.profiles

        def failed(error: StudioError) -> None:
            if isinstance(error, ProfileError) and error.users:
                self._say_in_use(line.name, error.users)
            else:
                self._show_error(error)
            self._load()

        self._context.background.run(
            lambda task: profiles.delete(line.id),
            done=lambda _: self._load(),
            failed=failed,
            owner=self,
            lane=LANE,
        )

    def _say_in_use(self, name: str, users: tuple[str, ...]) -> None:
        say_in_use(
            self.window(),
            name,
            users,
            "Select another profile there, or delete the integration; then delete this one.",
        )

    def _show_stage(self) -> None:
        testing = self._testing
        busy = testing.stage is not Stage.IDLE
        for profile_id, card in self._cards.items():
            mine = profile_id == testing.profile_id
            card.show_stage(testing.stage if mine else Stage.IDLE, others_busy=busy and not mine)

    def _show_outcome(self, profile_id: str, result: Any) -> None:
        card = self._cards.get(profile_id)
        if card is None:
            return
        from ui.places import PLACES

        traffic = any(place.id == "traffic" for place in PLACES)
        outcome = Outcome(result, f"{card.objectName()}.outcome", traffic=traffic)
        outcome.exchange_asked.connect(
            lambda exchange: self._context.navigate("traffic", exchange=exchange)
        )
        card.show_outcome(outcome, passed=result.passed)

    def _show_error(self, error: StudioError | None) -> None:
        self._loading.hide()
        if self._notice is not None:
            self._column.removeWidget(self._notice)
            self._notice.hide()
            self._notice.setObjectName("")
            self._notice.deleteLater()
            self._notice = None
        if error is not None:
            again = Button("Try again", "profiles.retry")
            again.clicked.connect(self._load)
            self._notice = Notice(
                "error", error.message, error.next_step, name="profiles.notice", action=again
            )
            self._column.insertWidget(1, self._notice)


def _begun(profiles: Any) -> str:
    """What an unfinished profile is called: its name, or else its mechanism."""
    try:
        draft = profiles.draft(NEW)
    except StudioError:
        return "A new profile"
    if draft is None:
        return "A new profile"
    name = draft.values.get("name")
    return name if isinstance(name, str) and name.strip() else mechanism(draft.mechanism).label
