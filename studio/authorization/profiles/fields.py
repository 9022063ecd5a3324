"""What a form of an authorization profile is drawn from: fields as data.

A form needs nothing else: label, kind, required mark, limit, default, help, and when it is shown.
Labels and limits are those of fact sheet xo-platform 3; help lines are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from studio.callbacks import REGIONS

Kind = Literal["text", "secret", "url", "choice", "switch", "pairs", "rows"]
"""`pairs` and `rows` are lists of small forms, drawn from `columns`; the others hold one value."""
Cell = str | bool
Row = Mapping[str, Cell]
"""One entry of a list, by the ids of its columns."""
Value = str | bool | tuple[Row, ...]
Values = Mapping[str, Value]
"""What was entered, by field id. A field that is not in it stands at its default."""

LONGEST_URL = 3000
LONGEST_CREDENTIAL = 255
TENANT = "{tenant}"
"""Stands in an address for what the end user's organization is called there."""


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen."""

    id: str
    label: str


@dataclass(frozen=True)
class Field:
    """One field of a form, or one column of a list in it."""

    id: str
    label: str
    kind: Kind = "text"
    required: bool = False
    limit: int | None = None
    """Characters at most."""
    default: Cell = ""
    read_only: bool = False
    line: str = ""
    """A line of help, shown beneath."""
    options: tuple[Option, ...] = ()
    columns: tuple[Field, ...] = ()
    add_label: str = ""
    """Of the button that adds an entry to a list."""
    section: str = ""
    """The heading it stands under; none for the fields that come first."""
    shown_with: str = ""
    """The id of a switch that must be on for this field to be there."""
    advanced: bool = False
    """Shown only after Advanced Options was chosen."""

    @property
    def many(self) -> bool:
        """Whether it holds a list."""
        return self.kind in ("pairs", "rows")

    @property
    def empty(self) -> Value:
        """What it holds before anything is entered."""
        if self.many:
            return ()
        return False if self.kind == "switch" and self.default == "" else self.default


def choices(*labels: str) -> tuple[Option, ...]:
    """Options whose id is their label, as the platform prints it."""
    return tuple(Option(label, label) for label in labels)


NAME = Field("name", "Name", required=True, limit=255, line="What the profile is listed as.")
PROVIDER_NAME = replace(
    NAME,
    label="Identity Provider Name",
    line="The service's name; the profile is listed under it.",
)
DESCRIPTION = Field("description", "Description", line="For whoever looks after this later.")
CLIENT_ID = Field(
    "client_id",
    "Client ID",
    # The platform marks neither as required; no exchange comes about without them.
    required=True,
    limit=LONGEST_CREDENTIAL,
    line="As the service's page of your app shows it.",
)
CLIENT_SECRET = Field(
    "client_secret",
    "Client Secret",
    "secret",
    required=True,
    limit=LONGEST_CREDENTIAL,
    line="Stands beside the Client ID. Kept with this computer's secrets only.",
)
CALLBACK_URL = Field(
    "callback_url",
    "Callback URL",
    "url",
    read_only=True,
    line="Register exactly this address at the service.",
)
AUTHORIZATION_URL = Field(
    "authorization_url",
    "Authorization URL",
    "url",
    required=True,
    limit=LONGEST_URL,
    line="The page where people sign in and allow access.",
)
TOKEN_URL = Field(
    "token_url",
    "Token Request URL",
    "url",
    required=True,
    limit=LONGEST_URL,
    line="Where a code, or the client, gets an access token.",
)
REFRESH_URL = Field(
    "refresh_url",
    "Refresh Token URL",
    "url",
    limit=LONGEST_URL,
    line="Where an expired token is renewed; often the same address.",
)
CHECK_URL = Field(
    "check_url",
    "Authorization Check URL",
    "url",
    limit=LONGEST_URL,
    line="An address that answers only who is authorized. Test calls it.",
)
SCOPE = Field(
    "scope",
    "Scope",
    "pairs",
    columns=(
        Field("key", "Key", required=True, default="scope", line="Usually scope."),
        Field("value", "Value", required=True, line="One scope, or several with blanks."),
    ),
    add_label="Add Scope",
    line="What is asked for.",
)
CONNECTOR = Field(
    "use_connector",
    "Access Using a Connector",
    "switch",
    read_only=True,
    line="No Kore.ai Connector is set up, so requests leave from here.",
)
TENANCY = Field(
    "tenancy",
    "Tenancy",
    "switch",
    section="Subdomain",
    line="Yes when the address holds a name of its own for each organization.",
)
BASE_URL = Field(
    "base_url",
    "Base URL",
    "url",
    required=True,
    limit=LONGEST_URL,
    section="Subdomain",
    shown_with="tenancy",
    line="With {tenant} where the organization's name goes: https://{tenant}.example.com",
)
ADDITIONAL_FIELDS = Field(
    "additional_fields",
    "Additional Fields",
    "pairs",
    columns=(
        Field("key", "Field Key", required=True),
        Field("value", "Value"),
    ),
    add_label="Add Additional Fields",
    section="Additional Fields",
    line="Shown to the end user, and added to the Authorization URL.",
)
FORM_FIELDS = Field(
    "form_fields",
    "Form Fields",
    "rows",
    columns=(
        Field("title", "Field Title", required=True, line="What the end user reads."),
        Field("key", "Field Key", required=True, line="What {{…}} in addresses and values names."),
        Field("hint", "Help Hint"),
        Field(
            "type",
            "Field Type",
            "choice",
            default="Textbox",
            options=choices("Textbox", "Password"),
            advanced=True,
        ),
        Field("mandatory", "Mandatory", "switch", advanced=True),
        Field(
            "data_type",
            "Data Type",
            "choice",
            default="String",
            options=choices("String", "Number", "Boolean"),
            advanced=True,
        ),
        Field(
            "visibility",
            "Visibility",
            "choice",
            default="Visible",
            options=choices("Visible", "Hidden", "Read-only"),
            advanced=True,
        ),
    ),
    add_label="Add Form Fields",
    section="Form Fields",
    line="What the end user is asked for besides.",
)
HEADER, PAYLOAD, QUERY, PATH = "Header", "Payload", "Query String", "Path Param"
AUTHORIZATION_FIELDS = Field(
    "authorization_fields",
    "Authorization Fields",
    "rows",
    columns=(
        Field(
            "type",
            "Field Type",
            "choice",
            required=True,
            default=HEADER,
            options=choices(HEADER, PAYLOAD, QUERY, PATH),
        ),
        Field("key", "Field Key", required=True),
        Field("value", "Field Value", "secret", line="May hold {{…}} of a form field."),
    ),
    add_label="Add Authorization Fields",
    section="Authorization Fields",
    line="Sent along with each request.",
)
CONTENT_TYPES = choices(
    "JSON",
    "RSS",
    "XML",
    "URL Encoded JSON",
    "CSV",
    "Text",
    "Twitter Encoded JSON",
    "Multipart/Form-data",
    "Multipart/Related",
    "Oracle ADF",
)
CALLBACKS = tuple(Option(address, label) for address, label in REGIONS)
"""The platform's callbacks by region."""
