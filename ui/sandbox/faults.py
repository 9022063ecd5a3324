"""The Faults tab: what is on, and everything that can be switched on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.sandbox_values import ActiveFault, KnownFault
from ui.controls import Button, Card, Heading, Rule, ScrollColumn, Text
from ui.place import Context
from ui.sandbox import words
from ui.sandbox.desk import Said, SandboxDesk
from ui.sandbox.fault_groups import grouped
from ui.sandbox.fault_row import ActiveRow, FaultRow, Wish
from ui.sandbox.tab import MARGINS, Tab

WITHOUT = "Troubles that the sandbox can make on purpose are listed here while the sandbox runs."
AT_A_TIME = 4
"""Rows that are made in one turn of the event loop: a click in between is answered."""


class FaultsTab(Tab):
    """Active ones on top; below, all that are known, by groups, with a search."""

    def __init__(self, context: Context, desk: SandboxDesk) -> None:
        super().__init__(context, desk, "faults", WITHOUT)
        self._known: tuple[KnownFault, ...] = ()
        self._rows: list[FaultRow] = []
        self._cards: list[tuple[QWidget, list[QWidget], list[FaultRow]]] = []
        self._shown: tuple[str, ...] = ()
        self._active_rows: list[ActiveRow] = []
        self._to_build: list[Any] = []
        self._build()

    def ready(self) -> bool:
        return bool(self.desk.known)

    def restore(self, state: dict[str, Any]) -> None:
        self._search.setText(str(state.get("fault_search", "")))

    def draw(self) -> None:
        if self.desk.known != self._known:
            self._known = self.desk.known
            self._fill()
        self._show_active(self.desk.active)

    def _build(self) -> None:
        scroll = ScrollColumn(MARGINS, 14, "sandbox.faults.scroll")
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self._active = Card("sandbox.faults.active", 16, 6)
        self._active.setProperty("role", "card-error")
        head = QHBoxLayout()
        self._active_title = Heading("On now", 2, "sandbox.faults.active.title")
        head.addWidget(self._active_title, 1)
        self._all_off = Button("Switch all off", "sandbox.faults.all_off", kind="danger")
        self._all_off.clicked.connect(lambda: self.desk.switch_off())
        head.addWidget(self._all_off)
        self._active.column.addLayout(head)
        self._active_list = QVBoxLayout()
        self._active.column.addLayout(self._active_list)
        self._active.hide()
        scroll.column.addWidget(self._active)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(
            Text(
                "A fault is a trouble the sandbox makes on purpose. While one is on, the whole "
                "window says so.",
                "secondary",
            ),
            1,
        )
        self._search = QLineEdit()
        self._search.setObjectName("sandbox.faults.search")
        self._search.setAccessibleName("Search faults")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search.setFixedWidth(240)
        self._search.textChanged.connect(self._filter)
        self._search.editingFinished.connect(
            lambda: self.state_changed.emit({"fault_search": self._search.text()})
        )
        row.addWidget(self._search)
        scroll.column.addLayout(row)
        self._none = Text("No fault has this in its name or its line.", "secondary")
        self._none.setObjectName("sandbox.faults.none")
        self._none.hide()
        scroll.column.addWidget(self._none)
        self._list = QVBoxLayout()
        self._list.setSpacing(14)
        scroll.column.addLayout(self._list)

    def _fill(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows.clear()
        self._cards.clear()
        self._to_build = []
        for title, faults in grouped(self._known):
            card = Card(padding=16, spacing=0)
            card.column.addWidget(Heading(title))
            self._list.addWidget(card)
            self._cards.append((card, [], []))
            number = len(self._cards) - 1
            self._to_build += [(number, fault) for fault in faults]
        self._build_some()

    def _build_some(self) -> None:
        now, self._to_build = self._to_build[:AT_A_TIME], self._to_build[AT_A_TIME:]
        for number, fault in now:
            card, rules, rows = self._cards[number]
            assert isinstance(card, Card)
            if rows:
                rule = Rule()
                rules.append(rule)
                card.column.addWidget(rule)
            row = FaultRow(fault)
            row.asked.connect(self._switch_on)
            rows.append(row)
            self._rows.append(row)
            card.column.addWidget(row)
        if self._to_build:
            QTimer.singleShot(0, self, self._build_some)
        self._filter(self._search.text())

    def _filter(self, typed: str) -> None:
        found = 0
        for card, rules, rows in self._cards:
            fitting = [row.fits(typed) for row in rows]
            for row, fits in zip(rows, fitting, strict=True):
                row.setVisible(fits)
            for position, rule in enumerate(rules):
                rule.setVisible(fitting[position + 1] and any(fitting[: position + 1]))
            card.setVisible(any(fitting) or not rows)
            found += sum(fitting)
        self._none.setVisible(bool(self._rows) and not found and not self._to_build)

    def _show_active(self, active: tuple[ActiveFault, ...]) -> None:
        self._active.setVisible(bool(active))
        self._active_title.setText(f"{words.faults(len(active)).capitalize()} on")
        self._all_off.setEnabled(self.desk.doing != "faults")
        ids = tuple(fault.id for fault in active)
        if ids != self._shown:
            self._shown = ids
            while (item := self._active_list.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
            self._active_rows = [ActiveRow(fault, n) for n, fault in enumerate(active, 1)]
            for row in self._active_rows:
                row.off_asked.connect(self.desk.switch_off)
                self._active_list.addWidget(row)
        for row, fault in zip(self._active_rows, active, strict=True):
            row.show_fault(fault)

    def _switch_on(self, wish: Wish) -> None:
        def work() -> Said | None:
            self.context.studio.sandbox.switch_on(
                wish.name, route=wish.route, count=wish.count, probability=wish.probability
            )
            return None

        self.desk.run("faults", work, f"{words.fault_title(wish.name)} was not switched on.")
