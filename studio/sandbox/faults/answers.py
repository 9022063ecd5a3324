"""Answers that a fault gives in the handler's place, in HubSpot's words where it has some."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response, StreamingResponse

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.answers import CORRELATION, JSON_TYPE, error_answer, json_answer
from studio.sandbox.errors import ApiError, error
from studio.sandbox.faults import gateway_pages as pages
from studio.sandbox.moments import CorrelationIds

HUGE = 12 * 1024 * 1024
"""Bytes of `huge_body`."""
PIECE = b"x" * 65_536
ELSEWHERE = "https://elsewhere.invalid/"
"""A host that never resolves (RFC 2606 section 2)."""
EXPIRED_SECONDS = 75
"""As in the fact sheet's capture of an expired token."""
OAUTH_FORMS = frozenset({"exchange", "refresh", "token", "introspect", "revoke"})
EXISTING_ID = 12345
CAPTURED_SCOPE = "crm.objects.deals.read"

RETRY_SOON = {"Retry-After": "1"}


@dataclass(frozen=True)
class Call:
    """The request that is struck."""

    method: str
    target: str
    """Path and query as they were sent."""
    names: tuple[str, ...]
    """Of its route, the narrowest first."""

    @property
    def is_oauth(self) -> bool:
        """Whether errors have the shape of RFC 6749 section 5.2."""
        return not OAUTH_FORMS.isdisjoint(self.names)


class Answers:
    """Makes the answer of every fault of the kind "answer".

    Args:
        clock: The sandbox's own.
        correlation: For the id that each answer of HubSpot's carries.
        app_id: Named in the text of the limits.
        portal_id: Likewise.
    """

    def __init__(
        self, clock: Clock, correlation: CorrelationIds, *, app_id: int, portal_id: int
    ) -> None:
        self._clock = clock
        self._correlation = correlation
        self._app_id = app_id
        self._portal_id = portal_id
        limit = errors.too_many_requests(app_id, portal_id)
        self._makers: dict[str, Callable[[Call], Response]] = {
            "html_instead_of_json": lambda _: _html(200, pages.GUEST_NETWORK),
            "json_null": lambda _: self._stamped(json_answer(None)),
            "json_list": lambda _: self._stamped(json_answer([{"unexpected": True}])),
            "huge_body": lambda _: _huge(),
            "redirect_loop": lambda call: Response(status_code=302, headers=_to(call.target)),
            "redirect_elsewhere": lambda _: Response(status_code=307, headers=_to(ELSEWHERE)),
            "bad_request_400": lambda call: self._api(_bad_request(call)),
            "unauthorized_401": lambda call: self._api(_unauthorized(call)),
            "expired_token_401": lambda _: self._api(self._expired()),
            "forbidden_403": lambda call: self._api(_forbidden(call)),
            "missing_scope_403": lambda call: self._api(errors.missing_scopes([_scope(call)])),
            "not_found_404": lambda call: self._api(_not_found(call)),
            "conflict_409": lambda call: self._api(_conflict(call)),
            "locked_423": lambda _: self._api(_locked()),
            "rate_limit_429": lambda _: self._api(limit),
            "rate_limit_429_retry_after": lambda _: self._api(limit, RETRY_SOON),
            "rate_limit_429_daily": lambda _: self._api(self._daily()),
            "search_rate_limit_429": lambda _: self._api(errors.too_many_searches()),
            "server_error_500": lambda _: self._api(error(500, "internal error")),
            "bad_gateway_502": lambda _: _gateway(502, "Bad Gateway"),
            "unavailable_503": lambda _: _gateway(503, "Service Temporarily Unavailable"),
            "unavailable_503_retry_after": lambda _: _gateway(
                503, "Service Temporarily Unavailable", RETRY_SOON
            ),
            "gateway_timeout_504": lambda _: _gateway(504, "Gateway Time-out"),
            "edge_521": lambda _: _html(521, pages.edge(521, "Web server is down")),
            "edge_525": lambda _: _html(525, pages.edge(525, "SSL handshake failed")),
            "embedded_sign_in_refused": lambda _: _html(403, pages.NO_EMBEDDING),
            "migration_477": lambda _: self._api(_migration(), {"Retry-After": "2"}),
        }

    @property
    def names(self) -> frozenset[str]:
        """Of all faults answered here."""
        return frozenset(self._makers)

    def make(self, name: str, call: Call) -> Response:
        """The answer of the fault `name` for a request."""
        return self._makers[name](call)

    def _api(self, failure: ApiError, headers: Mapping[str, str] | None = None) -> Response:
        correlation_id = self._correlation.next()
        response = error_answer(failure, correlation_id)
        response.headers.update(headers or {})
        response.headers[CORRELATION] = correlation_id
        return response

    def _stamped(self, response: Response) -> Response:
        response.headers[CORRELATION] = self._correlation.next()
        return response

    def _expired(self) -> ApiError:
        now = self._clock.now()
        return errors.expired_token(now - timedelta(seconds=EXPIRED_SECONDS), now)

    def _daily(self) -> ApiError:
        """429 of the day's limit (fact sheet hubspot-api 6)."""
        who = f"{self._app_id}:{self._portal_id}"
        return ApiError(
            429,
            {
                "status": "error",
                "message": "You have reached your daily limit.",
                "errorType": "RATE_LIMIT",
                "policyName": "DAILY",
                "groupName": f"publicapi:private_app-api-calls-daily:{who}",
                "requestId": self._correlation.next(),
            },
        )


