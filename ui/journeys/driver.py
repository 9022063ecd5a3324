"""Carries out the steps of a journey on the real widgets, with real events."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from studio.journeys.faults import FaultWanted
from studio.journeys.format import Step
from studio.journeys.walking import StepFailed
from studio.sandbox import FaultDoor
from ui.journeys import finding, keyboard, pictures, web
from ui.journeys.finding import PAGE_MARK, Found, NodeOnCanvas
from ui.journeys.gaps import GapMonitor
from ui.journeys.waiting import let_events_pass, wait_for
from ui.main_window import MainWindow

SETTLE_MS = 60
"""For paint events before a picture."""
ACTIVE_MS = 1000
MOMENT_SECONDS = 0.15
REST_SECONDS = 0.034
TYPING_TRIES = 3
REST_LOOKS = 4
"""What has not moved for two frames, as often as it was looked at, is at rest."""
SETTLE_SECONDS = 5.0
PACE_MS = 450
"""Between steps while somebody watches."""


class WidgetDriver:
    """Drives one window; `restart` makes it anew.

    Args:
        open_window: Builds, shows and starts a window, and answers with it.
        shots: Where pictures go; None takes none.
        watch: Go at a pace a person can follow.
    """

    def __init__(
        self,
        open_window: Callable[[], MainWindow],
        *,
        shots: Path | None = None,
        watch: bool = False,
    ) -> None:
        self._open_window = open_window
        self._shots = shots
        self._watch = watch
        self.gaps = GapMonitor()
        self._steps: dict[str, Callable[[Step], None]] = {
            "click": lambda step: self._click(str(step.click), step.within),
            "choose": lambda step: self._choose(str(step.choose), step.within),
            "type": lambda step: self._type(str(step.type), str(step.text), step.within),
            "press": lambda step: self._press(str(step.press)),
            "expect": self._expect,
            "shot": lambda step: self._shoot(str(step.shot)),
            "resize": self._resize,
            "theme": self._show_theme,
            "restart": lambda step: self._restart(step.within),
        }
        self._armed_any = False
        self.window = self._open()
        self.gaps.start()

    def carry_out(self, step: Step) -> None:
        """Do or see what the step says. Raises StepFailed."""
        self.gaps.doing = str(step)
        if self._watch:
            let_events_pass(PACE_MS)
        self._steps[step.action](step)
        self._settle()

    def _settle(self) -> None:
        """A step is done when what was done is kept: whoever starts again finds it there."""
        wait_for(
            lambda: not self.window.background.keeping(),
            SETTLE_SECONDS,
            lambda: "what the person did could not be kept",
        )

    def arm(self, fault: FaultWanted) -> None:
        """Arm a fault in the sandbox of the window's workspace. Raises StepFailed."""
        self._at_the_faults(
            lambda door: door.arm(fault.name, fault.route, count=fault.count), f"arm {fault.name}"
        )
        self._armed_any = True

    def waiting_faults(self) -> list[str]:
        """Names of armed faults that have strikes left."""
        return [str(entry["name"]) for entry in self._active_faults()] if self._armed_any else []

    def _active_faults(self) -> list[dict[str, Any]]:
        active: list[dict[str, Any]] = self._at_the_faults(
            lambda door: door.active(), "read what is armed"
        )
        return active

    def _at_the_faults(self, work: Callable[[FaultDoor], Any], words: str) -> Any:
        """Do something with the sandbox's faults, on a worker: it may have to be started first."""
        assert self.window.context is not None
        environment = self.window.context.studio.environment
        if environment.name != "sandbox":
            raise StepFailed(f"cannot {words}: the workspace does not work against the sandbox")
        came: list[Any] = []
        failed: list[object] = []
        self.gaps.pause()
        self.window.background.run(
            lambda task: work(environment.sandbox_faults()),
            done=came.append,
            failed=failed.append,
            owner=self.window,
        )
        wait_for(lambda: bool(came or failed), SETTLE_SECONDS, lambda: f"could not {words}")
        self.gaps.go_on()
        if failed:
            raise StepFailed(str(failed[0]))
        return came[0]

    def close(self) -> None:
        """Close the window and what it left open."""
        self.gaps.stop()
        self.window.close()

    def _open(self) -> MainWindow:
        window = self._open_window()
        problems: list[object] = []
        window.refused.connect(problems.append)
        wait_for(
            lambda: window.context is not None or bool(problems),
            20,
            lambda: "the workspace did not open",
        )
        if problems:
            window.close()
            raise StepFailed(str(problems[0]))
        return window

    def _resize(self, step: Step) -> None:
        assert step.resize is not None
        self.window.resize(*step.resize)
        let_events_pass(SETTLE_MS)

    def _show_theme(self, step: Step) -> None:
        self.window.theme.choose(step.theme or "light")
        let_events_pass(SETTLE_MS)

    def _restart(self, within: float) -> None:
        faults = self._active_faults() if self._armed_any else []
        self.gaps.pause()
        old = self.window
        size, mode = old.size(), old.theme.mode
        old.close()
        wait_for(lambda: not old.isVisible(), within, lambda: "the window did not close")
        old.deleteLater()
        self.window = self._open()
        if faults:
            # The sandbox ended with the window, and forgot them.
            self._at_the_faults(lambda door: _arm_again(door, faults), "arm the faults again")
        self.window.resize(size)
        self.window.theme.choose(mode)
        self.gaps.go_on()

    def _click(self, name: str, within: float) -> None:
        if _in_page(name):
            view, element = self._element(name, within, needs_point=True)
            _activate(view)
            QTest.mouseClick(web.keyboard(view), Qt.MouseButton.LeftButton, pos=element.point)
            return
        widget, point = self._ready(name, within)
        _activate(widget)
        self._point_at(widget, point)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)

    def _point_at(self, widget: QWidget, point: QPoint) -> None:
        """The pointer comes before the click, and a person takes a moment to press."""
        QTest.mouseMove(widget, point)
        with suppress(StepFailed):
            wait_for(
                lambda: self.window.background.pending() == 0, MOMENT_SECONDS, lambda: "still busy"
            )

    def _choose(self, name: str, within: float) -> None:
        self._click(name, within)
        if _in_page(name):
            wait_for(
                lambda: self._look(name)[1] is not None and self._look(name)[1].checked,  # type: ignore[union-attr]
                within,
                lambda: f"{name} did not become chosen",
            )
            return
        wait_for(
            lambda: (found := finding.find(name)) is not None and finding.is_checked(found),
            within,
            lambda: f"{name} did not become chosen",
        )
        wait_for(
            lambda: self.window.background.pending() == 0, within, lambda: f"{name} was not kept"
        )

    def _type(self, name: str, text: str, within: float) -> None:
        """Type, and see that it stands there; a page that was not ready for keys gets them again,
        as from a person who looks at what they type."""
        tries = TYPING_TRIES if _in_page(name) else 1
        for tries_left in range(tries - 1, -1, -1):
            target = self._type_once(name, text, within)
            try:
                wait_for(
                    lambda: self._text_of(name) == text,
                    within / tries,
                    lambda: f"{name} holds {self._text_of(name)!r} instead of what was typed",
                )
            except StepFailed:
                if not tries_left:
                    raise
            else:
                break
        if not _in_page(name) and QApplication.focusWidget() is not target:
            # Something that came late took the keyboard; a person sees that and clicks again.
            self._click(name, within)

    def _type_once(self, name: str, text: str, within: float) -> QWidget:
        self._click(name, within)
        if _in_page(name):
            view, _ = self._element(name, within)
            target: QWidget = web.keyboard(view)
        else:
            found = finding.find(name)
            assert isinstance(found, QWidget)
            target = found
        QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(target, Qt.Key.Key_Delete)
        keyboard.type_text(target, text)
        return target

    def _press(self, keys: str) -> None:
        sequence = QKeySequence.fromString(keys)
        if sequence.isEmpty():
            raise StepFailed(f"{keys!r} names no keys")
        combination = sequence[0]  # type: ignore[index]
        if QApplication.activePopupWidget() is None and QApplication.activeWindow() is None:
            # Without a window manager nobody brings it forward again once it is not in front.
            _activate(QApplication.activeModalWidget() or self.window)
        # An open menu takes the keys, whatever has the focus.
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def _expect(self, step: Step) -> None:
        name = str(step.expect)
        if step.gone:
            wait_for(lambda: not self._there(name), step.within, lambda: f"{name} is still there")
            return
        wait_for(lambda: not self._differences(step), step.within, lambda: self._complaint(step))
        if _in_page(name):
            self.gaps.browser_painted()

    def _differences(self, step: Step) -> list[str]:
        """What is not as expected, each in words."""
        name = str(step.expect)
        if _in_page(name):
            view_name = name.partition(PAGE_MARK)[0]
            if not self._there(view_name):
                return [f"there is no embedded page {view_name}"]
            _, element = self._look(name)
            if element is None or not element.visible:
                return [f"{name} is not on the page"]
            state = (element.text.strip(), element.enabled, element.checked, 0)
        else:
            found = finding.find(name)
            if found is None or finding.is_visible(found) is not (step.visible is not False):
                return [self._absent(name, found)]
            state = (
                finding.words(found),
                finding.is_enabled(found),
                finding.is_checked(found),
                finding.count(found) if step.count is not None else 0,
            )
        return _compare(step, *state)

    def _complaint(self, step: Step) -> str:
        return "; ".join(self._differences(step)) or f"{step.expect} became right too late"

    def _absent(self, name: str, found: Found | None) -> str:
        if found is not None:
            return f"{name} is {'hidden' if not finding.is_visible(found) else 'visible'}"
        near = finding.nearest_names(name)
        hint = f"; there is {', '.join(near)}" if near else ""
        return f"there is no {name}{hint}"

    def _there(self, name: str) -> bool:
        if _in_page(name):
            view = finding.find(name.partition(PAGE_MARK)[0])
            return view is not None and self._look(name)[1] is not None
        found = finding.find(name)
        return found is not None and finding.is_visible(found)

    def _text_of(self, name: str) -> str:
        if _in_page(name):
            _, element = self._look(name)
            return element.text if element else ""
        found = finding.find(name)
        return finding.words(found) if found else ""

    def _ready(self, name: str, within: float) -> tuple[QWidget, QPoint]:
        """Where to click, once it is visible, enabled, at rest and not covered."""
        since, looks = perf_counter(), 0
        last: list[tuple[int, int, int, int]] = []
        reason = [f"there is no {name}"]

        def ready() -> tuple[QWidget, QPoint] | None:
            nonlocal since, looks
            found = finding.find(name)
            if found is None or not finding.is_visible(found):
                reason[0] = self._absent(name, found)
                return None
            if not finding.is_enabled(found):
                reason[0] = f"{name} is disabled"
                return None
            finding.bring_into_view(found)
            widget, point = finding.click_point(found)
            corner = widget.mapToGlobal(point)
            now = (corner.x(), corner.y(), widget.width(), widget.height())
            if now not in last[-1:]:
                last.append(now)
                since, looks = perf_counter(), 0
            looks += 1
            # A machine that is busy elsewhere stands still for longer than a frame now and then.
            if perf_counter() - since < REST_SECONDS or looks < REST_LOOKS:
                reason[0] = f"{name} is still moving"
                return None
            over = None if isinstance(found, NodeOnCanvas) else finding.covered_by(widget, point)
            if over is not None:
                reason[0] = f"{name} is covered by {over.objectName() or type(over).__name__}"
                return None
            return widget, point

        return wait_for(ready, within, lambda: reason[0])

    def _look(self, name: str) -> tuple[QWidget, web.Element | None]:
        view_name, _, selector = name.partition(PAGE_MARK)
        view = finding.find(view_name)
        if not isinstance(view, QWidget) or not web.is_view(view):
            raise StepFailed(f"there is no embedded page {view_name}")
        return view, web.look(view, selector)

    def _element(
        self, name: str, within: float, *, needs_point: bool = False
    ) -> tuple[QWidget, web.Element]:
        view_name = name.partition(PAGE_MARK)[0]
        wait_for(
            lambda: self._there(view_name), within, lambda: f"there is no embedded page {view_name}"
        )
        before: list[QPoint] = []

        def ready() -> tuple[QWidget, web.Element] | None:
            view, element = self._look(name)
            if element is None or not element.visible or not element.enabled:
                return None
            if needs_point and element.point not in before[-1:]:
                before.append(element.point)
                return None
            return view, element

        return wait_for(ready, within, lambda: f"{name} is not on the page, or takes no input")

    def _shoot(self, name: str) -> None:
        if self._shots is None:
            return
        self.gaps.pause()
        wait_for(
            lambda: self.window.background.pending() == 0, 10, lambda: "work is still under way"
        )
        let_events_pass(SETTLE_MS)
        self._shots.mkdir(parents=True, exist_ok=True)
        pictures.take(self.window).save(str(self._shots / f"{name}.png"))
        self.gaps.go_on()


