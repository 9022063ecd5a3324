"""SECURITY.md names real tests: an attack that is said to be held is held by something."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
TEXT = (TESTS.parent / "SECURITY.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.M)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+(?:::\w+)?)`")


def test_there_are_at_least_twenty_five_attacks_each_with_a_test() -> None:
    rows = ROW.findall(TEXT)
    assert [int(number) for number, *_ in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 25
    assert all(NAMED.search(tests) for *_, tests in rows)


def _tests_in(tree: ast.Module) -> Iterator[str]:
    for one in tree.body:
        if isinstance(one, ast.FunctionDef):
            yield one.name
        elif isinstance(one, ast.ClassDef):
            yield from (f"{one.name}::{f.name}" for f in one.body if isinstance(f, ast.FunctionDef))


def test_every_test_that_is_named_exists() -> None:
    missing = []
    for file, name in NAMED.findall(TEXT):
        path = TESTS / file
        tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
        if name not in set(_tests_in(tree)):
            missing.append(f"{file}::{name}")
    assert missing == []
