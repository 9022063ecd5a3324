"""The place on the Actions page outlives the program, however it ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from studio.app import Studio
from ui.main_window import MainWindow


class Program:
    """The program's window on one workspace, started as often as the test wants."""

    def __init__(self, open_workspace: Any, theme: Any, qtbot: Any) -> None:
        self._open_workspace = open_workspace
        self._theme = theme
        self._qtbot = qtbot
        self.window: MainWindow | None = None
        self.studio: Studio | None = None

    def start(self) -> None:
        """Start it and wait until the workspace is open."""
        self.studio = self._open_workspace()
        window = self.window = MainWindow(self.studio.path, lambda: self.studio, theme=self._theme)
        window.show()
        with self._qtbot.waitSignal(window.ready):
            window.start()

    def end(self) -> None:
        """End it once everything it wanted to keep is kept."""
        window = self.window
        if window is not None:
            self._qtbot.waitUntil(lambda: window.background.pending() == 0)
            window.close()
            window.deleteLater()
            self.window = None


@pytest.fixture
def program(open_workspace: Any, theme: Any, qtbot: Any) -> Iterator[Program]:
    program = Program(open_workspace, theme, qtbot)
    yield program
    program.end()


def again(program: Program) -> None:
    program.end()
    program.start()


def test_the_panel_is_open_at_the_same_tab_again(program, person):
    program.start()
    person.click("actions.available.hubspot")
    person.click("configurations.tab.instructions")
    again(program)
    person.until(lambda: person.sees("configurations.instructions.1"))


def test_a_closed_panel_stays_closed(program, person):
    program.start()
    person.click("actions.available.hubspot")
    person.click("configurations.close")
    person.until(lambda: not person.sees("configurations"))
    again(program)
    person.until(lambda: person.sees("actions.available.hubspot"))
    assert not person.sees("configurations")


def test_the_pop_up_and_the_templates_come_back(program, person, enable_in):
    program.start()
    enable_in(program.studio)
    again(program)
    person.click("actions.configured.hubspot")
    person.click("configurations.explore")
    person.until(lambda: person.sees("integration_templates.create-a-deal"))
    again(program)
    person.until(lambda: person.sees("integration_templates.create-a-deal.install"))
    person.click("integration_templates.close")
    again(program)
    person.until(lambda: person.sees("configurations"))
    assert not person.sees("integration_templates")


def test_the_panel_is_still_there_after_a_look_at_another_place(program, person):
    program.start()
    person.click("actions.available.hubspot")
    person.until(lambda: person.sees("configurations"))
    person.click("nav.dialogs")
    person.click("nav.actions")
    person.until(lambda: person.sees("configurations"))
    again(program)
    person.until(lambda: person.sees("configurations"))


def test_a_look_at_another_place_forgets_nothing_even_when_it_is_killed_at_once(program, person):
    program.start()
    person.click("actions.available.hubspot")
    for card in ("type.pre_authorize", "method.oauth", "app.custom"):
        person.click(f"authorization.{card}")
    program.window._page("actions")._create_profile()
    person.until(lambda: person.sees("profiles.mechanism.oauth_v2"))
    program.window.show_place("sandbox")
    program.window.show_place("actions")  # nothing that comes later is waited for
    assert program.window._kept_place == {
        "place": "actions",
        "state": {"connector": "hubspot", "tab": "authorization", "editor": "new"},
    }
