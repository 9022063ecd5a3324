"""One set of tokens: readable in both themes, and all that widgets are coloured with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from resources import ROOT
from ui.controls import Button, Notice
from ui.theme import tokens
from ui.theme.icons import icon
from ui.theme.theme import Theme, motion_ms

READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of any size."""
GROUNDS = ("bg", "surface", "sunk")
ON_GROUNDS = ("ink", "ink2", "accent")
ON_OTHERS = (
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    *((tone, f"{tone}_soft") for tone in ("accent", "ok", "warn", "error", "sandbox")),
    *(
        (ink, f"{tone}_soft")
        for ink in ("ink", "ink2")
        for tone in ("accent", "ok", "warn", "error")
    ),
)
PAIRS = [(ink, ground) for ink in ON_GROUNDS for ground in GROUNDS] + list(ON_OTHERS)
QSS = (ROOT / "styles" / "studio.qss").read_text("utf-8")


@pytest.fixture
def switched(theme: Theme, qapp: QApplication, qtbot: Any) -> Iterator[Theme]:
    """The theme, light before and afterwards."""
    theme.choose("light")
    qtbot.waitUntil(lambda: tokens.load()["light"].accent in qapp.styleSheet())
    yield theme
    theme.choose("light")
    qtbot.waitUntil(lambda: tokens.load()["light"].accent in qapp.styleSheet())


@pytest.mark.parametrize("side", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_on_every_ground_it_is_set_on(side: str, ink: str, ground: str) -> None:
    colours = tokens.load()[side].by_name()

    assert tokens.contrast(colours[ink], colours[ground]) >= READABLE


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert tokens.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert tokens.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[^{]*})", QSS)


def test_every_token_in_the_style_sheet_exists() -> None:
    known = {*tokens.load()["light"].by_name(), "family", "mono"}

    assert set(re.findall(r"@(\w+)", QSS)) <= known


def test_light_and_dark_say_the_same_things() -> None:
    light, dark = (tokens.load()[side].by_name() for side in ("light", "dark"))

    assert light.keys() == dark.keys()


def test_choosing_dark_colours_what_is_open_and_what_opens_later(
    switched: Theme, qapp: QApplication, qtbot: Any
) -> None:
    heard: list[str] = []
    switched.changed.connect(lambda: heard.append(switched.mode))

    switched.choose("dark")
    qtbot.waitUntil(lambda: bool(heard))

    dark = tokens.load()["dark"]
    assert heard == ["dark"]
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == dark.bg
    assert dark.accent in qapp.styleSheet()


def test_following_the_system_is_one_of_the_modes(switched: Theme) -> None:
    switched.choose("dark")
    switched.choose("system")

    assert switched.mode == "system"
    assert switched.tokens in tokens.load().values()


def test_icons_of_open_controls_take_the_colours_of_the_new_theme(
    switched: Theme, qtbot: Any
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = Button("Go", "go", icon="check", parent=window)
    notice = Notice("error", "It did not work", "Try again.")
    notice.setParent(window)
    window.show()
    before = button.icon().pixmap(16, 16).toImage()
    picture = notice._icon.pixmap().toImage()

    with qtbot.waitSignal(switched.changed):
        switched.choose("dark")

    assert button.icon().pixmap(16, 16).toImage() != before
    assert notice._icon.pixmap().toImage() != picture


@pytest.mark.parametrize("path", sorted((ROOT / "icons").glob("*.svg")), ids=lambda p: p.stem)
def test_every_icon_is_a_line_drawing_that_takes_any_colour(path: Path, qapp: QApplication) -> None:
    root = ElementTree.fromstring(path.read_text("utf-8"))
    drawn = icon(path.stem, "#FF0000").pixmap(16, 16).toImage()
    reds = {drawn.pixelColor(x, y).red() for x in range(16) for y in range(16)}

    assert "currentColor" in path.read_text("utf-8")
    assert root.get("viewBox") in ("0 0 16 16", "0 0 20 20")
    assert max(reds) > 200


def test_motion_stops_when_it_is_switched_off(theme: Theme) -> None:
    try:
        theme.set_motion(True)
        assert motion_ms(180) == 180
    finally:
        theme.set_motion(False)
    assert motion_ms(180) == 0
