"""The controls: what a person sees and can do with each of them, by mouse and by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import (
    Button,
    DialogSheet,
    FlowLayout,
    IconButton,
    Notice,
    OptionCard,
    OptionGroup,
    Pill,
    ScrollColumn,
    SlideOver,
    Tabs,
    Text,
)
from ui.controls.focus_ring import REACH, FocusRing, lead_focus
from ui.controls.keyboard import in_reading_order, primary_in
from ui.theme.theme import Theme

LONG = "You sign in once; every conversation uses that account, whoever talks to the bot. " * 3


class Window(QWidget):
    """A window that leads the keyboard as ours do."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(640, 480)
        self.column = QVBoxLayout(self)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return lead_focus(self, forward=forward) or super().focusNextPrevChild(forward)


@pytest.fixture
def window(qtbot: Any, theme: Theme) -> Window:
    made = Window()
    qtbot.addWidget(made)
    return made


def show(qtbot: Any, window: QWidget) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=3000)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget else ""


def around(widget: QWidget) -> QRect:
    """Where the ring of a control lies that stands in the window itself."""
    return widget.geometry().adjusted(-REACH, -REACH, REACH, REACH)


def test_a_busy_button_says_so_cannot_be_pressed_and_comes_back_as_it_was(window: Window) -> None:
    button = Button("Install", "install", kind="primary")
    window.column.addWidget(button)

    button.set_busy(True, "Installing…")
    assert (button.text(), button.isEnabled()) == ("Installing…", False)
    button.set_busy(False)
    assert (button.text(), button.isEnabled()) == ("Install", True)


def test_a_button_that_was_off_stays_off_after_being_busy(window: Window) -> None:
    button = Button("Enable", "enable")
    button.setEnabled(False)
    button.set_busy(True)
    button.set_busy(False)

    assert not button.isEnabled()


def test_every_control_can_be_named_by_tests_and_by_screen_readers(theme: Theme) -> None:
    made = [
        Button("Install", "install"),
        IconButton("Close", "panel.close", "close"),
        OptionCard("System", "The preconfigured app", "app.system"),
    ]

    assert [(c.objectName(), c.accessibleName()) for c in made] == [
        ("install", "Install"),
        ("panel.close", "Close"),
        ("app.system", "System"),
    ]
    assert made[2].accessibleDescription() == "The preconfigured app"


def test_one_option_of_a_group_is_chosen_and_only_people_are_listened_to(
    qtbot: Any, window: Window
) -> None:
    group = OptionGroup(window)
    cards = {key: group.add(key, OptionCard(key, LONG, key)) for key in ("system", "custom")}
    for card in cards.values():
        window.column.addWidget(card)
    heard: list[str] = []
    group.chosen.connect(heard.append)
    show(qtbot, window)

    group.show_choice("custom")
    assert (cards["custom"].isChecked(), heard) == (True, [])
    QTest.mouseClick(cards["system"], Qt.MouseButton.LeftButton)
    assert heard == ["system"]
    assert not cards["custom"].isChecked()
    group.show_choice(None)
    assert not any(card.isChecked() for card in cards.values())


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_an_option_is_taken_by_keyboard(qtbot: Any, window: Window, key: Qt.Key) -> None:
    group = OptionGroup(window)
    card = group.add("system", OptionCard("System", "", "system"))
    window.column.addWidget(card)
    show(qtbot, window)

    card.setFocus()
    press(key)

    assert card.isChecked()


def test_lines_stand_as_far_apart_as_the_type_scale_says(window: Window) -> None:
    text = Text(LONG)
    window.column.addWidget(text)
    window.show()

    assert text.heightForWidth(100_000) == 20
    assert text.heightForWidth(300) % 20 == 0
    assert Text("small", "small").heightForWidth(300) == 16


def test_a_word_without_a_gap_is_broken_before_it_is_cut_off(window: Window) -> None:
    assert Text("x" * 400).heightForWidth(200) > 20 * 5


def test_text_is_never_markup(window: Window) -> None:
    text = Text("<b>Nike</b> & Söhne")
    window.column.addWidget(text)
    window.show()

    assert text.natural_width() > Text("Nike & Söhne").natural_width() + 20


