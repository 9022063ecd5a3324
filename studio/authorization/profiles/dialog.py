"""What the dialog Test Authorization asks for, by mechanism (fact sheet xo-platform 3, Test)."""

from __future__ import annotations

from dataclasses import replace

from studio.authorization.profiles import mechanisms
from studio.authorization.profiles.fields import CONTENT_TYPES, Field, choices
from studio.authorization.profiles.values import Profile, cell

TENANT_FIELD = Field(
    "tenant", "Tenancy", required=True, line="What stands for {tenant} in the addresses."
)
USER_NAME = Field("username", "User Name", required=True)
PASSWORD = Field("password", "Password", "secret", required=True)
KEY = Field("api_key", "API Key", "secret", required=True)
METHOD = Field("method", "Method", "choice", default="GET", options=choices("GET", "POST"))
CONTENT_TYPE = Field(
    "content_type", "Content-Type", "choice", default="JSON", options=CONTENT_TYPES
)


def test_fields(profile: Profile) -> tuple[Field, ...]:
    """The fields of the dialog, filled in as far as the profile says; empty when none is shown.

    Form Fields that the end user sees are asked for, too. Nothing entered here is kept.
    """
    tenancy = (TENANT_FIELD,) if profile.switch("tenancy") else ()
    check = Field(
        "check_url", "Auth Check URL", "url", required=True, default=profile.text("check_url")
    )
    method = replace(METHOD, default=profile.text("method") or "GET")
    asked = _form_fields(profile)
    match profile.mechanism:
        case mechanisms.BASIC:
            return (check, *tenancy, USER_NAME, PASSWORD, *asked, CONTENT_TYPE, method)
        case mechanisms.API_KEY:
            return (
                check,
                *tenancy,
                KEY,
                *asked,
                CONTENT_TYPE,
                replace(METHOD, read_only=True),
            )
        case mechanisms.PASSWORD_GRANT:
            token = replace(check, id="token_url", default=profile.text("token_url"))
            return (token, *tenancy, USER_NAME, PASSWORD, *asked)
        case mechanisms.KERBEROS:
            return (CONTENT_TYPE, METHOD)
        case _:
            return tenancy


def _form_fields(profile: Profile) -> tuple[Field, ...]:
    found = []
    for row in profile.rows("form_fields"):
        key, visibility = cell(row, "key"), cell(row, "visibility") or "Visible"
        if key and visibility != "Hidden":
            found.append(
                Field(
                    f"form.{key}",
                    cell(row, "title") or key,
                    "secret" if cell(row, "type") == "Password" else "text",
                    required=row.get("mandatory") is True,
                    line=cell(row, "hint"),
                )
            )
    return tuple(found)
