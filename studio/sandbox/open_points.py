"""What HubSpot does not say about OAuth, and how the sandbox answers meanwhile (fact sheet 9)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OAuthOpenPoints:
    """The guesses that can be switched; the defaults are the likeliest."""

    # Our guess: a code lives five minutes; HubSpot says only that it is short.
    code_seconds: int = 300
    """Life of an authorization code."""
    # Our guess: wrong client credentials are 400 as every other error there; all evidence says so.
    client_error_status: int = 400
    """Status for a wrong client id or secret: 400, or 401 as RFC 6749 section 5.2 allows."""
    # Our guess: after their switch-off the v1 OAuth calls answer as any unknown path, 404 in HTML.
    v1_gone_status: int = 404
    """Status of `/oauth/v1/*` after the switch-off: 404, 410 or 401; not announced."""
    # Our guess: a JSON body has no fields for the token endpoints; only form bodies are documented.
    json_bodies: bool = False
    """Whether the OAuth endpoints read JSON, which one alpha SDK of HubSpot's posts."""
