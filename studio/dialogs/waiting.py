"""What a conversation says while it waits for an end user to sign in."""

from __future__ import annotations

import math

from studio.authorization.service import Authorization
from studio.connectors.catalogue import Catalogue
from studio.dialogs.chat import ChatButton, QuickReply, Saying
from studio.end_users.service import EndUsers
from studio.end_users.values import Link, LinkState

DISCARD = (QuickReply("Discard", "discard"),)
BEGINNINGS = {
    LinkState.OPEN: "I am waiting for you to sign in to {service}.",
    LinkState.USED: "The sign-in to {service} was not finished.{why}",
    LinkState.IGNORED: "The link to {service} was not opened in time.",
}
"""What is said about the link before; for any other, or none, the service asks for a sign-in."""


class Waiting:
    """Whether somebody still has to sign in, and the link that they get."""

    def __init__(
        self,
        authorization: Authorization,
        end_users: EndUsers,
        catalogue: Catalogue,
    ) -> None:
        self._authorization = authorization
        self._end_users = end_users
        self._catalogue = catalogue

    def for_sign_in(self, connector_id: str, user: str) -> Saying | None:
        """What to say to who has to sign in; None when they have.

        A link that is open still is said again; otherwise there is a fresh one.
        """
        if self.signed_in(connector_id, user):
            return None
        links = self._end_users.links
        sent = links.newest(user, connector_id)
        if sent is not None and sent[1] is LinkState.OPEN:
            return self._saying(sent[0], sent[1])
        return self._saying(links.issue(user, connector_id), sent[1] if sent else None)

    def signed_in(self, connector_id: str, user: str) -> bool:
        """Whether nobody has to sign in any more: the user has, or the app's own account is used
        since."""
        if not self._end_users.links.asked_for(connector_id):
            return True
        return self._authorization.account(connector_id, user) is not None

    def _saying(self, link: Link, before: LinkState | None) -> Saying:
        service = self._catalogue.get(link.connector_id).name
        first = "To go on, sign in to {service} with your own account."
        beginning = BEGINNINGS.get(before, first) if before else first
        problem = self._end_users.problem(link.user, link.connector_id)
        why = f" {problem.message}" if problem else ""
        minutes = max(1, math.ceil(self._end_users.links.seconds_left(link) / 60))
        unit = "minute" if minutes == 1 else "minutes"
        said = beginning.format(service=service, why=why)
        return Saying(
            "prompt",
            f"{said} Please use the following link; it is for you "
            f"alone, works once, and for {minutes} {unit}. What you answered is kept.",
            quick_replies=DISCARD,
            buttons=(ChatButton(f"Authorize {service}", url=link.url),),
        )
