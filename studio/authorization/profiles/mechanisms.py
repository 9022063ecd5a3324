"""The seven authorization mechanisms, each with its fields (fact sheet xo-platform 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studio.authorization.profiles.fields import (
    ADDITIONAL_FIELDS,
    AUTHORIZATION_FIELDS,
    AUTHORIZATION_URL,
    BASE_URL,
    CALLBACK_URL,
    CHECK_URL,
    CLIENT_ID,
    CLIENT_SECRET,
    CONNECTOR,
    CONTENT_TYPES,
    DESCRIPTION,
    FORM_FIELDS,
    NAME,
    PROVIDER_NAME,
    REFRESH_URL,
    SCOPE,
    TENANCY,
    TOKEN_URL,
    Field,
    Values,
    choices,
)

BASIC, API_KEY, OAUTH_V1, OAUTH_V2 = "basic", "api_key", "oauth_v1", "oauth_v2"
PASSWORD_GRANT, CLIENT_CREDENTIALS = "oauth_v2_password", "oauth_v2_client_credentials"
KERBEROS = "kerberos"


@dataclass(frozen=True)
class Mechanism:
    """One way to authorize, as the drop-down Authorization Type offers it."""

    id: str
    label: str
    line: str
    """What it is for, in a line."""
    fields: tuple[Field, ...]
    """In the order of the form."""
    why_not: str = ""
    """Why a service that gives out access by OAuth 2.0 on a person's behalf cannot be authorized
    with it; empty for the one that can. `{service}` stands for the service's name."""

    def field(self, field_id: str) -> Field | None:
        """The field of this id, or None when this mechanism has none."""
        return next((field for field in self.fields if field.id == field_id), None)

    def shown(self, values: Values) -> tuple[Field, ...]:
        """The fields that are there with what is entered so far."""
        return tuple(
            field for field in self.fields if not field.shown_with or values.get(field.shown_with)
        )


MECHANISMS = (
    Mechanism(
        BASIC,
        "Basic Auth",
        "A user name and a password go with each request.",
        (
            NAME,
            DESCRIPTION,
            Field(
                "method",
                "Method",
                "choice",
                default="GET",
                options=choices("GET", "POST"),
                line="How the Authorization Check URL is called.",
            ),
            CHECK_URL,
            TENANCY,
            BASE_URL,
            FORM_FIELDS,
            AUTHORIZATION_FIELDS,
        ),
        "{service} takes no user name and password; it gives out access by OAuth 2.0 only.",
    ),
    Mechanism(
        OAUTH_V1,
        "OAuth v1",
        "Signed requests, as older services ask for.",
        (
            CALLBACK_URL,
            PROVIDER_NAME,
            Field("consumer_key", "Consumer Key", required=True),
            Field("consumer_secret", "Consumer Secret", "secret", required=True),
            Field("request_token_url", "Request Token Link", "url", required=True),
            Field("access_token_url", "Access Token Link", "url", required=True),
            Field("user_authorization_url", "User Authorization Link", "url", required=True),
            CONNECTOR,
            replace(REFRESH_URL, limit=None),
            DESCRIPTION,
            TENANCY,
            BASE_URL,
            ADDITIONAL_FIELDS,
            AUTHORIZATION_FIELDS,
        ),
        "{service} does not speak OAuth 1; it gives out access by OAuth 2.0 only.",
    ),
    Mechanism(
        OAUTH_V2,
        "OAuth v2",
        "People sign in at the service and allow access.",
        (
            CALLBACK_URL,
            PROVIDER_NAME,
            CLIENT_ID,
            CLIENT_SECRET,
            AUTHORIZATION_URL,
            CONNECTOR,
            TOKEN_URL,
            SCOPE,
            REFRESH_URL,
            DESCRIPTION,
            TENANCY,
            BASE_URL,
            ADDITIONAL_FIELDS,
            AUTHORIZATION_FIELDS,
        ),
    ),
    Mechanism(
        PASSWORD_GRANT,
        "OAuth v2 password grant",
        "A user name and a password are exchanged for an access token.",
        (
            NAME,
            replace(
                TOKEN_URL,
                label="Token URL",
                required=False,
                line="Where name and password get an access token. Test calls it.",
            ),
            Field(
                "token_method",
                "Token URL Method",
                "choice",
                default="POST",
                options=choices("PUT", "POST", "PATCH", "DELETE", "GET"),
            ),
            Field(
                "token_content_type",
                "Token URL Content Type",
                "choice",
                default="URL Encoded JSON",
                options=CONTENT_TYPES,
            ),
            REFRESH_URL,
            Field(
                "auth_error_status",
                "Auth Error Status Code",
                limit=3,
                line="The status that means: not authorized, for example 401.",
            ),
            CONNECTOR,
            TENANCY,
            BASE_URL,
            FORM_FIELDS,
            AUTHORIZATION_FIELDS,
        ),
        "{service} never takes a person's password from another program (RFC 9700 section 2.4).",
    ),
    Mechanism(
        CLIENT_CREDENTIALS,
        "OAuth v2 client credentials",
        "The app itself gets a token; nobody signs in.",
        (
            PROVIDER_NAME,
            CLIENT_ID,
            CLIENT_SECRET,
            TOKEN_URL,
            SCOPE,
            REFRESH_URL,
            DESCRIPTION,
            AUTHORIZATION_FIELDS,
        ),
        "A token of the app itself opens no account of {service}: somebody has to allow access.",
    ),
    Mechanism(
        API_KEY,
        "API Key",
        "One key goes with each request.",
        (NAME, CHECK_URL, CONNECTOR, TENANCY, BASE_URL, FORM_FIELDS, AUTHORIZATION_FIELDS),
        "{service} has no API keys any more; it gives out access by OAuth 2.0 only.",
    ),
    Mechanism(
        KERBEROS,
        "Kerberos SPNEGO",
        "A ticket of the company's sign-in, for services inside it.",
        (
            NAME,
            Field(
                "service_principal",
                "Service Principal URL",
                required=True,
                line="https://intranet.example.com, or HTTP/intranet.example.com",
            ),
            replace(CHECK_URL, required=True),
            AUTHORIZATION_FIELDS,
            # Marked as required on the platform, where the text beneath says "if required": it is
            # asked for only there (fact sheet xo-platform 8, line 14).
            REFRESH_URL,
            DESCRIPTION,
            Field(
                "authentication_type",
                "Authentication Types",
                "choice",
                required=True,
                default="Mutual",
                options=choices("Mutual", "Delegate"),
                line="Mutual: the service proves itself, too. Delegate: it may act for you.",
            ),
        ),
        "{service} is no service of your company's sign-in, so no ticket opens it.",
    ),
)
"""In the order of the drop-down."""

_BY_ID = {mechanism.id: mechanism for mechanism in MECHANISMS}
FIELDS = {field.id: field for mechanism in MECHANISMS for field in mechanism.fields}
"""Every field by its id; one id is of the same kind in each mechanism that has it."""


def mechanism(mechanism_id: str) -> Mechanism:
    """The mechanism of this id. Raises KeyError when there is none."""
    return _BY_ID[mechanism_id]


def why_not(mechanism_id: str, service: str) -> str | None:
    """Why `service` cannot be authorized with this mechanism; None when it can."""
    return mechanism(mechanism_id).why_not.format(service=service) or None
