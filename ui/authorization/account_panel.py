"""The green panel: whose account the integration works with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from studio.authorization.values import Account
from ui.authorization.words import account_words, instead_words, missing_words, token_words
from ui.controls import Chip, FieldRow, FlowLayout, Notice

if TYPE_CHECKING:
    from studio.authorization.shortfall import Shortfall


class AccountPanel(Notice):
    """Account, who signed in, how long the token lasts, and what was granted."""

    def __init__(self) -> None:
        super().__init__("ok", "Authorization completed successfully", name="authorization.account")
        self._account: Account | None = None
        self._short: Shortfall | None = None
        self._name = FieldRow("Account", "", "authorization.account.name")
        self._user = FieldRow("Signed in as", "", "authorization.account.user")
        self._token = FieldRow("Token", "", "authorization.account.expiry")
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, spacing=6)
        self._scopes = FieldRow("Scopes", self._chips, "authorization.account.scopes")
        self._missing = Notice("warn", "", name="authorization.account.missing")
        self._instead = Notice("info", "", name="authorization.account.instead_of")
        self.column.setSpacing(8)
        for row in (self._name, self._user, self._token, self._scopes):
            self.column.addWidget(row)
        for notice in (self._missing, self._instead):
            self.column.addWidget(notice)
        for row in (self._name, self._user, self._token):
            row.value.setProperty("role", "value")

    def show_account(self, account: Account, now: datetime, short: Shortfall | None = None) -> None:
        """Draw the account as it stands at `now`, and what installed templates lack with it."""
        self._token.value.setText(token_words(account, now))  # type: ignore[attr-defined]
        if (account, short) == (self._account, self._short):
            return
        self._account, self._short = account, short
        self._name.value.setText(account_words(account))  # type: ignore[attr-defined]
        self._user.value.setText(account.signed_in_as)  # type: ignore[attr-defined]
        self._user.setVisible(bool(account.signed_in_as))
        self._show_scopes(account)
        _say(self._missing, *missing_words(account, short))
        _say(self._instead, *instead_words(account))

    def _show_scopes(self, account: Account) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (chip := item.widget()) is not None:
                chip.hide()
                chip.deleteLater()
        for scope in account.scopes:
            self._flow.addWidget(Chip(scope.name, scope.reason, on_tint=True))
        self._chips.setAccessibleName("Scopes: " + ", ".join(s.name for s in account.scopes))


def _say(notice: Notice, title: str, text: str) -> None:
    """Show the words, or nothing at all when there are none."""
    notice.title.setText(title)
    notice.text.setText(text)
    notice.text.setVisible(bool(text))
    notice.setAccessibleName(f"{title} {text}".strip())
    notice.setVisible(bool(title))
