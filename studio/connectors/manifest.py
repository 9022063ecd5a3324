"""What a connector's manifest says. Plain values, read from `manifest.toml`."""

from __future__ import annotations

import msgspec

SANDBOX_MARK = "{sandbox}"
"""Stands in a URL of the manifest for the address of the sandbox on board."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A value read from a connector's file: nothing can be added by accident, or changed."""


class Scope(Record, frozen=True, kw_only=True):
    """One OAuth scope, and what it is for in words."""

    name: str
    reason: str


class Endpoints(Record, frozen=True, kw_only=True):
    """Where the service is reached in one environment."""

    api: str
    """Base of all service nodes' paths."""
    app: str
    """Base of the pages people look at, where links in answers lead."""
    authorize_url: str
    token_url: str
    introspect_url: str
    revoke_url: str
    account_url: str
    """Answers with the account that a token belongs to."""
    link_hosts: tuple[str, ...] = ()
    """Hosts that answers may link to. Their links lead to `app`."""

    def at(self, sandbox: str, **others: str) -> Endpoints:
        """The same with `{sandbox}` replaced by the sandbox's address, without a final slash.

        Args:
            sandbox: The address.
            others: By name of an endpoint, as in `token_url="http://…"`: another address for it.
        """
        return msgspec.structs.replace(
            self,
            **{
                name: value.replace(SANDBOX_MARK, others.get(name, sandbox))
                for name in self.__struct_fields__
                if isinstance(value := getattr(self, name), str)
            },
        )

    @property
    def need_sandbox(self) -> bool:
        """Whether the sandbox has to run before these can be used."""
        return SANDBOX_MARK in self.api


class Environments(Record, frozen=True, kw_only=True):
    """The two places a workspace can work against."""

    sandbox: Endpoints
    live: Endpoints

    def named(self, name: str) -> Endpoints:
        """The endpoints of "sandbox" or "live"."""
        return self.live if name == "live" else self.sandbox


class Login(Record, frozen=True, kw_only=True):
    """What the login window has to know about the service's pages."""

    declined_paths: tuple[str, ...] = ()


class AccountFields(Record, frozen=True, kw_only=True):
    """Where the account's name, id and user stand, as `details.portalId` or `token.user`."""

    name: tuple[str, ...]
    id: tuple[str, ...]
    user: tuple[str, ...]


class ErrorRule(Record, frozen=True, kw_only=True):
    """What an error answer means. Matches when each word that is given equals the answer's."""

    message: str
    next_step: str
    """`{again}` in it says how to try again: it differs between signing in and renewing."""
    code: str
    status: str | None = None
    error: str | None = None
    http: int | None = None
    """The status of the HTTP answer."""
    field: str | None = None
    """The profile's field that is to be looked at."""


class PageRule(Record, frozen=True, kw_only=True):
    """What an error page of the service means, which shows it and never redirects."""

    words: str
    """A regular expression that is searched for in the page's text, without regard to case."""
    message: str
    next_step: str
    code: str
    field: str | None = None


class ErrorRules(Record, frozen=True, kw_only=True):
    """The rules for the token endpoint and for pages, tried in order."""

    token: tuple[ErrorRule, ...] = ()
    page: tuple[PageRule, ...] = ()


class Instructions(Record, frozen=True, kw_only=True):
    """The steps shown on the Instructions tab: a list for each of the four paths."""

    pre_authorize_system: tuple[str, ...]
    pre_authorize_custom: tuple[str, ...]
    allow_users_system: tuple[str, ...]
    allow_users_custom: tuple[str, ...]
    before: tuple[str, ...] = ()
    """What has to be at hand for a Custom app before the first step."""

    def of(self, authorization_type: str, app: str) -> tuple[str, ...]:
        """The steps of one path.

        Args:
            authorization_type: `pre_authorize` or `allow_users`.
            app: `system` or `custom`.
        """
        steps: tuple[str, ...] = getattr(self, f"{authorization_type}_{app}")
        return steps


class Connector(Record, frozen=True, kw_only=True):
    """One entry of the catalogue."""

    id: str
    name: str
    category: str
    description: str
    icon: str
    authorization_labels: tuple[str, ...]
    callback_url: str
    scopes: tuple[Scope, ...]
    environments: Environments
    account: AccountFields
    errors: ErrorRules
    instructions: Instructions
    login: Login = Login()
    loopback_callback_urls: tuple[str, ...] = ()
    """Callback URLs on this machine for the system's own browser, in the order they are tried.
    Register each of them: services compare the port too."""
    template_order: tuple[str, ...] = ()
    """Ids of the templates in the order they are shown; the others follow by name."""
    script_prelude: str | None = None
    """A script file that runs before each message script of the connector's templates."""

    def scope_reason(self, name: str) -> str:
        """Why the scope is asked for; an empty text when the manifest does not know it."""
        return next((scope.reason for scope in self.scopes if scope.name == name), "")