def test_words_can_be_selected_and_copied_where_that_helps(qtbot: Any, window: Window) -> None:
    notice = Notice("error", "HubSpot refused", "correlation id 77aa-12")
    window.column.addWidget(notice)
    show(qtbot, window)
    words = notice.text

    QTest.mouseDClick(words, Qt.MouseButton.LeftButton, pos=QPoint(6, 8))
    assert words.selectedText() == "correlation"
    words.setFocus()
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "correlation id 77aa-12"


def test_tab_follows_the_order_on_screen_also_for_what_came_later(
    qtbot: Any, window: Window
) -> None:
    rows, footer = QVBoxLayout(), QHBoxLayout()
    window.column.addLayout(rows)
    window.column.addLayout(footer)
    footer.addWidget(Button("Close", "close"))
    footer.addWidget(Button("Install all", "all", kind="primary"))
    rows.addWidget(Button("Install one", "one"))
    rows.addWidget(Button("Install two", "two"))
    show(qtbot, window)

    seen = []
    window.setFocus()
    for _ in range(5):
        press(Qt.Key.Key_Tab)
        seen.append(focused())
    assert seen == ["one", "two", "close", "all", "one"]
    press(Qt.Key.Key_Backtab)
    assert focused() == "all"


def test_tab_passes_what_is_hidden_or_off(qtbot: Any, window: Window) -> None:
    for name in ("one", "off", "hidden", "two"):
        window.column.addWidget(Button(name, name))
    window.findChild(Button, "off").setEnabled(False)
    show(qtbot, window)
    window.findChild(Button, "hidden").hide()

    window.findChild(Button, "one").setFocus()
    press(Qt.Key.Key_Tab)

    assert focused() == "two"
    assert "hidden" not in [w.objectName() for w in in_reading_order(window)]


def test_tab_leads_into_what_scrolls_and_out_of_it(qtbot: Any, window: Window) -> None:
    window.column.addWidget(Button("before", "before"))
    scroll = ScrollColumn()
    scroll.column.addWidget(Button("inside", "inside"))
    window.column.addWidget(scroll)
    window.column.addWidget(Button("after", "after"))
    show(qtbot, window)
    window.findChild(Button, "before").setFocus()

    seen = []
    for _ in range(2):
        press(Qt.Key.Key_Tab)
        seen.append(focused())

    assert seen == ["inside", "after"]


def test_the_ring_shows_where_the_keyboard_is_and_a_mouse_needs_none(
    qtbot: Any, window: Window
) -> None:
    for name in ("one", "two"):
        window.column.addWidget(Button(name, name))
    show(qtbot, window)
    two = window.findChild(Button, "two")

    two.setFocus()
    assert window.findChild(FocusRing) is None
    window.findChild(Button, "one").setFocus()
    press(Qt.Key.Key_Tab)
    ring = window.findChild(FocusRing)
    assert ring.isVisible()
    assert ring.geometry() == around(two)
    two.hide()

    def lies_around_nothing_hidden() -> bool:
        return not ring.isVisible() or around(QApplication.focusWidget()) == ring.geometry()

    qtbot.waitUntil(lies_around_nothing_hidden, timeout=3000)


def test_the_ring_follows_a_control_that_moves_and_forgets_one_that_is_gone(
    qtbot: Any, window: Window
) -> None:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.addWidget(Button("one", "one"))
    window.column.addWidget(Button("zero", "zero"))
    window.column.addWidget(holder)
    show(qtbot, window)
    window.findChild(Button, "zero").setFocus()
    press(Qt.Key.Key_Tab)
    ring, one = window.findChild(FocusRing), window.findChild(Button, "one")

    window.resize(500, 300)
    qtbot.waitUntil(
        lambda: ring.geometry().center() == one.mapTo(window, one.rect().center()), timeout=3000
    )
    holder.setParent(None)
    holder.deleteLater()
    press(Qt.Key.Key_Tab)
    assert focused() == "zero"


def test_tab_scrolls_to_where_it_leads(qtbot: Any, window: Window) -> None:
    scroll = ScrollColumn()
    window.column.addWidget(scroll)
    for number in range(40):
        scroll.column.addWidget(Button(str(number), f"row.{number}"))
    show(qtbot, window)

    window.findChild(Button, "row.0").setFocus()
    press(Qt.Key.Key_Backtab)

    last = window.findChild(Button, "row.39")
    assert focused() == "row.39"
    assert not last.visibleRegion().isEmpty()