def _bad_request(call: Call) -> ApiError:
    if call.is_oauth:
        # Our guess: the token endpoint's words for a request it cannot read at all.
        return _refusal(400, "invalid_request", "BAD_REQUEST", "missing or invalid parameter")
    return errors.keys_missing(["properties"])


def _unauthorized(call: Call) -> ApiError:
    if call.is_oauth:
        # Our guess: with 401, a token endpoint would name the client (RFC 6749 section 5.2).
        said = "missing or invalid client secret"
        return _refusal(401, "invalid_client", "BAD_CLIENT_SECRET", said)
    return errors.no_credentials()


def _forbidden(call: Call) -> ApiError:
    # Our guess: the words of a 403 that names no scopes; the fact sheet has one for definitions.
    return error(403, "You do not have permissions to carry out this request.")


def _refusal(http_status: int, word: str, status: str, said: str) -> ApiError:
    """As the token endpoints refuse: RFC 6749's fields first, HubSpot's after (fact sheet 2.5)."""
    body = {"error": word, "error_description": said, "status": status, "message": said}
    return ApiError(http_status, body)


def _not_found(call: Call) -> ApiError:
    return errors.not_found_page() if call.method in ("GET", "HEAD") else errors.no_such_record()


def _conflict(call: Call) -> ApiError:
    if call.names[0].startswith("contacts."):
        return errors.contact_exists(EXISTING_ID)
    # Our guess: for other records, the words that were recorded for contacts.
    return error(409, f"Record already exists. Existing ID: {EXISTING_ID}", "CONFLICT")


def _locked() -> ApiError:
    # Our guess: the words; the fact sheet knows the status only.
    return error(423, "This object is locked by another request. Try again shortly.", "LOCKED")


def _migration() -> ApiError:
    # Our guess: the words; status and Retry-After are documented.
    return error(
        477, "This account is being migrated between data centers.", "MIGRATION_IN_PROGRESS"
    )


def _scope(call: Call) -> str:
    """The scope that such a call needs."""
    kind, _, verb = call.names[0].partition(".")
    if kind not in ("deals", "contacts"):
        return CAPTURED_SCOPE
    writes = verb in ("create", "update", "delete")
    return f"crm.objects.{kind}.{'write' if writes else 'read'}"


def _to(address: str) -> dict[str, str]:
    return {"Location": address}


def _html(status: int, page: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(page, status, {"Content-Type": pages.HTML, **(headers or {})})


def _gateway(status: int, phrase: str, headers: Mapping[str, str] | None = None) -> Response:
    return _html(status, pages.gateway(status, phrase), headers)


def _huge() -> Response:
    """JSON that is well-formed, should anybody read it to its end."""
    begin, end = b'{"padding":"', b'"}'

    async def pieces() -> AsyncIterator[bytes]:
        yield begin
        for _ in range(HUGE // len(PIECE)):
            yield PIECE
        yield end

    length = len(begin) + HUGE + len(end)
    return StreamingResponse(
        pieces(), 200, {"Content-Type": JSON_TYPE, "Content-Length": str(length)}
    )
