"""Pages that come from machines between the client and HubSpot, not from HubSpot."""

from __future__ import annotations

HTML = "text/html; charset=UTF-8"

GUEST_NETWORK = """<!DOCTYPE html>
<html><head><title>Guest network</title></head>
<body><h1>Welcome to the guest network</h1>
<p>Accept the terms of use to go online.</p>
<form method="post" action="/accept"><button>Accept</button></form>
</body></html>
"""
"""What a proxy answers before somebody has signed in to the network."""

NO_EMBEDDING = """<!DOCTYPE html>
<html lang="en"><head><title>Sign in</title></head>
<body><h1>Couldn't sign you in</h1>
<p>This browser or app may not be secure. Try using a different browser.</p>
<p>Error 403: disallowed_useragent</p></body></html>
"""
"""What an identity provider shows that refuses browsers inside other programs (Google, OAuth 2.0
policies, "Use secure browsers")."""


def gateway(status: int, phrase: str) -> str:
    """The page of a reverse proxy that got no good answer itself."""
    title = f"{status} {phrase}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )


def edge(status: int, said: str) -> str:
    """The page of the edge network for its own statuses, 520 to 526 (fact sheet hubspot-api 5)."""
    return (
        f"<!DOCTYPE html>\n<html><head><title>api.hubapi.com | {status}: {said}</title></head>\n"
        f"<body><h1>{said}</h1><p>Error code {status}</p></body></html>\n"
    )
