"""One connector folder: its manifest and the files it names."""

from __future__ import annotations

from pathlib import Path

from studio.connectors.manifest import Connector
from studio.connectors.preflight import Preflight, check_preflight
from studio.connectors.reading import ConnectorError, read

MANIFEST = "manifest.toml"
PREFLIGHT = "preflight.toml"


def read_manifest(folder: Path) -> Connector:
    """The manifest of a connector folder. Raises ConnectorError."""
    name = f"{folder.name}/{MANIFEST}"
    connector = read(name, (folder / MANIFEST).read_text(encoding="utf-8"), Connector)
    if connector.id != folder.name:
        raise ConnectorError(
            name, "id", f"is {connector.id!r} in another folder", f'Write "{folder.name}".'
        )
    return connector


def read_preflight(folder: Path) -> Preflight:
    """What a connector knows about profiles; raises ConnectorError when it is wrong or missing."""
    name = f"{folder.name}/{PREFLIGHT}"
    text = read_file(folder, PREFLIGHT).decode("utf-8")
    known = read(name, text, Preflight)
    check_preflight(name, known)
    return known


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
