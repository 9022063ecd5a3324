"""The catalogue: every connector folder that ships, read when it is first asked for."""

from __future__ import annotations

import importlib.resources
import threading
from importlib.resources.abc import Traversable

from studio.connectors.checking import check_request, check_template
from studio.connectors.manifest import Connector
from studio.connectors.reading import ConnectorError, read
from studio.connectors.templates import SharedComponent, Template


class Catalogue:
    """The connectors in a folder, one sub-folder each.

    Args:
        folder: Where the connector folders lie; the ones that ship when none is given.
    """

    def __init__(self, folder: Traversable | None = None) -> None:
        self._folder = folder or importlib.resources.files("resources") / "connectors"
        self._connectors: dict[str, Connector] | None = None
        self._templates: dict[str, tuple[Template, ...]] = {}
        self._components: dict[str, dict[str, SharedComponent]] = {}
        self._lock = threading.RLock()

    def all(self) -> tuple[Connector, ...]:
        """Every connector, by name. Raises ConnectorError when a manifest is wrong."""
        with self._lock:
            if self._connectors is None:
                found = [
                    _manifest(folder)
                    for folder in self._folder.iterdir()
                    if folder.is_dir() and (folder / "manifest.toml").is_file()
                ]
                self._connectors = {c.id: c for c in sorted(found, key=lambda c: c.name)}
            return tuple(self._connectors.values())

    def get(self, connector_id: str) -> Connector:
        """One connector by its id. Raises KeyError when there is none."""
        self.all()
        assert self._connectors is not None
        return self._connectors[connector_id]

    def icon(self, connector_id: str) -> bytes:
        """The connector's icon as SVG."""
        return self._of(connector_id, self.get(connector_id).icon).read_bytes()

    def template_count(self, connector_id: str) -> int:
        """How many templates there are, without reading them."""
        return len(self._files(connector_id, "templates"))

    def templates(self, connector_id: str) -> tuple[Template, ...]:
        """The connector's templates, in the manifest's `template_order`.

        Raises:
            ConnectorError: a file is wrong; names the file and the key.
        """
        with self._lock:
            if connector_id not in self._templates:
                connector = self.get(connector_id)
                components = self.components(connector_id)
                found = []
                for file in self._files(connector_id, "templates"):
                    name = f"{connector_id}/templates/{file.name}"
                    template = read(name, file.read_text(encoding="utf-8"), Template)
                    check_template(name, template, connector, components)
                    found.append(template)
                order = {name: i for i, name in enumerate(connector.template_order)}
                found.sort(key=lambda t: (order.get(t.id, len(order)), t.name))
                self._templates[connector_id] = tuple(found)
            return self._templates[connector_id]

    def template(self, connector_id: str, template_id: str) -> Template:
        """One template by its id. Raises KeyError when there is none."""
        for template in self.templates(connector_id):
            if template.id == template_id:
                return template
        raise KeyError(template_id)

    def components(self, connector_id: str) -> dict[str, SharedComponent]:
        """The connector's shared components, by id. Raises ConnectorError."""
        with self._lock:
            if connector_id not in self._components:
                found = {}
                for file in self._files(connector_id, "components"):
                    name = f"{connector_id}/components/{file.name}"
                    component = read(name, file.read_text(encoding="utf-8"), SharedComponent)
                    check_request(name, "", component, ())
                    found[component.id] = component
                self._components[connector_id] = found
            return self._components[connector_id]

    def script_prelude(self, connector_id: str) -> str:
        """JavaScript that runs before each message script; empty when there is none."""
        file = self.get(connector_id).script_prelude
        return self._of(connector_id, file).read_text(encoding="utf-8") if file else ""

    def _of(self, connector_id: str, file: str) -> Traversable:
        found = self._folder.joinpath(connector_id, *file.split("/"))
        if ".." in file or not found.is_file():
            raise ConnectorError(
                f"{connector_id}/manifest.toml", file, "there is no such file", "Add the file."
            )
        return found

    def _files(self, connector_id: str, folder: str) -> list[Traversable]:
        place = self._folder / connector_id / folder
        if not place.is_dir():
            return []
        return sorted(
            (file for file in place.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name
        )


def _manifest(folder: Traversable) -> Connector:
    name = f"{folder.name}/manifest.toml"
    text = (folder / "manifest.toml").read_text(encoding="utf-8")
    connector = read(name, text, Connector)
    if connector.id != folder.name:
        raise ConnectorError(
            name, "id", f"is {connector.id!r} in another folder", f'Write "{folder.name}".'
        )
    return connector
