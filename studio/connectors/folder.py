"""One connector folder: its manifest, templates, components and other files."""

from __future__ import annotations

from pathlib import Path

from studio.connectors.checking import check_request, check_template
from studio.connectors.manifest import Connector
from studio.connectors.reading import ConnectorError, read
from studio.connectors.templates import SharedComponent, Template

MANIFEST = "manifest.toml"


def read_manifest(folder: Path) -> Connector:
    """The manifest of a connector folder. Raises ConnectorError."""
    name = f"{folder.name}/{MANIFEST}"
    connector = read(name, (folder / MANIFEST).read_text(encoding="utf-8"), Connector)
    if connector.id != folder.name:
        raise ConnectorError(
            name, "id", f"is {connector.id!r} in another folder", f'Write "{folder.name}".'
        )
    return connector


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


def read_file(folder: Path, file: str) -> bytes:
    """A file that the manifest names. Raises ConnectorError when it is not in the folder."""
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise ConnectorError(
            f"{folder.name}/{MANIFEST}", file, "there is no such file", "Add the file."
        )
    return path.read_bytes()


def data_files(folder: Path) -> list[Path]:
    """The TOML files in a folder, by name; none when there is no such folder."""
    return sorted(folder.glob("*.toml"))
