"""The catalogue: every connector folder that ships, read when it is first asked for."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from resources import ROOT

if TYPE_CHECKING:
    from studio.connectors.manifest import Connector
    from studio.connectors.preflight import Preflight
    from studio.connectors.templates import SharedComponent, Template


class Catalogue:
    """The connectors in a folder, one sub-folder each. Errors name the file and the key.

    Args:
        folder: Where the connector folders lie; the ones that ship when none is given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or ROOT / "connectors"
        self._connectors: dict[str, Connector] | None = None
        self._templates: dict[str, tuple[Template, ...]] = {}
        self._components: dict[str, dict[str, SharedComponent]] = {}
        self._preflights: dict[str, Preflight] = {}
        self._lock = threading.RLock()

    def all(self) -> tuple[Connector, ...]:
        """Every connector, by name. Raises ConnectorError when a manifest is wrong."""
        from studio.connectors.folder import MANIFEST, read_manifest

        with self._lock:
            if self._connectors is None:
                found = [
                    read_manifest(manifest.parent)
                    for manifest in self._folder.glob(f"*/{MANIFEST}")
                ]
                self._connectors = {c.id: c for c in sorted(found, key=lambda c: c.name)}
            return tuple(self._connectors.values())

    def get(self, connector_id: str) -> Connector:
        """One connector by its id. Raises KeyError when there is none."""
        self.all()
        assert self._connectors is not None
        return self._connectors[connector_id]

    def icon(self, connector_id: str) -> bytes:
        """The connector's icon as SVG. Raises ConnectorError."""
        from studio.connectors.folder import read_file

        return read_file(self._folder / connector_id, self.get(connector_id).icon)

    def template_count(self, connector_id: str) -> int:
        """How many templates there are, without reading them."""
        from studio.connectors.folder import data_files

        return len(data_files(self._folder / connector_id / "templates"))

    def templates(self, connector_id: str) -> tuple[Template, ...]:
        """The connector's templates in their order. Raises ConnectorError."""
        from studio.connectors.template_files import read_templates

        with self._lock:
            if connector_id not in self._templates:
                self._templates[connector_id] = read_templates(
                    self._folder / connector_id,
                    self.get(connector_id),
                    self.components(connector_id),
                )
            return self._templates[connector_id]

    def template(self, connector_id: str, template_id: str) -> Template:
        """One template by its id. Raises KeyError when there is none."""
        for template in self.templates(connector_id):
            if template.id == template_id:
                return template
        raise KeyError(template_id)

    def components(self, connector_id: str) -> dict[str, SharedComponent]:
        """The connector's shared components, by id. Raises ConnectorError."""
        from studio.connectors.template_files import read_components

        with self._lock:
            if connector_id not in self._components:
                self._components[connector_id] = read_components(self._folder / connector_id)
            return self._components[connector_id]

    def preflight(self, connector_id: str) -> Preflight:
        """What is known about profiles that the service refuses. Raises ConnectorError."""
        from studio.connectors.folder import read_preflight

        with self._lock:
            if connector_id not in self._preflights:
                self.get(connector_id)
                self._preflights[connector_id] = read_preflight(self._folder / connector_id)
            return self._preflights[connector_id]

    def script_prelude(self, connector_id: str) -> str:
        """JavaScript that runs before each message script; empty when there is none."""
        from studio.connectors.folder import read_file

        file = self.get(connector_id).script_prelude
        return read_file(self._folder / connector_id, file).decode("utf-8") if file else ""
