"""Runs the application on uvicorn, in a thread, on a free port of 127.0.0.1."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable

import uvicorn

from studio.errors import StudioError
from studio.sandbox.application import Built, build
from studio.sandbox.faults.addresses import address
from studio.sandbox.faults.switchboard import Switchboard
from studio.sandbox.faults.wire import Line
from studio.sandbox.options import SandboxInfo, SandboxOptions

HOST = "127.0.0.1"


class _Server(uvicorn.Server):
    """uvicorn, telling when it takes requests."""

    def __init__(self, config: uvicorn.Config, warm_up: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._warm_up = warm_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()
        asyncio.get_running_loop().call_soon(self._warm_up)


class ServerThread:
    """A sandbox that runs; see `studio.sandbox.RunningSandbox`."""

    def __init__(self, built: Built, listener: socket.socket) -> None:
        self._built = built
        self._listener = listener
        self._stopped = threading.Lock()
        self._server = _Server(
            uvicorn.Config(
                built.application,
                http=Line,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=30,
                timeout_graceful_shutdown=1,
            ),
            built.warm_up,
        )
        self._thread = threading.Thread(target=self._serve, name="sandbox", daemon=True)

    @property
    def info(self) -> SandboxInfo:
        return self._built.info

    @property
    def mishaps(self) -> tuple[str, ...]:
        """Tracebacks of answers that were 500; empty unless the sandbox itself is wrong."""
        return self._built.mishaps.all()

    def watch(self, listener: Callable[[str], None]) -> None:
        self._built.bell.listen(listener)

    @property
    def faults(self) -> Switchboard:
        return self._built.faults

    def address(self, route: str) -> str:
        return address(self._built.faults, self._built.info.base_url, route)

    def start(self) -> None:
        """Return when requests are taken."""
        self._thread.start()
        self._server.ready.wait()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        with self._stopped:
            self._listener.close()
            self._built.world.close()

    def _serve(self) -> None:
        try:
            self._server.run(sockets=[self._listener])
        finally:
            self._server.ready.set()


def start(options: SandboxOptions) -> ServerThread:
    """Bind, open the world, serve. Raises StudioError when the port or the state is unusable."""
    listener = _listen(options.port)
    try:
        built = build(options, f"http://{HOST}:{listener.getsockname()[1]}")
    except BaseException:
        listener.close()
        raise
    running = ServerThread(built, listener)
    running.start()
    return running


def _listen(port: int) -> socket.socket:
    # Named as TCP, so that asyncio turns Nagle's delay off: it costs 40 ms an answer otherwise.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # Elsewhere this option would let two servers share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise StudioError(
            f"The sandbox cannot use port {port} on this machine: {error.strerror or error}.",
            "Choose another port, or 0 for any free one.",
            code="sandbox.port_taken",
        ) from error
    return listener
