"""Where the links of a conversation lead: a record, a page, or the sign-in of an end user."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.end_users.values import LINK_SCHEME, Link, LinkError, LinkState
from studio.sandbox import RecordLink
from ui.authorization.other_account import OtherAccountNotice
from ui.background import Task
from ui.place import Context
from ui.talk_to_bot.link_sign_in import LinkSignIn


class ChatLinks(QObject):
    """Follows one link at a time.

    Signals:
        changed: Whether an end user is signing in is another.
        asked: A question to show in the conversation; it goes by itself.
        failed: Why a link leads nowhere, or a sign-in ended: with a message and a next step.
        signed_in: The end user whose sign-in is over, however it ended.
    """

    changed = Signal()
    asked = Signal(QWidget)
    failed = Signal(object)
    signed_in = Signal(str)

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._host = host
        self._signing_in: LinkSignIn | None = None
        self._question: OtherAccountNotice | None = None

    @property
    def signing_in(self) -> bool:
        """Whether an end user is signing in."""
        return self._signing_in is not None

    def open(self, url: str, user: str) -> None:
        """Follow a link of the conversation with `user`."""
        if url.startswith(LINK_SCHEME):
            self._sign_in(url, user)
            return
        studio = self._context.studio
        self._context.background.run(
            lambda task: studio.talk.leads_to(url),
            done=self._go_to,
            failed=self.failed.emit,
            owner=self._host,
        )

    def leave(self) -> None:
        """The window is closing."""
        if self._signing_in is not None:
            self._signing_in.close()

    def _go_to(self, where: RecordLink | str) -> None:
        """The sandbox's records have their place in the window; any other page is the browser's."""
        if isinstance(where, str):
            self._context.links.open(where)
            return
        self._context.navigate(
            "sandbox",
            tab="records",
            account=where.portal_id,
            kind=where.kind,
            record=where.record_id,
        )

    def _sign_in(self, url: str, user: str) -> None:
        """Open the authorization link that the conversation sent."""
        studio = self._context.studio
        if self._signing_in is not None:
            self._signing_in.authorize()
            return

        def opened(found: tuple[Link, str]) -> None:
            if self._signing_in is not None:
                return
            signing_in = LinkSignIn(self._context, found[0], user, found[1], self._host)
            self._signing_in = signing_in
            self.changed.emit()
            signing_in.changed.connect(self._show_question)
            signing_in.ended.connect(lambda: self._ended(signing_in))
            signing_in.authorize()

        def look(task: Task[tuple[Link, str]]) -> tuple[Link, str]:
            link = studio.end_users.links.get(url)
            if link is None:
                raise LinkError(LinkState.UNKNOWN)
            return link, studio.catalogue.get(link.connector_id).name

        self._context.background.run(look, done=opened, failed=self.failed.emit, owner=self._host)

    def _show_question(self) -> None:
        """Another account than before is kept only when the person says so."""
        if self._question is not None:
            self._question.deleteLater()
            self._question = None
        signing_in = self._signing_in
        if signing_in is not None and signing_in.other is not None:
            self._question = OtherAccountNotice(signing_in.other)
            self._question.answered.connect(signing_in.answer)
            self.asked.emit(self._question)

    def _ended(self, signing_in: LinkSignIn) -> None:
        self._signing_in = None
        signing_in.close()
        signing_in.deleteLater()
        if signing_in.problem is not None:
            self.failed.emit(signing_in.problem)
        self.changed.emit()
        self.signed_in.emit(signing_in.user)
