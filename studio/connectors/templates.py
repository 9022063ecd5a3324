"""What a template file says: the dialog task that installing it creates."""

from __future__ import annotations

from studio.connectors.manifest import Record
from studio.dialogs.definitions import Component, Intent, NodeSpec, Service


class Template(Record, frozen=True, kw_only=True):
    """One template of a connector, read from `templates/<id>.toml`."""

    id: str
    name: str
    """Of the template and of the dialog task it creates."""
    description: str
    method: str
    """The HTTP method of its main service."""
    scopes: tuple[str, ...]
    """What its services need to be allowed."""
    intent: Intent
    nodes: tuple[NodeSpec, ...]
    documented_method: str | None = None
    """The method as the platform's documentation prints it, where that differs."""


class SharedComponent(Service, tag="service", frozen=True, kw_only=True):
    """A service that several dialog tasks use, read from `components/<id>.toml`."""

    id: str
    scopes: tuple[str, ...] = ()


__all__ = ["Component", "SharedComponent", "Template"]
