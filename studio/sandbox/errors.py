"""What HubSpot says when something is wrong, word for word where it was recorded.

Sources: fact sheet hubspot-api 2.5 (tokens), 5 (CRM) and 6 (limits).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from studio.sandbox.moments import stamp
from studio.sandbox.properties import Kind

OAUTH_GUIDE = "https://developers.hubspot.com/docs/methods/auth/oauth-overview"
JAVA_MAP = "java.util.LinkedHashMap<java.lang.String,java.lang.Object>"
CORRELATION_ID = "{correlationId}"
"""Stands in a message for the id of the answer, which is known later."""
SCOPES_GUIDE = "https://developers.hubspot.com/scopes"


class ApiError(Exception):
    """An answer other than success, thrown from wherever it is found out.

    Args:
        status: HTTP status.
        body: The JSON body without its correlation id; None is the HTML page of a missing record.
    """

    def __init__(self, status: int, body: dict[str, Any] | None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one property."""

    property: str
    error: str
    """`PROPERTY_DOESNT_EXIST`, `INVALID_OPTION`, …"""
    message: str


def error(status: int, message: str, category: str | None = None, **rest: Any) -> ApiError:
    """The CRM's envelope; `rest` are `errors`, `context`, `links`, `subCategory`."""
    body: dict[str, Any] = {"status": "error", "message": message, **rest}
    if category is not None:
        body["category"] = category
    return ApiError(status, body)


def validation(message: str, **rest: Any) -> ApiError:
    """400 with the category that most refusals have."""
    return error(400, message, "VALIDATION_ERROR", **rest)


def not_found_page() -> ApiError:
    """What a GET of an unknown record or path answers: HTML, not JSON."""
    return ApiError(404, None)


def no_such_record() -> ApiError:
    """What PATCH and DELETE of an unknown id answer (for DELETE: as the platform's docs say)."""
    return error(404, "resource not found")


def id_not_numeric(text: str) -> ApiError:
    """The two spaces are HubSpot's."""
    message = "Object not found.  objectId are usually numeric."
    return error(404, message, "OBJECT_NOT_FOUND", context={"id": [text]})


def no_credentials() -> ApiError:
    """No token, or one that nobody was given."""
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication "
        f"and you can find more details at {OAUTH_GUIDE}"
    )
    return error(401, message, "INVALID_AUTHENTICATION")


def expired_token(expired_at: datetime, now: datetime) -> ApiError:
    """A token past its end, with how long ago."""
    seconds = int((now - expired_at).total_seconds())
    # Our guess: the largest unit of which there are two; 75 seconds were seen told as seconds.
    for length, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= 2 * length or unit == "second":
            break
    return error(
        401,
        f"The OAuth token used to make this call expired {seconds // length} {unit}(s) ago.",
        "EXPIRED_AUTHENTICATION",
        context={"expire time": [stamp(expired_at)]},
    )


def missing_scopes(alternatives: Sequence[str]) -> ApiError:
    """The token lacks every one of these scopes; one of them would do."""
    names = list(alternatives)
    return error(
        403,
        "This app hasn't been granted all required scopes to make this call. "
        f"Read more about required scopes here: {SCOPES_GUIDE}.",
        "MISSING_SCOPES",
        errors=[
            {
                "message": "One or more of the following scopes are required.",
                "context": {"requiredScopes": names, "requiredGranularScopes": names},
            }
        ],
        links={"scopes": SCOPES_GUIDE},
    )


def invalid_properties(problems: Sequence[Problem], portal_id: int) -> ApiError:
    """All bad properties in one answer: as JSON text in the message, and again as a list."""
    listed = [
        {
            "isValid": False,
            "message": problem.message,
            "error": problem.error,
            "name": problem.property,
            "localizedErrorMessage": problem.message,
            "portalId": portal_id,
        }
        for problem in problems
    ]
    text = json.dumps(listed, separators=(",", ":"), ensure_ascii=False)
    return validation(
        f"Property values were not valid: {text}",
        errors=[
            {
                "message": problem.message,
                "code": problem.error,
                "context": {"propertyName": [problem.property]},
            }
            for problem in problems
        ],
    )


def contact_exists(record_id: int) -> ApiError:
    """A new contact with an address that somebody has already."""
    return error(409, f"Contact already exists. Existing ID: {record_id}", "CONFLICT")


