"""A record over the page: what it holds, what belongs to it, what happened to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.sandbox_values import Change, Record, WholeRecord
from ui.controls import (
    Button,
    FieldRow,
    Heading,
    IconButton,
    Notice,
    Pill,
    Rule,
    ScrollColumn,
    Skeleton,
    SlideOver,
    Tabs,
    Text,
)
from ui.controls.copying import CopyValue
from ui.sandbox import columns, words
from ui.sandbox.desk import SandboxDesk

WIDTH = 520
FIRST = (
    "dealname",
    "dealstage",
    "pipeline",
    "amount",
    "closedate",
    "firstname",
    "lastname",
    "email",
    "phone",
    "company",
    "jobtitle",
    "lifecyclestage",
)
OF_THE_SERVICE = (
    "hs_",
    "num_",
    "createdate",
    "lastmodifieddate",
    "days_to_close",
    "notes_last",
    "notes_next",
)
MOST_CHANGES = 60
NOTHING = "Nothing"
LABEL = 150


class RecordPanel(SlideOver):
    """Signals: `record_asked` with account, kind and id of a record that belongs to this one."""

    record_asked = Signal(int, str, str)

    def __init__(self, host: QWidget, desk: SandboxDesk) -> None:
        super().__init__(host, WIDTH, "sandbox.record")
        self._desk = desk
        self._where: tuple[int, str, str] | None = None
        self._shown: WholeRecord | None = None
        self._build()

    def show_record(self, portal_id: int, kind: str, record_id: str) -> None:
        """Open with that record."""
        if self._where != (portal_id, kind, record_id):
            self._where = (portal_id, kind, record_id)
            self._shown = None
            self._title.setText(" ")
            for scroll in (self._properties, self._history):
                scroll.clear()
                scroll.column.addWidget(Skeleton(6))
        self.open()
        self._ask()

    def follow(self) -> None:
        """Something was written: look again."""
        if self.is_open:
            self._ask()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(24, 18, 14, 6)
        said = QVBoxLayout()
        said.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._title = Heading(" ", 2, "sandbox.record.title")
        self._title.setWordWrap(True)
        row.addWidget(self._title, 1)
        self._archived = Pill("Archived", "warn", "sandbox.record.archived")
        self._archived.hide()
        row.addWidget(self._archived, 0, Qt.AlignmentFlag.AlignTop)
        said.addLayout(row)
        self._id = CopyValue("the record ID", "", "sandbox.record.id")
        said.addWidget(self._id)
        head.addLayout(said, 1)
        close = IconButton("Close", "sandbox.record.close", "close")
        close.clicked.connect(self.close_panel)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        self._tabs = Tabs("sandbox.record")
        self._properties = ScrollColumn((24, 16, 24, 24), 8, "sandbox.record.properties")
        self._history = ScrollColumn((24, 16, 24, 24), 14, "sandbox.record.history")
        self._tabs.add("properties", "Properties", self._properties)
        self._tabs.add("history", "History", self._history)
        self.column.addWidget(self._tabs)
        self.column.addWidget(self._tabs.pages, 1)

    def _ask(self) -> None:
        where = self._where
        assert where is not None
        self._desk.ask(
            lambda control: control.record(*where),
            lambda found: self._show(where, found),
            lambda error: self._fail(where, error),
            self,
        )

    def _show(self, where: tuple[int, str, str], found: WholeRecord) -> None:
        if where != self._where or found == self._shown:
            return
        self._shown = found
        self._title.setText(columns.title(found.record))
        self._id.show_value(found.record.id)
        self._archived.setVisible(found.record.archived)
        self._show_properties(found)
        self._show_history(found)

    def _show_properties(self, found: WholeRecord) -> None:
        self._properties.clear()
        column = self._properties.column
        if found.neighbours:
            column.addWidget(Heading("Belongs together"))
            for neighbour in found.neighbours:
                column.addWidget(self._neighbour(neighbour.kind, neighbour.id, neighbour.title))
            column.addWidget(Rule())
        properties = found.record.properties
        names = [name for name in FIRST if name in properties]
        names += sorted(name for name in properties if name not in FIRST and not _computed(name))
        for name in names:
            value = found.record.words(name, properties[name])
            if value or name in FIRST:
                column.addWidget(_row(name, value or "–", f"sandbox.record.property.{name}"))
        computed = sorted(n for n in properties if n not in names and properties[n])
        if computed:
            column.addSpacing(4)
            column.addWidget(Rule())
            column.addWidget(Heading("Set by the service"))
            for name in computed:
                column.addWidget(
                    _row(name, properties[name] or "", f"sandbox.record.property.{name}")
                )

    def _neighbour(self, kind: str, record_id: str, title: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        caption = Text(kind.removesuffix("s").capitalize(), "secondary", wrap=False)
        caption.setFixedWidth(80)
        line.addWidget(caption)
        button = Button(title, f"sandbox.record.neighbour.{record_id}")
        button.setProperty("kind", "record")
        button.setEnabled(kind in columns.BY_KIND)
        button.clicked.connect(lambda: self._go(kind, record_id))
        line.addWidget(button)
        line.addStretch(1)
        return row

    def _go(self, kind: str, record_id: str) -> None:
        if self._where is not None:
            self.record_asked.emit(self._where[0], kind, record_id)

    def _show_history(self, found: WholeRecord) -> None:
        history = found.history
        self._history.clear()
        column = self._history.column
        if not history:
            column.addWidget(Text("Nothing was written to this record yet.", "secondary"))
        for number, change in enumerate(history[:MOST_CHANGES], 1):
            column.addWidget(_change(change, number, found.record))
        if len(history) > MOST_CHANGES:
            older = words.number(len(history) - MOST_CHANGES)
            column.addWidget(Text(f"{older} older changes are not shown.", "secondary"))

    def _fail(self, where: tuple[int, str, str], error: StudioError) -> None:
        if where != self._where:
            return
        self._shown = None
        self._properties.clear()
        self._properties.column.addWidget(
            Notice("error", error.message, error.next_step, name="sandbox.record.problem")
        )


def _change(change: Change, number: int, record: Record) -> QWidget:
    holder = QFrame()
    holder.setObjectName(f"sandbox.record.history.{number}")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(Text(words.moment(change.at, seconds=True), "label", wrap=False))
    head.addWidget(Text(words.source(change.source), "secondary"), 1)
    column.addLayout(head)
    own = [name for name in change.changes if not _computed(name)]
    for name in sorted(own, key=lambda n: FIRST.index(n) if n in FIRST else len(FIRST)):
        before, after = (record.words(name, value) for value in change.changes[name])
        column.addWidget(_row(name, _from_to(before, after)))
    if follow := len(change.changes) - len(own):
        what = "property" if follow == 1 else "properties"
        more = Text(f"and {follow} {what} the service sets by itself", "secondary")
        more.setToolTip(", ".join(sorted(set(change.changes) - set(own))))
        column.addWidget(more)
    column.addSpacing(4)
    column.addWidget(Rule())
    return holder


def _row(name: str, value: str, object_name: str = "") -> FieldRow:
    row = FieldRow(words.label(name), value, object_name)
    row.caption.setFixedWidth(LABEL)
    row.caption.setWordWrap(True)
    # A long value breaks in its column instead of making the panel wider.
    if isinstance(row.value, Text):
        row.value.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    row.value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    row.setToolTip(name)
    return row


def _computed(name: str) -> bool:
    """Whether the service sets it by itself, most likely: its own names begin like this."""
    return name.startswith(OF_THE_SERVICE)


def _from_to(before: str | None, after: str | None) -> str:
    if before in (None, ""):
        return after or NOTHING
    return f"{before} → {after or NOTHING}"
