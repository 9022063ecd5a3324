"""The Authorization tab: who signs in, with which app, and whose account it came to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.authorization.values import App, AuthorizationType, Choice, Problem
from ui.authorization.account_panel import AccountPanel
from ui.authorization.app_choice import AppChoice
from ui.authorization.foreseen_notes import ForeseenNotes
from ui.authorization.other_account import OtherAccountNotice
from ui.authorization.problem_notice import problem_notice
from ui.authorization.state import BROWSER_WORDS, BUSY_WORDS, Step, TabState
from ui.controls import Button, Notice, OptionCard, OptionGroup, ScrollColumn, Text


class AuthorizationTab(ScrollColumn):
    """Draws a `TabState` and says what the person wants.

    Signals:
        chosen: The whole `Choice` after a click on one of its cards.
        authorize_asked, browser_asked, cancel_asked: The buttons of those names.
        account_answered: Whether another account than before is kept.
        create_asked: *Create New* under Select Authorization.
        edit_asked: Edit the profile of this id, beginning at the field that is named.
        mend_asked, undo_asked: Carry out the repair of a rule for a field; take it back.
        set_up_asked: Enter the System app in Settings.
        exchange_asked: See the exchange of this id.
    """

    chosen = Signal(Choice)
    authorize_asked = Signal()
    browser_asked = Signal()
    cancel_asked = Signal()
    account_answered = Signal(bool)
    create_asked = Signal()
    edit_asked = Signal(str, str)
    mend_asked = Signal(str, str)
    undo_asked = Signal()
    set_up_asked = Signal()
    exchange_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(margins=(24, 20, 24, 24), spacing=20)
        self._choice = Choice()
        self._problem: Problem | None = None
        self._notice: Notice | None = None
        self._other: OtherAccountNotice | None = None
        self._had_account = False
        self.column.addLayout(self._type_section())
        self.column.addLayout(self._app_section())
        self.column.addLayout(self._account_section())

    def show_state(self, state: TabState) -> None:
        """Draw everything from one value."""
        choice = self._choice = state.action.choice
        kind = choice.authorization_type
        self._types.show_choice(kind.value if kind else None)
        self._methods.show_choice("oauth" if choice.oauth else None)
        for card in (self._pre_authorize, self._allow_users, self._oauth):
            card.setEnabled(not state.busy)
        self._apps.show_state(state)
        self._show_problem(state.shown_problem)
        self._show_other(state)
        self._show_account(state)
        self._show_buttons(state)
        self._show_users(state)
        self._foreseen.show_findings(
            () if state.busy or choice.app is None else state.findings,
            editable=choice.app is App.CUSTOM,
            mended="" if state.busy else state.mended,
        )

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
        self._allow_users = self._types.add(
            "allow_users",
            OptionCard(
                "Allow Users to Authorize the Integration",
                "Each end user signs in during the conversation.",
                "authorization.type.allow_users",
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
        section.addWidget(self._allow_users)
        section.addSpacing(4)
        section.addWidget(self._oauth)
        return section

    def _app_section(self) -> QVBoxLayout:
        apps = self._apps = AppChoice()
        apps.app_chosen.connect(self._choose_app)
        apps.profile_chosen.connect(lambda key: self._choose(profile_id=key, tenant=""))
        apps.tenant_entered.connect(self._choose_tenant)
        apps.create_asked.connect(self.create_asked)
        apps.set_up_asked.connect(self.set_up_asked)
        apps.edit_asked.connect(lambda key: self.edit_asked.emit(key, ""))
        section = _section("OAuth")
        section.addWidget(apps)
        return section

    def _account_section(self) -> QVBoxLayout:
        self._panel = AccountPanel()
        self._panel.hide()
        self._authorize = Button("Authorize", "authorization.authorize", kind="primary")
        self._authorize.clicked.connect(self.authorize_asked)
        self._browser = Button("Use my browser instead", "authorization.browser", kind="quiet")
        self._browser.clicked.connect(self.browser_asked)
        self._cancel = Button("Cancel", "authorization.cancel", kind="quiet")
        self._cancel.clicked.connect(self.cancel_asked)
        self._line = Text("", "secondary", "authorization.progress")
        self._foreseen = ForeseenNotes()
        self._foreseen.edit_asked.connect(
            lambda field: self.edit_asked.emit(self._choice.profile_id or "", field)
        )
        self._foreseen.mend_asked.connect(self.mend_asked)
        self._foreseen.undo_asked.connect(self.undo_asked)
        self._users = Text("", "secondary", "authorization.users")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._authorize)
        row.addWidget(self._browser)
        row.addStretch(1)
        row.addWidget(self._cancel)
        section = self._account = _section("Account")
        section.addWidget(self._panel)
        section.addWidget(self._foreseen)
        section.addLayout(row)
        section.addWidget(self._line)
        section.addWidget(self._users)
        return section

    def _choose(self, **change: object) -> None:
        self._choice = replace(self._choice, **change)  # type: ignore[arg-type]
        self.chosen.emit(self._choice)

    def _choose_app(self, key: str) -> None:
        """System has no profile; one that is not selected can be deleted."""
        app = App(key)
        if app is not self._choice.app:
            self._choose(app=app, profile_id=None, tenant="")

    def _choose_tenant(self, tenant: str) -> None:
        if tenant != self._choice.tenant:
            self._choose(tenant=tenant)

    def _show_other(self, state: TabState) -> None:
        other = state.other if state.step is Step.DECIDING else None
        if (other is None) == (self._other is None):
            return
        if self._other is not None:
            self._account.removeWidget(self._other)
            for widget in (self._other, *self._other.findChildren(QWidget)):
                widget.setObjectName("")
            self._other.hide()
            self._other.deleteLater()
            self._other = None
        if other is not None:
            self._other = OtherAccountNotice(other)
            self._other.answered.connect(self.account_answered)
            self._account.insertWidget(1, self._other)
            self._bring_into_view(self._other)

    def _show_users(self, state: TabState) -> None:
        """Where each end user signs in, there is nothing to authorize here."""
        users = state.action.choice.authorization_type is AuthorizationType.ALLOW_USERS
        self._users.setVisible(users)
        if not users:
            return
        self._users.setText(
            f"Nobody signs in now. When a dialog first needs {state.action.name}, the conversation "
            "shows an authorization link; it goes on once the end user has signed in."
        )
        for widget in (self._authorize, self._browser, self._line):
            widget.hide()

    def _show_problem(self, problem: Problem | None) -> None:
        if problem == self._problem:
            return
        self._problem = problem
        if self._notice is not None:
            self._account.removeWidget(self._notice)
            self._notice.hide()
            for widget in (self._notice, *self._notice.findChildren(QWidget)):
                widget.setObjectName("")
            self._notice.deleteLater()
            self._notice = None
        if problem is not None:
            self._notice = problem_notice(problem, self.exchange_asked.emit)
            self._account.insertWidget(1, self._notice)
            self._bring_into_view(self._notice)

    def _show_account(self, state: TabState) -> None:
        account = state.action.account
        if account is not None:
            self._panel.show_account(account, state.now, state.short)
            if not self._had_account:
                self._bring_into_view(self._panel)
        self._had_account = account is not None
        self._panel.setVisible(account is not None and state.step is not Step.EXCHANGING)

    def _show_buttons(self, state: TabState) -> None:
        signing_in = state.step is Step.SIGNING_IN
        again = state.action.account is not None
        self._authorize.set_busy(False)
        if signing_in and not state.in_browser:
            text = "Show the login window"
        elif signing_in:
            text = "Open the browser again"
        else:
            text = "Authorize again" if again else "Authorize"
        self._authorize.setText(text)
        self._authorize.setAccessibleName(text)
        possible = state.action.can_authorize and not state.refused
        self._authorize.setEnabled(possible)
        self._authorize.set_kind("secondary" if signing_in or again else "primary")
        if state.busy and not signing_in:
            self._authorize.set_busy(True)
        self._authorize.show()
        self._browser.setVisible(not state.busy and state.policy == "both")
        self._browser.setEnabled(possible)
        self._cancel.setVisible(state.step in (Step.STARTING, Step.SIGNING_IN))
        words = self._words(state)
        self._line.setText(words)
        self._line.setVisible(bool(words))

    def _words(self, state: TabState) -> str:
        if state.busy:
            words = BUSY_WORDS | BROWSER_WORDS if state.in_browser else BUSY_WORDS
            return words[state.step]
        if not state.action.can_authorize:
            return ""
        if state.refused:
            return f"{state.action.name} would refuse this sign-in: see above."
        if state.action.account is None and state.policy == "browser":
            return f"Opens the sign-in page of {state.action.name} in your browser."
        if state.action.account is None:
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
