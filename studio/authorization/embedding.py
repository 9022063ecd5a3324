"""Recognizing the page of an identity provider that lets nobody sign in inside other programs."""

from __future__ import annotations

import re

LONGEST = 20_000
"""Characters of a page that are looked at."""
REFUSALS = (
    # Google, OAuth 2.0 policies, "Use secure browsers": error and page.
    r"disallowed_useragent",
    r"this browser or app may not be secure",
    # Facebook Login, "Deprecating support for FB Login authentication on Android embedded
    # browsers".
    r"log ?in (?:is|has been)? ?(?:currently )?disabled .{0,40}embedded browser",
    # Others say it in words of this kind.
    r"(?:embedded|in-app) (?:web ?views?|browsers?) (?:is|are) not (?:supported|allowed|permitted)",
    r"(?:can.?t|cannot|can not) sign in (?:from|in|inside) (?:an? )?(?:embedded|in-app) browser",
)
_REFUSED = re.compile("|".join(REFUSALS), re.IGNORECASE | re.DOTALL)


def refuses_embedding(text: str) -> bool:
    """Whether a page says that it does not let people sign in inside another program.

    Args:
        text: Address, title and words of the page.
    """
    return _REFUSED.search(text[:LONGEST]) is not None
