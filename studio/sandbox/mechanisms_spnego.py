"""SPNEGO as far as it can be had without a Kerberos realm (RFC 4559, RFC 4178).

A ticket can only be checked with the service's own key, which a realm gives out; there is none on
board. So real tickets are told from rubbish, and refused all the same; what is accepted is one
fixed test token, made as a real one is made, with a word in the place of the ticket.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

NEGOTIATE = "Negotiate"
SPNEGO = bytes.fromhex("06062b0601050502")
"""The object identifier 1.3.6.1.5.5.2, encoded."""
KERBEROS = bytes.fromhex("06092a864886f712010202")
"""The object identifier 1.2.840.113554.1.2.2, encoded."""
NTLM = b"NTLMSSP\0"
WORD = b"a test ticket of the Action Studio sandbox"


def _wrapped(tag: int, content: bytes) -> bytes:
    """DER, for content of fewer than 128 bytes."""
    return bytes((tag, len(content))) + content


TEST_TOKEN = _wrapped(
    0x60,
    SPNEGO
    + _wrapped(
        0xA0,
        _wrapped(
            0x30,
            _wrapped(0xA0, _wrapped(0x30, KERBEROS)) + _wrapped(0xA2, _wrapped(0x04, WORD)),
        ),
    ),
)
"""A NegTokenInit (RFC 4178 section 4.2.1) that offers Kerberos."""
TEST_ANSWER = _wrapped(0xA1, _wrapped(0x30, _wrapped(0xA0, _wrapped(0x0A, b"\0"))))
"""A NegTokenResp that says accept-completed (RFC 4178 section 4.2.2)."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a token."""

    accepted: bool
    why: str
    """Why not, in words."""
    answer: str = ""
    """The service's own token, in base64."""


def judge(code: str) -> Verdict:
    """Judge what stands behind `Negotiate`."""
    if not code:
        return Verdict(False, "A ticket is needed.")
    try:
        token = base64.b64decode(code, validate=True)
    except binascii.Error:
        return Verdict(False, "The token is not base64.")
    if token == TEST_TOKEN:
        return Verdict(True, "", base64.b64encode(TEST_ANSWER).decode())
    if NTLM in token:
        return Verdict(False, "NTLM is not accepted, only Kerberos.")
    if token[:1] == b"\x60" and KERBEROS in token:
        return Verdict(
            False,
            "This looks like a real ticket. The sandbox has no Kerberos realm to check it with.",
        )
    return Verdict(False, "This is no SPNEGO token.")