def test_a_scroll_bar_moves_nothing(qtbot: Any, window: Window) -> None:
    scroll = ScrollColumn()
    window.column.addWidget(scroll)
    first = Text(LONG)
    scroll.column.addWidget(first)
    show(qtbot, window)
    width = first.width()

    for _ in range(40):
        scroll.column.addWidget(Text(LONG))
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0, timeout=3000)

    assert first.width() == width


def test_a_panel_lies_over_the_right_and_gives_the_keyboard_back(
    qtbot: Any, window: Window
) -> None:
    card = Button("HubSpot", "card")
    window.column.addWidget(card)
    panel = SlideOver(window, 300, "panel")
    panel.column.addWidget(Button("Authorize", "authorize", kind="primary"))
    heard: list[str] = []
    panel.opened.connect(lambda: heard.append("opened"))
    panel.closed.connect(lambda: heard.append("closed"))
    show(qtbot, window)
    card.setFocus()

    panel.open()
    assert panel.geometry().getRect() == (340, 0, 300, 480)
    assert focused() == "panel"
    press(Qt.Key.Key_Tab)
    assert focused() == "authorize"
    press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert (focused(), heard) == ("card", ["opened", "closed"])


def test_a_panel_keeps_to_a_host_that_changes_its_size(qtbot: Any, window: Window) -> None:
    panel = SlideOver(window, 560, "panel")
    show(qtbot, window)
    panel.open()

    window.resize(500, 400)
    qtbot.waitUntil(lambda: panel.height() == 400, timeout=3000)

    assert panel.geometry().getRect() == (0, 0, 500, 400)


def test_tabs_show_one_page_and_tell_which(qtbot: Any, window: Window) -> None:
    tabs = Tabs("panel")
    for key in ("instructions", "authorization"):
        tabs.add(key, key.title(), Text(key))
    window.column.addWidget(tabs)
    window.column.addWidget(tabs.pages)
    heard: list[str] = []
    tabs.chosen.connect(heard.append)
    show(qtbot, window)

    assert tabs.current == "instructions"
    QTest.mouseClick(
        window.findChild(QWidget, "panel.tab.authorization"), Qt.MouseButton.LeftButton
    )
    assert (tabs.current, tabs.pages.currentIndex(), heard) == (
        "authorization",
        1,
        ["authorization"],
    )
    tabs.show_tab("unknown")
    assert tabs.current == "authorization"


def test_ctrl_enter_presses_the_primary_button_of_a_dialog(qtbot: Any, window: Window) -> None:
    show(qtbot, window)
    sheet = DialogSheet(window, "sheet", "Integration Successful")
    pressed: list[str] = []
    for words, kind in (("Skip for Now", "secondary"), ("Explore Templates", "primary")):
        button = sheet.add_button(Button(words, words, kind=kind))  # type: ignore[arg-type]
        button.clicked.connect(lambda _=False, words=words: pressed.append(words))
    sheet.open()
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow, timeout=3000)

    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["Explore Templates"]
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_primary_button_that_is_off_is_not_the_primary_action(window: Window) -> None:
    first, last = Button("Authorize", "a", kind="primary"), Button("Enable", "e", kind="primary")
    window.column.addWidget(first)
    window.column.addWidget(last)
    window.show()

    assert primary_in(window) is last
    last.setEnabled(False)
    assert primary_in(window) is first


def test_a_pill_can_change_its_state(theme: Theme) -> None:
    pill = Pill("Enabled", "ok")
    pill.show_state("Needs authorization", "error")

    assert (pill.text(), pill.property("pill")) == ("Needs authorization", "error")


def test_things_flow_into_the_next_line_when_one_is_full(qtbot: Any, window: Window) -> None:
    holder = QWidget()
    flow = FlowLayout(holder, spacing=8)
    chips = [Button(f"Stage {number}", f"chip.{number}") for number in range(8)]
    for chip in chips:
        flow.addWidget(chip)
    window.column.addWidget(holder)
    window.column.addStretch(1)
    show(qtbot, window)

    lines = {chip.y() for chip in chips}
    assert len(lines) > 1
    assert all(chip.geometry().right() < holder.width() for chip in chips)
    assert flow.heightForWidth(2000) == chips[0].height()
