"""What a sign-in page wants beside words: a client certificate, or a security key.

Qt asks the system for both; here a person chooses. Neither PIN nor certificate is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.controls import Button, DialogSheet, OptionCard, OptionGroup, ScrollColumn, Text

WIDTH = 480
KeyState = Literal["account", "pin", "touch", "failed"]
PIN_ERRORS = {
    "WrongPin": "That PIN is wrong.",
    "TooShort": "That PIN is too short.",
    "InvalidCharacters": "That PIN has characters that the security key does not take.",
    "SameAsCurrentPin": "That is the PIN it has already.",
    "InternalUvLocked": "The security key does not take fingerprints any more; enter its PIN.",
}
FAILURES = {
    "Timeout": "Nobody touched the security key in time.",
    "KeyNotRegistered": "This security key is not registered with the service.",
    "KeyAlreadyRegistered": "This security key is registered with the service already.",
    "SoftPinBlock": "Too many wrong PINs. Take the security key out and put it in again.",
    "HardPinBlock": "Too many wrong PINs. The security key has to be reset before it works again.",
    "AuthenticatorRemovedDuringPinEntry": "The security key was taken out.",
    "UserConsentDenied": "It was cancelled on the security key.",
    "WinUserCancelled": "It was cancelled in the system's own window.",
    "StorageFull": "The security key has no room for another passkey.",
}


@dataclass(frozen=True)
class Certificate:
    """One certificate to choose from."""

    subject: str
    issuer: str
    until: str
    """Its last day, as it is shown."""


class CertificateSheet(DialogSheet):
    """Lets a person choose the certificate that a server asks for, or none.

    Args:
        host: Who asks.
        certificates: What the system offers, in its order.
        answered: Called once, with a position or None.
    """

    def __init__(
        self,
        parent: QWidget,
        host: str,
        certificates: Sequence[Certificate],
        answered: Callable[[int | None], None],
    ) -> None:
        super().__init__(
            parent, "login.certificate", "Choose a certificate", f"{host} asks who you are."
        )
        self._answered = answered
        self._chosen = 0
        group = OptionGroup(self)
        group.chosen.connect(lambda key: self._choose(int(key)))
        offered = ScrollColumn(margins=(0, 2, 0, 2), spacing=8, name="login.certificate.list")
        for number, one in enumerate(certificates):
            line = f"Issued by {one.issuer}. Valid until {one.until}."
            card = OptionCard(one.subject, line, f"login.certificate.{number}")
            offered.column.addWidget(group.add(str(number), card))
        group.show_choice("0")
        self.body.addWidget(offered, 1)
        none = self.add_button(Button("Sign in without one", "login.certificate.none"))
        none.clicked.connect(self.reject)
        use = self.add_button(Button("Use it", "login.certificate.use", kind="primary"))
        use.clicked.connect(self.accept)
        use.setFocus()
        self.resize(WIDTH, min(440, 210 + 76 * len(certificates)))

    def done(self, result: int) -> None:
        """However it is closed, the server gets an answer."""
        super().done(result)
        answered, self._answered = self._answered, lambda position: None
        answered(self._chosen if result else None)

    def _choose(self, number: int) -> None:
        self._chosen = number


class SecurityKeySheet(DialogSheet):
    """Says what a security key waits for: which account, its PIN, a touch; or why it failed.

    Args:
        asks: The service that the key is for.
        account_chosen: Called with the name of an account on the key.
        pin_entered: Called with the PIN, which goes to the key and is kept nowhere.
        again: Called for another try after a failure.
        given_up: Called when the person closes it.
    """

    def __init__(
        self,
        parent: QWidget,
        asks: str,
        *,
        account_chosen: Callable[[str], None],
        pin_entered: Callable[[str], None],
        again: Callable[[], None],
        given_up: Callable[[], None],
    ) -> None:
        super().__init__(parent, "login.key", "Security key", f"{asks} asks for it.")
        self._account_chosen = account_chosen
        self._pin_entered = pin_entered
        self._again = again
        self._given_up = given_up
        self._over = False
        self._said = Text("", name="login.key.said")
        self._problem = Text("", "secondary", "login.key.problem")
        self._problem.setProperty("tone", "error")
        self._accounts = ScrollColumn(margins=(0, 2, 0, 2), spacing=8, name="login.key.accounts")
        self._pin = QLineEdit()
        self._pin.setObjectName("login.key.pin")
        self._pin.setAccessibleName("PIN of the security key")
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin.setProperty("secret", True)
        self._pin.returnPressed.connect(self._go)
        for widget in (self._said, self._accounts, self._pin, self._problem):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        cancel = self.add_button(Button("Cancel", "login.key.cancel"))
        cancel.clicked.connect(self.reject)
        self._next = self.add_button(Button("Continue", "login.key.next", kind="primary"))
        self._next.clicked.connect(self._go)
        self._state: KeyState = "touch"
        self.resize(WIDTH, 280)

    def show_accounts(self, names: Sequence[str]) -> None:
        """The key holds several accounts."""
        self._show("account", "Which account do you sign in with?")
        self._accounts.clear()
        group = OptionGroup(self)
        group.chosen.connect(self._account_chosen)
        for number, name in enumerate(names):
            card = OptionCard(name, "", f"login.key.account.{number}")
            self._accounts.column.addWidget(group.add(name, card))

    def show_pin(self, error: str, attempts: int) -> None:
        """The key wants its PIN.

        Args:
            error: Qt's name of what was wrong with the one before; `NoError` at first.
            attempts: How many tries are left; 0 when it does not say.
        """
        left = f" {attempts} tries are left." if attempts and error != "NoError" else ""
        self._show("pin", "Enter the PIN of the security key.", PIN_ERRORS.get(error, "") + left)
        self._pin.clear()
        self._pin.setFocus()

    def show_touch(self) -> None:
        """The key waits for a touch."""
        self._show("touch", "Touch the security key. It may blink.")

    def show_failure(self, reason: str) -> None:
        """It came to nothing; `reason` is Qt's name of it."""
        said = FAILURES.get(reason, "The security key cannot be used for this sign-in.")
        self._show("failed", "It did not work.", said)

    def finish(self) -> None:
        """The key has answered, or the page does not want it any more."""
        self._over = True
        self.accept()

    def done(self, result: int) -> None:
        """Closing it gives up, unless it is over."""
        self._pin.clear()
        super().done(result)
        if not self._over:
            self._over = True
            self._given_up()

    def _show(self, state: KeyState, said: str, problem: str = "") -> None:
        self._state = state
        self._said.setText(said)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._accounts.setVisible(state == "account")
        self._pin.setVisible(state == "pin")
        self._next.setVisible(state in ("pin", "failed"))
        self._next.setText("Try again" if state == "failed" else "Continue")

    def _go(self) -> None:
        if self._state == "failed":
            self._again()
        elif self._pin.text():
            pin = self._pin.text()
            self._pin.clear()
            self._pin_entered(pin)
