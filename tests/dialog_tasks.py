"""The dialog tasks that templates create, without a workspace."""

from __future__ import annotations

from studio.connectors.catalogue import Catalogue
from studio.dialogs.definitions import Dialog
from studio.dialogs.installing import nodes_of


def dialog_task(template_id: str) -> Dialog:
    """What installing that template of HubSpot creates; its id is the template's."""
    catalogue = Catalogue()
    template = catalogue.template("hubspot", template_id)
    return Dialog(
        id=template.id,
        name=template.name,
        description="",
        connector_id="hubspot",
        template_id=template.id,
        intent=template.intent,
        nodes=nodes_of(template, catalogue.components("hubspot")),
    )
