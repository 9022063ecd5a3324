"""The rules of the house: who may import whom, who knows whose name, what a start loads."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from desk import Desk

ROOT = Path(__file__).parents[2]
HEAVY = (
    "PySide6",
    "httpx",
    "jinja2",
    "keyring",
    "oauthlib",
    "quickjs_rs",
    "rapidfuzz",
    "sqlite_utils",
    "starlette",
    "uvicorn",
)
"""What is imported when it is first used, never at start."""


def modules(*folders: str) -> list[Path]:
    found = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    assert found
    return sorted(found)


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def imported(file: Path, *, at_start_only: bool = False) -> Iterator[str]:
    """Modules that a file imports, wherever it does; or only those its own import brings."""
    tree = ast.parse(file.read_text("utf-8"))
    for node in _at_start(tree) if at_start_only else ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                assert module is not None
                yield module
                yield from (f"{module}.{alias.name}" for alias in names)


def _at_start(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that run when the module is imported: nothing in functions or for type checkers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for other in node.orelse:
                yield other
                yield from _at_start(other)
            continue
        yield node
        yield from _at_start(node)


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in packages)


def offenders(
    files: list[Path], wrong: Callable[[Path], Iterable[str]], *, but: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """Which files do what they must not, and what; `but` are beginnings of names that may."""
    others = [file for file in files if not name_of(file).startswith(but or ("-",))]
    return {name_of(file): found for file in others if (found := sorted(set(wrong(file))))}


def imports_of(*packages: str, at_start_only: bool = False) -> Callable[[Path], Iterable[str]]:
    return lambda file: [
        module for module in imported(file, at_start_only=at_start_only) if within(module, packages)
    ]


def test_the_core_knows_no_screen() -> None:
    assert offenders(modules("studio"), imports_of("PySide6", "shiboken6", "ui")) == {}


def test_the_screen_reaches_the_world_through_the_core_only() -> None:
    world = imports_of("httpx", "keyring", "sqlite_utils", "sqlite3", "starlette", "uvicorn")
    assert offenders(modules("ui"), world) == {}


def test_the_screen_loads_neither_the_http_client_nor_the_browser_at_start() -> None:
    heavy = imports_of(
        "studio.http",
        "PySide6.QtWebEngineCore",
        "PySide6.QtWebEngineWidgets",
        at_start_only=True,
    )
    assert (
        offenders(
            modules("ui"),
            heavy,
            but=(
                "ui/authorization/page.py",
                "ui/authorization/asking_for_credentials.py",
            ),
        )
        == {}
    )


def test_data_needs_no_code_of_ours() -> None:
    assert offenders(modules("resources"), imports_of("studio", "ui")) == {}


def test_nobody_looks_inside_the_sandbox() -> None:
    doors = {"studio.sandbox"} | {
        f"studio.sandbox.{name}"
        for name in (
            "FaultDoor",
            "RecordLink",
            "RunningSandbox",
            "SandboxInfo",
            "SandboxOptions",
            "check_fault",
            "record_of",
            "start",
        )
    }
    alone = {
        "studio.sandbox.alone",
        "studio.sandbox.alone.list_faults",
        "studio.sandbox.alone.serve",
    }

    def inside(file: Path) -> Iterable[str]:
        the_command = name_of(file) == "studio/cli.py"
        return set(imports_of("studio.sandbox")(file)) - doors - (alone if the_command else set())

    assert offenders(modules("studio", "ui"), inside, but=("studio/sandbox/",)) == {}


def names_and_texts(file: Path) -> Iterator[str]:
    """What the code of a file says; docstrings and comments are words for its readers."""
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = None
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                yield name


def test_only_the_sandbox_knows_the_service_by_name() -> None:
    def named(file: Path) -> Iterable[str]:
        return [
            words for words in names_and_texts(file) if re.search("hubspot|hubapi", words, re.I)
        ]

    assert offenders(modules("studio", "ui"), named, but=("studio/sandbox/",)) == {}


def test_heavy_modules_are_imported_where_they_are_used() -> None:
    heavy = imports_of(*HEAVY, at_start_only=True)
    # Imported late themselves: the tests below would notice.
    late = ("studio/sandbox/", "studio/http/line.py")
    assert offenders(modules("studio"), heavy, but=late) == {}


def loaded_by(code: str) -> set[str]:
    """The top-level modules that are loaded once `code` ran in a program of its own."""
    script = f"{textwrap.dedent(code)}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_the_core_loads_nothing_heavy() -> None:
    loaded = loaded_by("import studio.app")
    assert loaded & set(HEAVY) == set()
    assert "asyncio" not in loaded


def test_opening_a_workspace_and_looking_at_it_loads_nothing_heavy(desk: Desk) -> None:
    desk.enable()
    desk.studio.templates.install("hubspot", "create-a-deal")
    desk.close()
    loaded = loaded_by(
        f"""
        from pathlib import Path
        from studio.app import open_studio
        studio = open_studio(Path({str(desk.path)!r}))
        actions = studio.actions.list()
        assert actions[0].choice.complete
        assert studio.dialogs.list()
        assert studio.settings.get("window.theme") is None
        assert studio.environment.name == "sandbox"
        assert studio.environment.sandbox_address() is None
        studio.close()
        """
    )
    assert loaded & set(HEAVY) == set()


def test_no_module_of_the_core_is_longer_than_three_hundred_lines() -> None:
    lines = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in modules("studio")}
    assert {name: count for name, count in lines.items() if count > 300} == {}
