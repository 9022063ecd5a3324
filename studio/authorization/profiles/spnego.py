"""Test of Kerberos SPNEGO (RFC 4559): the exchange as decisions, and tickets of this computer."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Protocol

from studio.authorization.errors import shown
from studio.authorization.profiles.direct import CHECK_URL, accepts
from studio.authorization.profiles.entered import Entered
from studio.authorization.profiles.judging import went_well
from studio.authorization.profiles.principal import read_principal
from studio.authorization.profiles.steps import (
    Came,
    MakeTicket,
    Passed,
    Steps,
    TestFailed,
    Ticket,
    answered,
)
from studio.errors import StudioError

_NEGOTIATE = re.compile(r"(?:^|,)\s*Negotiate(?:\s+([A-Za-z0-9+/=]+))?\s*(?:,|$)", re.I)
MOST_LEGS = 4
"""Rounds until a negotiation is given up."""
NTLM = b"NTLMSSP\0"
"""Begins every message of NTLM ([MS-NLMP] section 2.2)."""


def negotiate(entered: Entered) -> Steps:
    """Ask, be challenged, answer with a ticket; with Mutual, make the service prove itself."""
    principal = read_principal(entered.need("service_principal", "Service Principal URL"))
    if principal is None:
        raise TestFailed(
            "Service Principal URL names no service.",
            "Enter the service's address, or HTTP/ and its host.",
            field="service_principal",
        )
    url, method = entered.address("check_url", CHECK_URL), entered.text("method") or "GET"
    delegate = entered.profile.text("authentication_type") == "Delegate"
    came = answered(
        (yield entered.send(method, url, "Ask for a challenge", headers=accepts(entered)))
    )
    if 200 <= came.status < 300:
        raise TestFailed(
            "The address answers without a ticket, so this proves nothing.",
            "Enter an address that only answers who is signed in.",
            came=came,
            field="check_url",
        )
    if came.status != 401 or _offered(came) is None:
        if came.status != 401:
            went_well(came, "a request without a ticket")
        raise TestFailed(
            "The service does not ask for a Kerberos ticket (no WWW-Authenticate: Negotiate).",
            "Check the address, and that SPNEGO is switched on for it.",
            came=came,
        )
    answer: bytes | None = None
    for _ in range(MOST_LEGS):
        ticket = yield MakeTicket(principal, delegate, answer)
        assert isinstance(ticket, Ticket)
        if not ticket.token:
            break
        code = base64.b64encode(ticket.token).decode()
        headers = {**accepts(entered), "Authorization": f"Negotiate {code}"}
        came = answered((yield entered.send(method, url, "Test Kerberos", headers=headers)))
        answer = _offered(came)
        if came.status != 401:
            break
        if not answer:
            went_well(came, "the ticket")
    went_well(came, "the ticket")
    if not delegate:
        yield from _proved(MakeTicket(principal, delegate, answer), came)
    return Passed(f"The service accepted the ticket ({came.status}).")


def _proved(ask: MakeTicket, came: Came) -> Steps:
    """Mutual: the service's own token has to be there and right (RFC 4559 section 5)."""
    ticket = (yield ask) if ask.answer else None
    if not isinstance(ticket, Ticket) or not ticket.complete:
        raise TestFailed(
            "The service took the ticket, but did not prove that it is the service.",
            "Ask its administrator, or choose Delegate if you trust the network in between.",
            came=came,
        )
    return Passed("Both sides have proved themselves.")


def _offered(came: Came) -> bytes | None:
    """The token in `WWW-Authenticate: Negotiate …`; empty without one, None without Negotiate."""
    found = _NEGOTIATE.search(came.headers.get("www-authenticate", ""))
    if found is None:
        return None
    try:
        return base64.b64decode(found[1] or "", validate=True)
    except binascii.Error:
        return None


class Tickets(Protocol):
    """Makes SPNEGO tokens, one negotiation after another."""

    def make(self, ask: MakeTicket) -> Ticket:
        """The next token. Raises StudioError when there is no ticket to make it of."""
        ...


class SystemTickets:
    """Tickets of the sign-in of this computer, by the optional part pyspnego.

    Kerberos only: NTLM, which SPNEGO may fall back to, is never offered.
    """

    def __init__(self) -> None:
        self._context: Any = None

    def make(self, ask: MakeTicket) -> Ticket:
        """The next token.

        Raises:
            StudioError: the part is absent, or there is no usable ticket.
        """
        try:
            import spnego
        except ImportError:
            raise StudioError(
                "Kerberos needs a part that is not installed (pyspnego).",
                "Install it: pip install 'action-studio[kerberos]', then start again.",
                code="profile.kerberos_missing",
            ) from None
        try:
            if self._context is None:
                asked = spnego.ContextReq.mutual_auth
                if ask.delegate:
                    asked = spnego.ContextReq.delegate
                self._context = spnego.client(
                    hostname=ask.principal.host,
                    service=ask.principal.service,
                    protocol="negotiate",
                    options=spnego.NegotiateOptions.negotiate_kerberos,
                    context_req=asked,
                )
            if self._context.complete:
                return Ticket(b"", True)
            token = self._context.step(ask.answer or None) or b""
            if NTLM in token:
                raise _no_ticket(ask, "only NTLM is at hand, which is not sent")
            return Ticket(token, self._context.complete)
        except (ImportError, spnego.exceptions.FeatureMissingError) as error:
            raise StudioError(
                f"Kerberos needs a library of this computer: {shown(error)}.",
                "Install it: pip install 'action-studio[kerberos]' (on Linux and macOS it needs "
                "the system's Kerberos, too), then start again.",
                code="profile.kerberos_missing",
            ) from None
        except spnego.exceptions.SpnegoError as error:
            raise _no_ticket(ask, shown(error)) from None


def _no_ticket(ask: MakeTicket, why: str) -> StudioError:
    return StudioError(
        f"This computer has no ticket for {ask.principal.service}/{ask.principal.host}: {why}.",
        "Sign in to your company's network (kinit shows whether it works), then test again.",
        code="profile.no_ticket",
    )