def unknown_kind(name: str) -> ApiError:
    return validation(f"Unable to infer object type from: {name}")


def keys_missing(names: Sequence[str]) -> ApiError:
    """A body without a key it must have."""
    listed = ", ".join(names)
    return validation(
        f"Invalid input JSON on line 1, column 2. Some required fields were not set: [{listed}]"
    )


def wrong_type(wanted: str, value: object) -> ApiError:
    """A body whose JSON is well-formed but of another shape."""
    kind, token = _json_kind(value)
    return validation(
        f"Invalid input JSON on line 1, column 1: Cannot deserialize value of type `{wanted}` "
        f"from {kind} value (token `JsonToken.{token}`)"
    )


def not_json(text: str, failure: json.JSONDecodeError) -> ApiError:
    """A body that is no JSON at all; this answer has no category."""
    # The parser there counts the character it stumbled over as read already.
    line, column = failure.lineno, failure.colno + (failure.pos < len(text))
    where = f"Invalid input JSON on line {line}, column {column}: "
    if failure.pos >= len(text):
        # Our guess: the text for a body that ends too early.
        return error(400, f"{where}Unexpected end-of-input")
    char = text[failure.pos]
    return error(
        400,
        f"{where}Unexpected character ('{char}' (code {ord(char)})): expected a valid value "
        "(number, String, array, object, 'true', 'false' or 'null')",
    )


def nothing_to_update() -> ApiError:
    return validation("No properties found to update, please provide at least one.")


def too_many_requests(app_id: int, portal_id: int) -> ApiError:
    """429 of the ten-second limit; it has a policy and no category."""
    return ApiError(
        429,
        {
            "status": "error",
            "message": "You have reached your ten_secondly_rolling limit.",
            "errorType": "RATE_LIMIT",
            "policyName": "TEN_SECONDLY_ROLLING",
            "groupName": f"publicapi:private_app-api-calls-ten-secondly:{app_id}:{portal_id}",
        },
    )


def too_many_searches() -> ApiError:
    """429 of the search limit; it has a category and no policy."""
    return error(429, "You have reached your secondly limit.", "RATE_LIMITS")


def too_many_today(request_id: str) -> ApiError:
    """429 of the daily limit, as the page "API usage guidelines" prints it (fact sheet 6)."""
    return ApiError(
        429,
        {
            "status": "error",
            "message": "You have reached your daily limit.",
            "errorType": "RATE_LIMIT",
            "policyName": "DAILY",
            "requestId": request_id,
        },
    )


def token_error(word: str, status: str, message: str) -> ApiError:
    """400 of the token endpoints: RFC 6749 section 5.2 first, HubSpot's own fields after."""
    return ApiError(
        400,
        {"error": word, "error_description": message, "status": status, "message": message},
    )


def enumeration_text(value: str, allowed: Sequence[str]) -> str:
    return f"{value} was not one of the allowed options: [{', '.join(allowed)}]"


def stage_text(value: str, pipelines: Mapping[str, Sequence[str]]) -> str:
    """The text for a stage that no pipeline in question has."""
    listed = ", ".join(
        f"pipelineId={pipeline} : [{', '.join(stages)}]" for pipeline, stages in pipelines.items()
    )
    return f"{value} is not a valid pipeline stage ID. Valid options are: {listed}"


def unknown_property(name: str) -> Problem:
    return Problem(name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')


def read_only(name: str, kind: Kind) -> Problem:
    """Writing what only HubSpot sets."""
    calculated = kind.properties[name].field_type == "calculation_equation"
    word = "calculated" if calculated else "read only"
    return Problem(
        name, "READ_ONLY_VALUE", f'"{name}" is a {word} property; its value cannot be set.'
    )


def _json_kind(value: object) -> tuple[str, str]:
    match value:
        case list():
            return "Array", "START_ARRAY"
        case dict():
            return "Object", "START_OBJECT"
        case bool():
            return "Boolean", "VALUE_TRUE" if value else "VALUE_FALSE"
        case int():
            return "Integer", "VALUE_NUMBER_INT"
        case float():
            return "Floating-point", "VALUE_NUMBER_FLOAT"
        case str():
            return "String", "VALUE_STRING"
        case _:
            return "Null", "VALUE_NULL"
