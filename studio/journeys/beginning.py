"""Where a journey begins: on a new workspace, or on one that is set up already.

What is set up is set up by the core itself, against the sandbox: the System app is authorized with
a code that the sandbox hands out without its pages, the action enabled, its templates installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from studio.authorization.values import App, AuthorizationType, Choice
from studio.journeys.format import Begin
from studio.sandbox_control import SandboxControl

if TYPE_CHECKING:
    from studio.app import Studio


def set_up(studio: Studio, begin: Begin) -> None:
    """Bring a new workspace to where a journey begins. Blocks.

    Args:
        studio: The core on that workspace; nothing is shown of it yet.
        begin: `new` does nothing. `enabled`: every action that a sandbox exists for is authorized
            and enabled; with `enabled_for_users`, each end user signs in. `installed` and
            `installed_for_users`: its templates are installed besides.

    Raises:
        StudioError: something of it cannot be done.
    """
    if begin == "new":
        return
    for connector in studio.catalogue.all():
        for_users = begin.endswith("for_users")
        kind = AuthorizationType.ALLOW_USERS if for_users else AuthorizationType.PRE_AUTHORIZE
        studio.actions.choose(connector.id, Choice(kind, oauth=True, app=App.SYSTEM))
        if not for_users:
            _authorize(studio, connector.id)
        studio.actions.enable(connector.id)
        if begin.startswith("installed"):
            for template in studio.templates.for_connector(connector.id):
                studio.templates.install(connector.id, template.id)


def _authorize(studio: Studio, connector_id: str) -> None:
    attempt = studio.authorization.begin(connector_id)
    asked = parse_qs(urlsplit(attempt.authorize_url).query)
    control = SandboxControl(studio.environment, studio.clock, studio.ids)
    try:
        code = control.code(attempt.callback_url, asked.get("code_challenge", [""])[0])
    finally:
        control.close()
    answer = {"code": code, "state": asked["state"][0]}
    attempt.complete(f"{attempt.callback_url}?{urlencode(answer)}")
