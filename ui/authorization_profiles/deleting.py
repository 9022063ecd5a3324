"""Asking before a profile is deleted, and saying why one cannot be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.controls import Button, DialogSheet, Text


def ask_to_delete(parent: QWidget, name: str) -> DialogSheet:
    """A question; accepted means Delete."""
    sheet = DialogSheet(parent, "profiles.delete", f"Delete {name}?")
    sheet.body.addWidget(
        Text(
            "The profile and its secrets are deleted for good: they cannot be restored. The app "
            "at the service stays as it is."
        )
    )
    cancel = sheet.add_button(Button("Cancel", "profiles.delete.cancel"))
    delete = sheet.add_button(Button("Delete", "profiles.delete.delete", kind="danger"))
    cancel.clicked.connect(sheet.reject)
    delete.clicked.connect(sheet.accept)
    return _opened(sheet)


def say_in_use(parent: QWidget, name: str, users: tuple[str, ...], next_step: str) -> DialogSheet:
    """Who uses it, so that it cannot be deleted."""
    sheet = DialogSheet(parent, "profiles.in_use", f"{name} cannot be deleted")
    sheet.body.addWidget(Text("It is used by:"))
    for user in users:
        sheet.body.addWidget(Text(f"•  {user}", "strong"))
    sheet.body.addWidget(Text(next_step, "secondary"))
    close = sheet.add_button(Button("Close", "profiles.in_use.ok", kind="primary"))
    close.clicked.connect(sheet.accept)
    return _opened(sheet)


def _opened(sheet: DialogSheet) -> DialogSheet:
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.resize(440, sheet.sizeHint().height())
    sheet.open()
    return sheet
