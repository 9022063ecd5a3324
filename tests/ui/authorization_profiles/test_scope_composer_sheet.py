"""The scope composer: templates chosen, scopes with their reasons, taken over into the profile."""

from __future__ import annotations

from typing import Any

import pytest

from studio.journeys.format import Step

SCOPE = "profiles.field.scope.0.value"
LINK = (
    "https://app.hubspot.com/oauth/authorize?client_id=6f2b1c0e-8d47-4b53-9a61-2f0c7e5d9b14"
    "&scope=oauth%20tickets&redirect_uri=https://idp.kore.ai/workflows/callback/"
)


@pytest.fixture
def composing(admin: Any) -> Any:
    admin.begin("oauth_v2")
    admin.click("profiles.paste")
    admin.paste(LINK)
    admin.do(Step(expect=SCOPE, text="oauth tickets"))
    admin.click("profiles.field.scope.compose")
    admin.sees("scope_composer.summary", "required")
    return admin


def test_the_scopes_of_the_chosen_templates_take_the_place_of_what_was_there(
    composing: Any,
) -> None:
    composing.click("scope_composer.use")
    composing.misses("scope_composer")
    text = composing.widget(SCOPE).toPlainText().split()
    assert text[0] == "oauth"
    assert {"crm.objects.deals.write", "crm.objects.contacts.write"} <= set(text)
    assert "tickets" not in text


def test_what_is_not_needed_is_named_and_can_be_kept(composing: Any) -> None:
    composing.sees("scope_composer.summary", "1 less")
    composing.click("scope_composer.scope.tickets")
    composing.click("scope_composer.scope.crm.objects.owners.read")
    composing.click("scope_composer.use")
    composing.misses("scope_composer")
    assert "tickets" in composing.widget(SCOPE).toPlainText().split()
    composing.do(Step(expect="profiles.field.scope.1.key", text="optional_scope"))
    composing.do(Step(expect="profiles.field.scope.1.value", text="crm.objects.owners.read"))


def test_cancel_leaves_what_was_typed(composing: Any) -> None:
    composing.click("scope_composer.none")
    composing.press("Escape")
    composing.misses("scope_composer")
    composing.do(Step(expect=SCOPE, text="oauth tickets"))


def test_a_mechanism_without_sign_in_offers_no_composing(admin: Any) -> None:
    admin.begin("oauth_v2_client_credentials")
    admin.misses("profiles.field.scope.compose")
