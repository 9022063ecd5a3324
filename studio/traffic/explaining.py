"""Why each step is taken, and where it is laid down: one entry a kind of step."""

from __future__ import annotations

from typing import NamedTuple

from studio.traffic.values import Lane


class Explanation(NamedTuple):
    """A kind of step. `{service}` and `{window}` stand for what they are called."""

    title: str
    sender: Lane
    receiver: Lane
    why: str
    source: str = ""


KINDS: dict[str, Explanation] = {
    "opened": Explanation(
        "Open the sign-in page",
        "studio",
        "window",
        "The {window} is given an address with the scopes, the Callback URL, a state that is good "
        "once, and the fingerprint of a secret (PKCE). The client secret is not in it.",
        "RFC 6749, section 4.1.1; RFC 7636, section 4.3",
    ),
    "signed_in": Explanation(
        "Sign in and consent",
        "window",
        "service",
        "The person signs in on a page of {service} itself. The studio sees neither the password "
        "nor what the page shows.",
        "RFC 6749, section 4.1, step B",
    ),
    "returned": Explanation(
        "Come back with a code",
        "window",
        "studio",
        "{service} leads the {window} to the Callback URL. The studio takes the address and ends "
        "the page there: nobody else gets to see the code.",
        "RFC 6749, section 4.1.2",
    ),
    "checked": Explanation(
        "Check the answer",
        "studio",
        "studio",
        "The address has to be the Callback URL to the letter, and the state the one that was "
        "sent, so that no answer of another sign-in can be slipped in.",
        "RFC 6749, section 10.12; RFC 9700, section 2.1; RFC 9207",
    ),
    "exchange": Explanation(
        "Exchange the code for tokens",
        "studio",
        "service",
        "The code goes straight to the token endpoint, once, with the secret behind the PKCE "
        "fingerprint and the client secret: both prove who asked. Neither passes the {window}.",
        "RFC 6749, section 4.1.3; RFC 7636, section 4.5",
    ),
    "account": Explanation(
        "Ask which account it is",
        "studio",
        "service",
        "The new access token goes into the Authorization header, and {service} tells whose data "
        "it opens. The sign-in would work without this.",
        "RFC 6750, section 2.1",
    ),
    "introspect": Explanation(
        "Ask whose token it is",
        "studio",
        "service",
        "{service} is asked who signed in and what was granted. It wants the client secret with "
        "it, so that nobody can try out tokens they found.",
        "RFC 7662, section 2.1",
    ),
    "asked": Explanation(
        "Ask about the other account",
        "studio",
        "studio",
        "It is another account than before. Nothing is replaced until a person says so.",
    ),
    "kept": Explanation(
        "Keep the account",
        "studio",
        "studio",
        "The tokens go where secrets lie. The workspace keeps the account's name and what was "
        "granted, and no token.",
    ),
    "called_off": Explanation(
        "Called off",
        "studio",
        "studio",
        "Another sign-in was begun, or something else was chosen, before this one was finished. "
        "What it would have brought is not wanted any more.",
    ),
    "failed": Explanation(
        "End without an account",
        "studio",
        "studio",
        "The sign-in ended here. What was authorized before still counts.",
    ),
    "renew": Explanation(
        "Renew the access token",
        "studio",
        "service",
        "Access tokens end soon, so that a stolen one is of little use. The refresh token gets a "
        "new one without the person; the client secret proves who asks.",
        "RFC 6749, section 6",
    ),
    "password": Explanation(
        "Get a token for a name and a password",
        "studio",
        "service",
        "The resource owner's name and password go to the token endpoint, once; only the token is "
        "used from then on.",
        "RFC 6749, section 4.3.2",
    ),
    "client_credentials": Explanation(
        "Get a token for the app itself",
        "studio",
        "service",
        "The app asks in its own name. Nobody signs in: the client secret alone proves who asks.",
        "RFC 6749, section 4.4.2",
    ),
    "revoke": Explanation(
        "Take the authorization back",
        "studio",
        "service",
        "The refresh token is sent so that {service} makes it useless, also for who has a copy.",
        "RFC 7009, section 2.1",
    ),
    "call": Explanation(
        "Call the service",
        "studio",
        "service",
        "A service node of the dialog task asks {service}. The access token goes into the "
        "Authorization header, never into the address, where logs would keep it.",
        "RFC 6750, section 2.1",
    ),
    "alone": Explanation(
        "Ask the service",
        "studio",
        "service",
        "A request that stands alone. Its secrets were taken out before it was written down.",
    ),
}
IN_BROWSER = {
    "returned": Explanation(
        "Come back with a code",
        "window",
        "studio",
        "{service} leads the browser to a port of this computer. The studio listens there only "
        "for this sign-in, takes one answer, and closes it.",
        "RFC 8252, section 7.3",
    )
}
NEXT_STEPS = {
    400: "Look at what it was sent and what it says about it.",
    401: "The token was not taken. Try again; if it stays, authorize again.",
    403: "Something was not granted. Authorize again and allow what is asked.",
    404: "Look whether what was asked for is still there.",
    409: "Look at what is there already, then try again.",
    429: "It takes no more requests now. Try again in a minute.",
}
IN_TROUBLE = "The service is in trouble. Try again in a minute."
UNANSWERED = "Check the connection, then try again."


def next_step(status: int | None) -> str:
    """What to do about an answer, where nobody has said it better."""
    if status is None:
        return UNANSWERED
    return IN_TROUBLE if status >= 500 else NEXT_STEPS.get(status, NEXT_STEPS[400])
