"""The editor of a profile: one panel, wherever it is opened from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.authorization.profiles.service import NEW
from studio.errors import StudioError
from ui.authorization_profiles.choosing import Choosing
from ui.authorization_profiles.editing import Editing, Filled
from ui.authorization_profiles.form import Form
from ui.authorization_profiles.paste_line import PasteLine
from ui.controls import (
    Button,
    Heading,
    IconButton,
    Notice,
    ScrollColumn,
    Skeleton,
    SlideOver,
    Text,
)
from ui.place import Context

if TYPE_CHECKING:
    from studio.authorization.preflight.composing import Composer

WIDTH = 560
KEEPS = "Keeps the profile. Nobody signs in with it yet."


class ProfileEditor(SlideOver):
    """New and Edit. What is typed is kept at every change; closing loses nothing.

        editor = ProfileEditor(context, host)
        editor.saved.connect(select_the_profile)
        editor.open_new(service="hubspot")

    Args:
        context: The window's.
        host: What it slides over.

    Signals:
        saved: The id of the profile that Save Auth kept; the panel closes then.
        drafted: What is kept unfinished changed.
        closed: It is gone (of SlideOver).
        opened_for: The key it was opened with: NEW, or a profile's id.
    """

    saved = Signal(str)
    drafted = Signal()
    opened_for = Signal(str)

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host, WIDTH, "profiles.editor")
        self.setAccessibleName("Authorization profile")
        self._context = context
        self._service_name = ""
        self._form: Form | None = None
        self._wanted_field = ""
        self._notices: dict[str, Notice] = {}
        self._filled: Filled | None = None
        self.editing = Editing(context, self)
        self._build()
        editing = self.editing
        editing.loaded.connect(self._draw)
        editing.entered.connect(self._show_entered)
        editing.changed.connect(self._show_remarks)
        editing.filled.connect(self._show_filled)
        editing.failed.connect(self._show_failed)
        editing.drafted.connect(self.drafted)
        editing.saved.connect(self._saved)
        self.closed.connect(editing.keep_now)

    def open_new(self, *, service: str = "", service_name: str = "") -> None:
        """Begin a new profile, or go on with the one that was begun.

        Args:
            service: The id of the connector it is for: only what can authorize it may be chosen.
            service_name: Its name.
        """
        if service and not service_name:
            service_name = self._context.studio.catalogue.get(service).name
        self._begin(NEW, service, service_name)

    def open_profile(self, profile_id: str, *, field: str = "") -> None:
        """Edit a saved profile, beginning at `field` where one is named."""
        self._begin(profile_id, "", "", field)

    @property
    def key(self) -> str:
        """What is open: NEW, or a profile's id."""
        return self.editing.key

    def leave(self) -> None:
        """The window closes: keep what was typed a moment ago."""
        self.editing.keep_now(closing=True)

    def _begin(self, key: str, service: str, service_name: str, field: str = "") -> None:
        self.editing.keep_now()
        self._service_name = service_name
        self._wanted_field = field
        self._show_notice("failed", None)
        self._show_filled(None)
        self._title.setText("New Authorization Mechanism" if key == NEW else "Edit")
        self._line.setText("")
        self._change.hide()
        self._pages.setCurrentWidget(self._waiting)
        self._save.setEnabled(False)
        self._hint.setText("")
        self.editing.open(key, service)
        self.open()
        self.opened_for.emit(key)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(24, 18, 14, 10)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title = Heading("", 2, "profiles.editor.title")
        words.addWidget(self._title)
        under = QHBoxLayout()
        under.setSpacing(6)
        self._line = Text("", "secondary", "profiles.editor.line", wrap=False)
        under.addWidget(self._line)
        self._change = Button("Change", "profiles.editor.change", kind="quiet")
        self._change.setProperty("kind", "record")
        self._change.setAccessibleName("Change the Authorization Type")
        self._change.clicked.connect(self._choose_again)
        under.addWidget(self._change)
        under.addStretch(1)
        words.addLayout(under)
        head.addLayout(words, 1)
        close = IconButton("Close", "profiles.editor.close", "close")
        close.clicked.connect(self.close_panel)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        top = QWidget()
        top.setProperty("role", "header")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top.setLayout(head)
        self.column.addWidget(top)
        self._pages = QStackedWidget()
        self._waiting = _waiting()
        self._choosing = Choosing()
        self._choosing.chosen.connect(self.editing.choose)
        self._choosing.paste_line.given.connect(
            lambda text: self._paste(self._choosing.paste_line, text)
        )
        self._scroll = ScrollColumn(margins=(24, 16, 24, 24), spacing=14, name="profiles.form")
        self._above = QVBoxLayout()
        self._above.setSpacing(12)
        self._scroll.column.addLayout(self._above)
        self._paste_line = PasteLine("profiles.paste")
        self._paste_line.given.connect(lambda text: self._paste(self._paste_line, text))
        self._scroll.column.addWidget(self._paste_line)
        self._holder = QVBoxLayout()
        self._scroll.column.addLayout(self._holder)
        self._scroll.column.addWidget(Text("* Required", "small"))
        self._trouble = ScrollColumn(name="profiles.editor.trouble")
        for page in (self._waiting, self._choosing, self._scroll, self._trouble):
            self._pages.addWidget(page)
        self.column.addWidget(self._pages, 1)
        self.column.addWidget(self._footer())

    def _footer(self) -> QWidget:
        footer = QWidget()
        footer.setProperty("role", "footer")
        footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(footer)
        row.setContentsMargins(24, 14, 24, 14)
        row.setSpacing(10)
        self._hint = Text("", "secondary", "profiles.editor.hint")
        row.addWidget(self._hint, 1)
        cancel = Button("Close", "profiles.editor.cancel")
        cancel.setToolTip("What was typed is kept as a draft.")
        cancel.clicked.connect(self.close_panel)
        row.addWidget(cancel)
        self._save = Button("Save Auth", "profiles.save", kind="primary")
        self._save.clicked.connect(self._press_save)
        row.addWidget(self._save)
        return footer

    def _draw(self) -> None:
        """Another profile, draft or mechanism."""
        editing = self.editing
        chosen = editing.mechanism
        saved = editing.saved_profile
        self._title.setText(saved.name if saved else "New Authorization Mechanism")
        self._choosing.show_choice(editing.mechanism_id, self._service_name)
        self._show_draft_notice()
        if chosen is None:
            self._line.setText(
                f"How people sign in at {self._service_name}"
                if self._service_name
                else "How the service lets requests in"
            )
            self._change.hide()
            self._choosing.paste_line.clear()
            self._pages.setCurrentWidget(self._choosing)
            self._show_remarks()
            QTimer.singleShot(0, self, lambda: _focus(self._choosing.first()))
            return
        self._line.setText(chosen.label)
        self._change.setVisible(editing.new)
        self._paste_line.setVisible(chosen.field("authorization_url") is not None)
        self._paste_line.clear()
        self._new_form()
        self._show_entered()
        self._pages.setCurrentWidget(self._scroll)
        self._scroll.verticalScrollBar().setValue(0)
        field, self._wanted_field = self._wanted_field, ""
        QTimer.singleShot(0, self, lambda: self._lead_to(field))

    def _new_form(self) -> None:
        chosen = self.editing.mechanism
        if chosen is None or (self._form is not None and self._form.mechanism is chosen):
            return
        if self._form is not None:
            self._holder.removeWidget(self._form)
            self._form.hide()
            for widget in (self._form, *self._form.findChildren(QWidget)):
                widget.setObjectName("")
            self._form.deleteLater()
        form = self._form = Form(chosen)
        form.entered.connect(self.editing.enter)
        form.left.connect(self.editing.leave)
        form.pasted.connect(self.editing.paste)
        form.mend_asked.connect(self.editing.mend)
        form.compose_asked.connect(self._compose_scopes)
        self._holder.addWidget(form)

    def _compose_scopes(self) -> None:
        """Ask what there is to choose from, then let the person choose."""
        studio, editing = self._context.studio, self.editing
        service = editing.service or next((one.id for one in studio.catalogue.all()), "")

        def show(composer: Composer) -> None:
            from ui.authorization_profiles.scope_composer import ScopeComposer

            draft = editing.draft
            asked, optional = (draft.scope, draft.optional_scope) if draft else ((), ())
            sheet = ScopeComposer(self.window(), composer, asked, optional)
            sheet.composed.connect(editing.take_scopes)
            sheet.finished.connect(sheet.deleteLater)
            sheet.open()

        self._context.background.run(
            lambda task: studio.preflight.composer(service),
            done=show,
            failed=self._show_failed,
            owner=self,
        )

    def _show_entered(self) -> None:
        if self._form is not None:
            self._form.show_values(self.editing.values, self.editing.callback_url)
        self._show_remarks()

    def _show_remarks(self) -> None:
        editing = self.editing
        if self._form is not None and editing.mechanism is not None:
            self._form.show_remarks(editing.remarks())
        self._save.set_busy(False)
        self._save.setEnabled(editing.ready and editing.mechanism is not None)
        if editing.saving:
            self._save.set_busy(True, "Saving…")
        self._hint.setText(self._words())
        self._show_memory_notice()

    def _words(self) -> str:
        editing = self.editing
        if not editing.ready:
            return ""
        if editing.mechanism is None:
            return "Choose an Authorization Type to go on."
        told = {(one.field, one.code) for one in editing.remarks()}
        blocked = [one for one in editing.verdict.blocked if (one.field, one.code) in told]
        if editing.pressed and editing.verdict.blocked:
            return f"{_fields(len({one.field for one in editing.verdict.blocked}))} in the way."
        if blocked:
            return "Not ready to be saved: see beside the fields."
        if any((one.field, one.code) in told for one in editing.verdict.refused):
            return f"{editing.verdict.service} would refuse this sign-in. It can be saved anyway."
        if editing.users:
            return f"Used by {', '.join(editing.users)}."
        return KEEPS

    def _press_save(self) -> None:
        self._show_notice("failed", None)
        self.editing.save()
        editing = self.editing
        if not editing.saving:
            first = next(iter((*editing.verdict.blocked, *editing.verdict.refused)), None)
            if first is not None:
                self._lead_to(first.field)

    def _lead_to(self, path: str) -> None:
        """Lead the keyboard to a field and scroll to it."""
        if self._form is None or self._pages.currentWidget() is not self._scroll:
            return
        block = self._form.take_focus(path)
        if block is not None and path:

            def scroll() -> None:
                self._scroll.ensureWidgetVisible(block, 0, 40)

            QTimer.singleShot(0, block, scroll)

    def _paste(self, line: PasteLine, text: str) -> None:
        if self.editing.paste("", text):
            line.clear()
        else:
            line.refuse()

    def _show_filled(self, filled: Filled | None) -> None:
        self._filled = filled
        if filled is None:
            self._show_notice("filled", None)
            return
        back = Button("Undo", "profiles.filled.undo", kind="small")
        back.setAccessibleName("Undo what the install URL filled in")
        back.clicked.connect(lambda: self.editing.take_back(filled))
        count = len(filled.labels)
        notice = Notice(
            "ok",
            f"The install URL filled in {count} {'field' if count == 1 else 'fields'}.",
            "\n".join((f"{', '.join(filled.labels)}.", *filled.notes, *self._still_open())),
            name="profiles.filled",
            action=back,
        )
        self._show_notice("filled", notice)
        self._scroll.verticalScrollBar().setValue(0)
        missing = next((one.field for one in self.editing.verdict.blocked if one.missing), "")
        if missing:
            QTimer.singleShot(0, self, lambda: self._lead_to(missing))

    def _still_open(self) -> tuple[str, ...]:
        """What is to be entered after an install URL was taken apart."""
        chosen = self.editing.mechanism
        missing = [one.field for one in self.editing.verdict.blocked if one.missing]
        fields = [chosen.field(one) for one in missing] if chosen else []
        labels = ", ".join(field.label for field in fields if field is not None)
        return (f"Still to be entered: {labels}.",) if labels else ()

    def _show_draft_notice(self) -> None:
        if not self.editing.from_draft:
            self._show_notice("draft", None)
            return
        discard = Button("Discard", "profiles.draft.discard", kind="small")
        discard.setAccessibleName("Discard the draft")
        discard.clicked.connect(self.editing.discard)
        words = (
            "It goes on where you left it. Nothing of it is saved yet."
            if self.editing.new
            else "Changes that were not saved yet. Discard goes back to what is saved."
        )
        self._show_notice(
            "draft",
            Notice("info", "Your draft is here", words, name="profiles.draft", action=discard),
        )

    def _show_memory_notice(self) -> None:
        trouble = self.editing.in_memory_only
        if (trouble is not None) == ("memory" in self._notices):
            return
        notice = None
        if trouble is not None:
            notice = Notice(
                "warn",
                "Secrets of this draft are in memory only.",
                f"{trouble.message} {trouble.next_step}",
                name="profiles.memory",
            )
        self._show_notice("memory", notice)

    def _show_failed(self, error: StudioError) -> None:
        self._show_remarks()
        if self.editing.ready:
            self._show_notice(
                "failed",
                Notice(
                    "error",
                    f"The profile was not saved. {error.message}",
                    error.next_step,
                    name="profiles.failed",
                ),
            )
            self._scroll.verticalScrollBar().setValue(0)
            if error.field:
                self._lead_to(error.field)
            return
        again = Button("Try again", "profiles.editor.retry")
        key, service = self.editing.key, self.editing.service
        again.clicked.connect(lambda: self.editing.open(key, service))
        self._trouble.clear()
        self._trouble.column.addWidget(
            Notice(
                "error", error.message, error.next_step, name="profiles.editor.error", action=again
            )
        )
        self._pages.setCurrentWidget(self._trouble)

    def _show_notice(self, key: str, notice: Notice | None) -> None:
        old = self._notices.pop(key, None)
        if old is not None:
            self._above.removeWidget(old)
            old.hide()
            old.setObjectName("")
            old.deleteLater()
        if notice is not None:
            self._notices[key] = notice
            self._above.addWidget(notice)

    def _choose_again(self) -> None:
        self._choosing.show_choice(self.editing.mechanism_id, self._service_name)
        self._pages.setCurrentWidget(self._choosing)
        self._save.setEnabled(False)
        self._hint.setText("What was entered stays, also for the other types.")
        QTimer.singleShot(0, self, lambda: _focus(self._choosing.first()))

    def _saved(self, profile_id: str) -> None:
        self.saved.emit(profile_id)
        self.close_panel()


def _waiting() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 20, 24, 24)
    column.setSpacing(24)
    column.addWidget(Skeleton(4, name="profiles.editor.loading"))
    column.addWidget(Skeleton(4))
    column.addStretch(1)
    return page


def _focus(widget: QWidget | None) -> None:
    if widget is not None and widget.isVisible():
        widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _fields(count: int) -> str:
    return "One field is" if count == 1 else f"{count} fields are"
