"""An end user who signs in by the link that the conversation sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.authorization.sign_in import SignIn
from ui.place import Context

if TYPE_CHECKING:
    from studio.app import Studio
    from studio.authorization.browser_login import BrowserLogin
    from studio.authorization.login import LoginAttempt
    from studio.end_users.values import Link


class LinkSignIn(SignIn):
    """The same window and browser as on the Authorization tab, for one link and user."""

    def __init__(self, context: Context, link: Link, user: str, name: str, host: QWidget) -> None:
        super().__init__(context, link.connector_id, name, host)
        self._link = link
        self.user = user
        self._opened = False

    def _begun(self, studio: Studio) -> LoginAttempt:
        attempt = studio.end_users.open_link(self._link.id, self.user, again=self._opened)
        self._opened = True
        return attempt

    def _begun_in_browser(self, studio: Studio) -> BrowserLogin:
        login = studio.end_users.open_link_in_browser(self._link.id, self.user, again=self._opened)
        self._opened = True
        return login
