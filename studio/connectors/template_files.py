"""The templates and shared components of a connector folder."""

from __future__ import annotations

from pathlib import Path

from studio.connectors.checking import check_request, check_template
from studio.connectors.folder import data_files
from studio.connectors.manifest import Connector
from studio.connectors.reading import read
from studio.connectors.templates import SharedComponent, Template


def read_templates(
    folder: Path, connector: Connector, components: dict[str, SharedComponent]
) -> tuple[Template, ...]:
    """The templates of a connector folder, in the manifest's order. Raises ConnectorError."""
    found = []
    for file in data_files(folder / "templates"):
        name = f"{folder.name}/templates/{file.name}"
        template = read(name, file.read_text(encoding="utf-8"), Template)
        check_template(name, template, connector, components)
        found.append(template)
    order = {name: number for number, name in enumerate(connector.template_order)}
    return tuple(sorted(found, key=lambda t: (order.get(t.id, len(order)), t.name)))


def read_components(folder: Path) -> dict[str, SharedComponent]:
    """The shared components of a connector folder, by id. Raises ConnectorError."""
    found = {}
    for file in data_files(folder / "components"):
        name = f"{folder.name}/components/{file.name}"
        component = read(name, file.read_text(encoding="utf-8"), SharedComponent)
        check_request(name, "", component, ())
        found[component.id] = component
    return found
