"""Instance Properties: what holds for a node in this dialog task only."""

from __future__ import annotations

from studio.dialogs.definitions import Dialog, Entity, Service
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import AnyNode, target

ASKING = {"mandatory": "Mandatory", "optional": "Optional", "hidden": "Hidden"}
FAILURE = {
    "close_task": "Close the Task and trigger Task Execution Failure Event",
    "continue": "Continue to the next node",
}


def fill(page: PropertyPage, node: AnyNode, dialog: Dialog) -> None:
    """Show what is set for `node` in `dialog`."""
    match node:
        case Entity():
            page.value("Entity", ASKING[node.asking], "instance.asking")
            page.value("Allowed Retries", str(node.retries), "instance.allowed_retries")
            over = target(node.on_exceeding)
            page.value("Behavior on Exceeding Retries", over, "instance.on_exceeding")
        case Service():
            page.value("Timeout(Seconds)", str(node.timeout_seconds), "instance.timeout")
            page.value(
                "Service Call Failure Handling", FAILURE[node.on_failure], "instance.on_failure"
            )
        case _:
            page.note(f"{node.name} has no settings of its own in {dialog.name}.")
