"""The Authorization tab: who signs in, with which app, and whose account it came to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.authorization.values import App, AuthorizationType, Choice, Problem
from ui.authorization.account_panel import AccountPanel
from ui.authorization.problem_notice import problem_notice
from ui.authorization.state import BUSY_WORDS, Step, TabState
from ui.controls import Button, Notice, OptionCard, OptionGroup, ScrollColumn, Text


class AuthorizationTab(ScrollColumn):
    """Draws a `TabState` and says what the person wants.

    Signals:
        chosen: The whole `Choice` after a click on one of its cards.
        authorize_asked, cancel_asked: The buttons of those names.
    """

    chosen = Signal(Choice)
    authorize_asked = Signal()
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__(margins=(24, 20, 24, 24), spacing=20)
        self._choice = Choice()
        self._problem: Problem | None = None
        self._notice: Notice | None = None
        self._had_account = False
        self.column.addLayout(self._type_section())
        self.column.addLayout(self._app_section())
        self.column.addLayout(self._account_section())

    def show_state(self, state: TabState) -> None:
        """Draw everything from one value."""
        choice = self._choice = state.action.choice
        pre = choice.authorization_type is AuthorizationType.PRE_AUTHORIZE
        self._types.show_choice("pre_authorize" if pre else None)
        self._methods.show_choice("oauth" if choice.oauth else None)
        self._apps.show_choice("system" if choice.app is App.SYSTEM else None)
        for card in (self._pre_authorize, self._oauth, self._system):
            card.setEnabled(not state.busy)
        self._system_line.setText(f"The preconfigured {state.action.name} app")
        self._show_problem(state.shown_problem)
        self._show_account(state)
        self._show_buttons(state)

    def _type_section(self) -> QVBoxLayout:
        self._types = OptionGroup(self)
        self._methods = OptionGroup(self)
        self._pre_authorize = self._types.add(
            "pre_authorize",
            OptionCard(
                "Pre-authorize the Integration",
                "You sign in once; every conversation uses that account.",
                "authorization.type.pre_authorize",
            ),
        )
        self._oauth = self._methods.add(
            "oauth",
            OptionCard(
                "OAuth",
                "You allow access on the service's own sign-in page.",
                "authorization.method.oauth",
            ),
        )
        self._types.chosen.connect(
            lambda key: self._choose(authorization_type=AuthorizationType(key))
        )
        self._methods.chosen.connect(lambda key: self._choose(oauth=True))
        section = _section("Authorization Type")
        section.addWidget(self._pre_authorize)
        section.addWidget(self._oauth)
        return section

    def _app_section(self) -> QVBoxLayout:
        self._apps = OptionGroup(self)
        self._system = self._apps.add(
            "system", OptionCard("System", "The preconfigured app", "authorization.app.system")
        )
        self._system_line = self._system.findChildren(Text)[1]
        self._apps.chosen.connect(lambda key: self._choose(app=App(key)))
        section = _section("OAuth")
        section.addWidget(self._system)
        return section

    def _account_section(self) -> QVBoxLayout:
        self._panel = AccountPanel()
        self._panel.hide()
        self._authorize = Button("Authorize", "authorization.authorize", kind="primary")
        self._authorize.clicked.connect(self.authorize_asked)
        self._cancel = Button("Cancel", "authorization.cancel", kind="quiet")
        self._cancel.clicked.connect(self.cancel_asked)
        self._line = Text("", "secondary", "authorization.progress")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._authorize)
        row.addWidget(self._line, 1)
        row.addWidget(self._cancel)
        section = self._account = _section("Account")
        section.addWidget(self._panel)
        section.addLayout(row)
        return section

    def _choose(self, **change: object) -> None:
        self._choice = replace(self._choice, **change)  # type: ignore[arg-type]
        self.chosen.emit(self._choice)

    def _show_problem(self, problem: Problem | None) -> None:
        if problem == self._problem:
            return
        self._problem = problem
        if self._notice is not None:
            self._account.removeWidget(self._notice)
            self._notice.hide()
            self._notice.setObjectName("")
            self._notice.deleteLater()
            self._notice = None
        if problem is not None:
            self._notice = problem_notice(problem)
            self._account.insertWidget(1, self._notice)
            self._bring_into_view(self._notice)

    def _show_account(self, state: TabState) -> None:
        account = state.action.account
        if account is not None:
            self._panel.show_account(account, state.now)
            if not self._had_account:
                self._bring_into_view(self._panel)
        self._had_account = account is not None
        self._panel.setVisible(account is not None and state.step is not Step.EXCHANGING)

    def _show_buttons(self, state: TabState) -> None:
        signing_in = state.step is Step.SIGNING_IN
        again = state.action.account is not None
        self._authorize.set_busy(False)
        if signing_in:
            text = "Show the login window"
        else:
            text = "Authorize again" if again else "Authorize"
        self._authorize.setText(text)
        self._authorize.setAccessibleName(text)
        self._authorize.setEnabled(state.action.can_authorize)
        self._authorize.set_kind("secondary" if signing_in or again else "primary")
        if state.busy and not signing_in:
            self._authorize.set_busy(True)
        self._cancel.setVisible(state.step in (Step.STARTING, Step.SIGNING_IN))
        self._line.setText(self._words(state))

    def _words(self, state: TabState) -> str:
        if state.busy:
            return BUSY_WORDS[state.step]
        if state.action.can_authorize and state.action.account is None:
            return f"Opens the sign-in page of {state.action.name} in a window of its own."
        return ""

    def _bring_into_view(self, widget: QWidget) -> None:
        """Scroll once the layout has made room; the buttons below belong to what is shown."""

        def scroll() -> None:
            self.column.activate()
            self.ensureWidgetVisible(self._authorize, 0, 24)
            self.ensureWidgetVisible(widget, 0, 8)

        QTimer.singleShot(0, widget, scroll)


def _section(title: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(8)
    column.addWidget(Text(title, "label"))
    return column
