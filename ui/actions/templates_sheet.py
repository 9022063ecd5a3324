"""Puts the Integration Templates dialog of an integration together."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.actions.installing import Installing
from ui.actions.integration_templates import IntegrationTemplates
from ui.place import Context


def templates_sheet(
    host: QWidget, context: Context, connector_id: str, name: str, *, marketplace: bool = False
) -> IntegrationTemplates:
    """The dialog with what installs behind it; open it with `open()`.

    Args:
        host: What it lies over.
        context: The window's.
        connector_id: The integration.
        name: Its name.
        marketplace: It was reached from Marketplace, which says Action Templates.
    """
    sheet = IntegrationTemplates(host, name, marketplace=marketplace)
    installing = Installing(context, connector_id, sheet)
    installing.changed.connect(sheet.show_state)
    sheet.install_asked.connect(installing.install)
    sheet.install_as_asked.connect(installing.install_as)
    sheet.install_all_asked.connect(installing.install_all)
    sheet.cancel_asked.connect(installing.cancel)
    sheet.details_asked.connect(
        lambda template: _show_created(sheet, context, installing, template)
    )
    sheet.go_to_dialog_asked.connect(sheet.accept)
    installing.load()
    return sheet


def _show_created(
    sheet: IntegrationTemplates, context: Context, installing: Installing, template_id: str
) -> None:
    from ui.actions.created_sheet import CreatedSheet

    template = next((t for t in installing.state.templates or () if t.id == template_id), None)
    if template is None or template.dialog_id is None:
        return
    shown = CreatedSheet(sheet, context, template.dialog_id)
    shown.undone.connect(installing.load)
    shown.again_asked.connect(lambda: installing.install_again(template_id))
    shown.dialog_asked.connect(sheet.lead_to)
    shown.open()
