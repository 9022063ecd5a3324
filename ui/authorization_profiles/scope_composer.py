"""The scope composer: from the templates one wants to the smallest set of scopes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.authorization.preflight.composing import ComposedScope, Composer, Composition
from ui.controls import Button, CheckBox, DialogSheet, Mono, Pill, ScrollColumn, Text

NAME = "scope_composer"
SIZE = QSize(860, 640)
LEFT = 268
MOST_NAMED = 4
"""So many templates are named with a scope; the tooltip has them all."""


class ScopeComposer(DialogSheet):
    """Templates at the left, the scopes that they need at the right.

    Args:
        parent: What it lies over.
        composer: What there is to choose from.
        asked: The scopes that the link asks for now; the optional ones after them.

    Signals:
        composed: Two tuples of names, for `scope` and for `optional_scope`.
    """

    composed = Signal(tuple, tuple)

    def __init__(
        self,
        parent: QWidget,
        composer: Composer,
        asked: tuple[str, ...],
        optional: tuple[str, ...] = (),
    ) -> None:
        super().__init__(
            parent,
            NAME,
            "Compose scopes",
            f"The smallest set with which the templates you choose work at "
            f"{composer.connector.name}.",
        )
        self._composer = composer
        self._asked = asked
        self._also = set(optional)
        self._kept: set[str] = set()
        self._templates: dict[str, CheckBox] = {}
        self._composition = Composition(())
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self._template_list())
        self._scopes = ScrollColumn(margins=(0, 0, 12, 0), spacing=14, name=f"{NAME}.scopes")
        row.addWidget(self._scopes, 1)
        self.body.addLayout(row, 1)
        cancel = self.add_button(Button("Cancel", f"{NAME}.cancel"))
        cancel.clicked.connect(self.reject)
        self._use = self.add_button(Button("Use these scopes", f"{NAME}.use", kind="primary"))
        self._use.clicked.connect(self._take)
        self.resize(SIZE.boundedTo(parent.window().size() - QSize(48, 48)))
        self._compose()

    def _template_list(self) -> QWidget:
        part = ScrollColumn(margins=(0, 0, 8, 0), spacing=8, name=f"{NAME}.templates")
        part.setFixedWidth(LEFT)
        part.column.addWidget(Text("Templates", "label"))
        every = Button("All", f"{NAME}.all", kind="small")
        every.setAccessibleName("Choose all templates")
        every.clicked.connect(lambda: self._choose(one.id for one in self._composer.templates))
        none = Button("None", f"{NAME}.none", kind="small")
        none.setAccessibleName("Choose no template")
        none.clicked.connect(lambda: self._choose(()))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(every)
        row.addWidget(none)
        row.addStretch(1)
        part.column.addLayout(row)
        chosen = self._composer.installed or tuple(one.id for one in self._composer.templates)
        for template in self._composer.templates:
            box = CheckBox(template.name, f"{NAME}.template.{template.id}")
            box.setToolTip(template.description)
            box.setChecked(template.id in chosen)
            box.toggled.connect(self._compose)
            self._templates[template.id] = box
            part.column.addWidget(box)
        part.column.addStretch(1)
        return part

    def _choose(self, template_ids: Iterable[str]) -> None:
        wanted = set(template_ids)
        for template_id, box in self._templates.items():
            box.blockSignals(True)
            box.setChecked(template_id in wanted)
            box.blockSignals(False)
        self._compose()

    def _compose(self) -> None:
        chosen = [key for key, box in self._templates.items() if box.isChecked()]
        made = self._composition = self._composer.compose(chosen)
        beyond = self._composer.beyond(made, self._asked)
        self._kept &= set(beyond)
        self._scopes.clear()
        required = [one for one in made.scopes if one.required]
        self._section("Required", "Asked for in scope.")
        for one in required:
            self._scopes.column.addWidget(self._required_row(one))
        optional = [one for one in made.scopes if not one.required]
        if optional:
            self._section("Optional", "Asked for in optional_scope; an account may lack them.")
        for one in optional:
            self._scopes.column.addWidget(self._box_row(one.name, one.reason, self._also))
        if beyond:
            self._section("Not needed", "Asked for now, and no template chosen has a use for it.")
        for name in beyond:
            reason = self._composer.connector.scope_reason(name) or "Keep it if you need it."
            self._scopes.column.addWidget(self._box_row(name, reason, self._kept))
        self._scopes.column.addStretch(1)
        self._say()

    def _say(self) -> None:
        required, optional = self._result()
        new = [name for name in required if name not in self._asked]
        gone = [name for name in self._asked if name not in (*required, *optional)]
        parts = [f"{len(required)} required" + (f", {len(optional)} optional" if optional else "")]
        parts += [f"{len(new)} new"] if new else []
        parts += [f"{len(gone)} less"] if gone else []
        self.footer_text.setText(" · ".join(parts))
        self.footer_text.setObjectName(f"{NAME}.summary")

    def _section(self, title: str, line: str) -> None:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 4 if self._scopes.column.count() else 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(Text(title, "label"))
        column.addWidget(Text(line, "small"))
        self._scopes.column.addWidget(part)

    def _required_row(self, scope: ComposedScope) -> QWidget:
        missing = scope.name not in self._asked
        row = QWidget()
        row.setObjectName(f"{NAME}.scope.{scope.name}")
        row.setAccessibleName(f"{scope.name}: {scope.reason}")
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        name = Mono(scope.name)
        name.setWordWrap(False)
        head.addWidget(name)
        if missing:
            head.addWidget(Pill("New", "accent"))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(Text(f"{scope.reason}.", "secondary"))
        why = Text(_why(scope), "small")
        why.setToolTip(", ".join(scope.templates))
        column.addWidget(why)
        return row

    def _box_row(self, name: str, reason: str, chosen: set[str]) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        box = CheckBox(name, f"{NAME}.scope.{name}", mono=True)
        box.setAccessibleDescription(reason)
        box.setChecked(name in chosen)

        def toggled(on: bool) -> None:
            (chosen.add if on else chosen.discard)(name)
            self._say()

        box.toggled.connect(toggled)
        column.addWidget(box)
        words = Text(reason, "secondary")
        words.setContentsMargins(27, 0, 0, 0)
        column.addWidget(words)
        return row

    def _result(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        made = self._composition
        required = (*made.required, *(name for name in self._asked if name in self._kept))
        return required, tuple(name for name in made.optional if name in self._also)

    def _take(self) -> None:
        self.composed.emit(*self._result())
        self.accept()


def _why(scope: ComposedScope) -> str:
    if not scope.templates:
        return f"{scope.because}."
    named = scope.templates[:MOST_NAMED]
    left = len(scope.templates) - len(named)
    return f"For {', '.join(named)}" + (f" and {left} more." if left else ".")
