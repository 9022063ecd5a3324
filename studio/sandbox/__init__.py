"""The on-board HubSpot: sign-in and consent pages, tokens and CRM on loopback.

Everything outside this package uses the names of `__all__` and nothing of the insides:

    running = start(SandboxOptions())
    running.info.base_url      # "http://127.0.0.1:49213"
    running.stop()

Importing this package is cheap; the web server is imported by `start`.
"""

from __future__ import annotations

from studio.sandbox.options import FaultDoor, RunningSandbox, SandboxInfo, SandboxOptions
from studio.sandbox.record_links import RecordLink, record_of

__all__ = [
    "FaultDoor",
    "RecordLink",
    "RunningSandbox",
    "SandboxInfo",
    "SandboxOptions",
    "check_fault",
    "record_of",
    "start",
]


def start(options: SandboxOptions | None = None) -> RunningSandbox:
    """Start the sandbox on 127.0.0.1 in a thread of its own and return when it answers.

    Raises:
        StudioError: The port is taken, the state file cannot be used, or there is no such world
            (codes `sandbox.port_taken`, `sandbox.state_damaged`, `sandbox.state_newer`,
            `sandbox.state_unwritable`, `sandbox.unknown_world`).
    """
    from studio.sandbox.server import start as start_server

    return start_server(options or SandboxOptions())


def check_fault(name: str, route: str | None = None) -> str:
    """The route that a fault would be armed for; its own default when None. Starts nothing.

    Raises:
        ValueError: There is no such fault, or it makes no sense there; says what is near.
    """
    from studio.sandbox.faults import catalogue

    return catalogue.route_for(catalogue.named(name), route)
