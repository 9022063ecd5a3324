"""Starting the window, and the console entry that hands the window to the command."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

SWITCH_SECONDS = 0.001
"""How long a worker may keep the window waiting for the interpreter; Python's own is 5 ms."""
LISTEN_AFTER_MS = 250
"""A second start is answered from then on; its module need not hold up the first paint."""

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from studio.sandbox import SandboxOptions
    from studio.vault import Vault
    from ui.main_window import MainWindow


def main(argv: Sequence[str] | None = None) -> int:
    """The `action-studio` command. Answers with the exit status (0, 1 or 2)."""
    from studio import cli

    return cli.run(sys.argv[1:] if argv is None else argv, open_window=open_window, replay=replay)


def replay(request: Any) -> int:
    """Replay journeys on the real widgets; see `ui.journeys.replay`."""
    from ui.journeys.replay import replay as replay_journeys

    return replay_journeys(request)


def open_window(workspace: Path | None, *, exit_when_ready: bool = False) -> int:
    """Open the window on a workspace and stay until it is closed.

    Args:
        workspace: The file; the person's default one when None.
        exit_when_ready: Quit as soon as the window is shown and takes input.

    Returns:
        0, or 2 when there is nothing to show a window on, with one line on stderr.
    """
    from ui.display import missing_display

    trouble = missing_display()
    if trouble:
        print(f"action-studio: {trouble}", file=sys.stderr)  # noqa: T201
        return 2
    # Until the first paint nothing is thrown away that would be worth a collection.
    gc.disable()
    if workspace is None:
        from studio.workspace import default_path

        workspace = default_path()
    return _run(workspace, exit_when_ready)


def make_application(argv: Sequence[str] = ("action-studio",)) -> QApplication:
    """The Qt application, named; the one that runs already when there is one."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    _leave_sources_unread()
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    # Every call into Qt gives the interpreter lock away; a busy worker keeps it this long.
    sys.setswitchinterval(SWITCH_SECONDS)
    # QtWebEngine is imported late; this lets it share what it needs with windows made before.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(list(argv))
    app.setApplicationName("Action Studio")
    app.setApplicationDisplayName("Action Studio")
    app.setDesktopFileName("action-studio")
    app.setStyle("Fusion")
    return app


def build_window(
    workspace: Path,
    app: QApplication,
    *,
    vault: Vault | None = None,
    sandbox: SandboxOptions | None = None,
    **studio_options: Any,
) -> MainWindow:
    """The main window on a workspace, not shown yet; the same for people, replay and tests.

    Args:
        workspace: The file; made when there is none.
        app: From `make_application`.
        vault: Where secrets lie; the keyring by default.
        sandbox: How the sandbox is started.
        studio_options: What else `studio.app.open_studio` takes (clock, ids).
    """
    from ui.main_window import MainWindow
    from ui.theme.theme import Theme

    theme = app.findChild(Theme) or Theme(app)

    def open_it() -> Any:
        from studio.app import open_studio

        return open_studio(workspace, vault=vault, sandbox=sandbox, **studio_options)

    return MainWindow(workspace, open_it, theme=theme)


def _run(workspace: Path, exit_when_ready: bool) -> int:
    app = make_application()
    from ui.single_window import Claim, SingleWindow

    single = SingleWindow(workspace, app)
    claim = single.claim()
    if claim is Claim.FORWARDED:
        return 0
    if claim is Claim.SILENT:
        print(f"action-studio: {single.trouble()}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        return _show(app, workspace, single, exit_when_ready)
    finally:
        single.release()


def _show(app: QApplication, workspace: Path, single: Any, exit_when_ready: bool) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QFileDialog

    window = build_window(workspace, app)
    status = 0
    other: list[Path] = []

    def come_forward() -> None:
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()

    def refused(error: Any) -> None:
        nonlocal status
        if exit_when_ready or app.platformName() in ("offscreen", "minimal"):
            print(f"action-studio: {error}", file=sys.stderr)  # noqa: T201
            status = 2
            window.close()

    def choose_other() -> None:
        name, _ = QFileDialog.getSaveFileName(
            window,
            "Choose a workspace file",
            str(workspace.parent),
            "Workspaces (*.studio)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            other.append(Path(name))
            window.close()

    single.asked_forward.connect(come_forward)
    window.refused.connect(refused)
    window.other_workspace.connect(choose_other)
    for shown in (window.ready, window.refused):
        shown.connect(lambda *_: QTimer.singleShot(LISTEN_AFTER_MS, single, single.listen))
    window.resize(window.size().boundedTo(window.screen().availableSize()))
    window.show()

    def ready() -> None:
        from ui.garbage import Garbage

        Garbage(app)
        if exit_when_ready:
            window.close()
        else:
            window.start()

    # Fires once what waits has been painted: from here on the window takes input.
    QTimer.singleShot(0, ready)
    app.exec()
    if other:
        single.release()
        return open_window(other[0])
    return status


def _leave_sources_unread() -> None:
    """Keep PySide from reading the source of every module that is imported after it.

    It looks there for its name, in case the module switches Qt features on, which none of ours
    does, and the text stays in memory: some megabytes, and a twentieth of the
    time to the first paint.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda module: True  # type: ignore[union-attr]


def set_up_for_root() -> None:
    """Let QtWebEngine run where its sandbox cannot: only for tests and replays run as root."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")


def run() -> NoReturn:
    """The console entry: `main`, and the end of the process.

    Everything is closed and on disk when `main` returns. Taking the interpreter apart piece by
    piece afterwards would take as long as opening the window did.
    """
    status = main()
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    run()
