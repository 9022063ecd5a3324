from __future__ import annotations

from collections.abc import Callable
from typing import Any


def ask(shop: Any, **fields: str) -> Any:
    """The client's one call of the token endpoint; it goes to `/oauth/v1/token`."""
    own = {"client_id": shop.running.info.client_id, "client_secret": shop.client_secret}
    return shop.client().oauth.tokens_api.create(**own | fields)


def code_fields(shop: Any) -> dict[str, str]:
    made = shop.admin("codes")
    return {
        "grant_type": "authorization_code",
        "code": made["code"],
        "redirect_uri": made["redirect_uri"],
    }


def test_a_code_becomes_tokens_that_work_and_are_renewed(shop: Any) -> None:
    tokens = ask(shop, **code_fields(shop))
    assert tokens.token_type == "bearer"
    assert tokens.expires_in == 1800
    assert tokens.refresh_token.startswith("na1-")
    assert len(shop.client(tokens.access_token).crm.deals.get_all()) == 22
    shop.clock.advance(1801)
    renewed = ask(shop, grant_type="refresh_token", refresh_token=tokens.refresh_token)
    assert renewed.refresh_token == tokens.refresh_token
    assert renewed.access_token != tokens.access_token
    assert len(shop.client(renewed.access_token).crm.deals.get_all()) == 22


def test_a_code_can_be_used_once(shop: Any, refused: Callable[..., Any]) -> None:
    fields = code_fields(shop)
    ask(shop, **fields)
    status, body = refused(ask, shop, **fields)
    assert (status, body["status"], body["error"]) == (400, "BAD_AUTH_CODE", "invalid_grant")
    assert body["message"] == body["error_description"]


def test_an_unknown_refresh_token_and_a_wrong_secret_are_told_apart(
    shop: Any, refused: Callable[..., Any]
) -> None:
    status, body = refused(ask, shop, grant_type="refresh_token", refresh_token="na1-none")
    assert (status, body["status"]) == (400, "BAD_REFRESH_TOKEN")
    status, body = refused(ask, shop, **code_fields(shop), client_secret="wrong")
    assert (status, body["status"], body["error"]) == (
        400,
        "BAD_CLIENT_SECRET",
        "invalid_client",
    )


def test_tokens_tell_about_themselves(shop: Any) -> None:
    tokens = ask(shop, **code_fields(shop))
    client = shop.client()
    access = client.oauth.access_tokens_api.get(tokens.access_token)
    assert (access.hub_id, access.user, access.token_type) == (
        148209731,
        "dana@acme.example",
        "access",
    )
    assert access.expires_in == 1800
    assert "crm.objects.deals.read" in access.scopes
    refresh = client.oauth.refresh_tokens_api.get(tokens.refresh_token)
    assert (refresh.hub_id, refresh.client_id) == (148209731, shop.running.info.client_id)


def test_a_deleted_refresh_token_renews_nothing(shop: Any, refused: Callable[..., Any]) -> None:
    tokens = ask(shop, **code_fields(shop))
    shop.client().oauth.refresh_tokens_api.archive(tokens.refresh_token)
    status, body = refused(
        ask, shop, grant_type="refresh_token", refresh_token=tokens.refresh_token
    )
    assert (status, body["status"]) == (400, "BAD_REFRESH_TOKEN")
    # Tokens that were given before go on working until they end.
    assert shop.client(tokens.access_token).crm.deals.get_all()