def _arm_again(door: FaultDoor, entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        door.arm(
            entry["name"], entry["route"], count=entry["count"], probability=entry["probability"]
        )


def _in_page(name: str) -> bool:
    """Whether it is a part of an embedded page, and not a row of a table."""
    view_name, mark, _ = name.partition(PAGE_MARK)
    return bool(mark) and not isinstance(finding.find(view_name), QTableView)


def _activate(widget: QWidget) -> None:
    """Bring its window to the front, as a click of a person does (without a window manager too)."""
    window = widget.window()
    if not window.isActiveWindow():
        window.activateWindow()
        QTest.qWaitForWindowActive(window, ACTIVE_MS)


def _compare(step: Step, text: str, enabled: bool, checked: bool, count: int) -> list[str]:
    name = step.expect
    wrong = []
    if step.text is not None and text != step.text:
        wrong.append(f"{name} says {text!r} instead of {step.text!r}")
    if step.contains is not None and step.contains not in text:
        wrong.append(f"{name} says {text!r}, without {step.contains!r}")
    if step.enabled is not None and enabled != step.enabled:
        wrong.append(f"{name} is {'enabled' if enabled else 'disabled'}")
    if step.checked is not None and checked != step.checked:
        wrong.append(f"{name} is {'chosen' if checked else 'not chosen'}")
    if step.count is not None and count != step.count:
        wrong.append(f"{name} holds {count} instead of {step.count}")
    return wrong
