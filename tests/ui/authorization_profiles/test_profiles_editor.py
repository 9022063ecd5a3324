"""The editor: drawn from data, told while typing, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studio.authorization.profiles.mechanisms import MECHANISMS, Mechanism
from studio.authorization.profiles.service import NEW
from studio.journeys.format import Step
from ui.authorization_profiles.editor import ProfileEditor
from ui.journeys.waiting import wait_for

CLIENT_ID = "6f2b1c0e-8d47-4b53-9a61-2f0c7e5d9b14"
SECRET = "0f9d1c2b-canary-4a5e-9f00-7d3c1b2a9e88"
PAGE = "https://app.hubspot.com/oauth/authorize"
TOKENS = "https://api.hubapi.com/oauth/2026-03/token"
LINK = (
    f"{PAGE}?client_id={CLIENT_ID}&scope=oauth%20crm.objects.deals.read"
    "&redirect_uri=https://idp.kore.ai/workflows/callback/"
)


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda each: each.id)
def test_every_field_of_a_mechanism_is_there_with_label_and_mark(
    admin: Any, mechanism: Mechanism
) -> None:
    admin.begin(mechanism.id)
    admin.sees("profiles.editor.line", mechanism.label)
    for field in mechanism.fields:
        if field.many or field.shown_with:
            continue
        widget = admin.widget(f"profiles.field.{field.id}")
        assert widget is not None, field.id
        spoken = widget.accessibleName()
        assert spoken.startswith(field.label)
        assert ("required" in spoken) == (field.required and field.kind != "choice")


def test_the_callback_can_only_be_read_and_copied(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.click("profiles.field.callback_url.copy")
    admin.click("profiles.field.name")
    admin.press("Ctrl+V")
    admin.holds("name", admin.studio.profiles.callback_url)
    assert admin.widget("profiles.field.callback_url").isReadOnly()


def test_an_error_is_told_once_the_field_was_left(admin: Any) -> None:
    admin.begin("basic")
    admin.type(check_url="nowhere")
    assert not admin.widget("profiles.field.check_url.remark")
    admin.press("Tab")
    admin.sees("profiles.field.check_url.remark", "no web address")
    admin.type(check_url="https://acme.example/me")
    admin.misses("profiles.field.check_url.remark")
    assert not admin.widget("profiles.field.name.remark"), "nobody has been there yet"


def test_save_leads_to_what_is_missing_and_keeps_nothing(admin: Any) -> None:
    admin.begin("basic")
    admin.click("profiles.save")
    admin.sees("profiles.field.name.remark", "Name is missing")
    admin.sees("profiles.editor.hint", "One field is in the way")
    assert admin.window.focusWidget() is admin.widget("profiles.field.name")
    assert admin.studio.profiles.list() == ()


def test_fields_of_a_switch_come_and_go_with_it(admin: Any) -> None:
    admin.begin("api_key")
    admin.click("profiles.section.subdomain")
    admin.do(Step(expect="profiles.field.base_url", visible=False))
    admin.click("profiles.field.tenancy")
    admin.sees("profiles.field.base_url")


def test_rows_are_added_filled_in_and_removed(admin: Any) -> None:
    admin.begin("api_key")
    admin.type(name="Maps")
    admin.click("profiles.section.authorization_fields")
    for number, key in enumerate(("X-One", "X-Two")):
        admin.click("profiles.field.authorization_fields.add")
        admin.do(
            Step(type=f"profiles.field.authorization_fields.{number}.key", text=key),
            Step(type=f"profiles.field.authorization_fields.{number}.value", text=f"of {key}"),
        )
    admin.click("profiles.field.authorization_fields.0.remove")
    admin.do(Step(expect="profiles.field.authorization_fields.0.key", text="X-Two"))
    admin.click("profiles.save")
    admin.sees("profiles.list.1.name", "Maps")
    (line,) = admin.studio.profiles.list()
    rows = admin.studio.profiles.get(line.id).rows("authorization_fields")
    assert [(row["type"], row["key"], row["value"]) for row in rows] == [
        ("Header", "X-Two", "of X-Two")
    ]


def test_a_secret_is_hidden_until_the_eye_is_pressed(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(client_secret=SECRET)
    line = admin.widget("profiles.field.client_secret")
    assert line.displayText() != SECRET
    admin.click("profiles.field.client_secret.reveal")
    assert line.displayText() == SECRET
    assert admin.widget("profiles.field.client_secret.reveal").accessibleName() == (
        "Hide Client Secret"
    )


def test_whatever_is_typed_is_kept_while_it_is_typed(
    admin: Any, everything_on_disk: Callable[[], bytes]
) -> None:
    """As after a kill: another program reads what this one has kept by then."""
    admin.begin("oauth_v2")
    admin.type(name="Ours", client_secret=SECRET)

    def kept() -> bool:
        other = admin.again()
        try:
            draft = other.profiles.draft(NEW)
            return draft is not None and dict(draft.values).get("client_secret") == SECRET
        finally:
            other.close()

    wait_for(kept, 5, lambda: "the draft was not kept")
    assert SECRET.encode() not in everything_on_disk()


def test_a_closed_panel_loses_nothing(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(client_id=CLIENT_ID, client_secret=SECRET)
    admin.press("Escape")
    admin.misses("profiles.editor")
    admin.sees("profiles.unfinished", "Draft")
    admin.click("profiles.unfinished.continue")
    admin.sees("profiles.draft", "Your draft is here")
    admin.holds("client_id", CLIENT_ID)
    admin.holds("client_secret", SECRET)


def test_a_restart_in_the_middle_of_a_word_comes_back_to_it(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(name="Ours", client_secret=SECRET)
    admin.do(Step(restart=True))
    admin.sees("profiles.draft", "Your draft is here")
    admin.holds("client_secret", SECRET)


def test_discard_begins_anew(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(name="Ours")
    admin.press("Escape")
    admin.click("profiles.unfinished.continue")
    admin.click("profiles.draft.discard")
    admin.sees("profiles.mechanism.oauth_v2")
    admin.press("Escape")
    admin.sees("profiles.empty")


def test_changes_to_a_saved_profile_wait_as_a_draft_of_their_own(admin: Any) -> None:
    admin.save("basic", name="Portal", description="The old one")
    admin.click("profiles.list.1.gear")
    admin.press("Down", "Return")
    admin.type(description="The new one")
    admin.press("Escape")
    admin.sees("profiles.list.1.draft", "Unsaved changes")
    admin.click("profiles.list.1.gear")
    admin.press("Down", "Return")
    admin.holds("description", "The new one")
    admin.click("profiles.draft.discard")
    admin.holds("description", "The old one")


def test_another_type_keeps_what_was_entered(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(name="Ours", client_id=CLIENT_ID)
    admin.click("profiles.editor.change")
    admin.do(Step(choose="profiles.mechanism.basic"))
    admin.holds("name", "Ours")
    admin.click("profiles.editor.change")
    admin.do(Step(choose="profiles.mechanism.oauth_v2"))
    admin.holds("client_id", CLIENT_ID)


def test_a_name_that_was_taken_meanwhile_is_told_beside_it(admin: Any) -> None:
    admin.begin("basic")
    admin.type(name="Portal")
    admin.studio.profiles.save("basic", {"name": "Portal"})
    admin.click("profiles.save")
    admin.sees("profiles.field.name.remark", "Another profile has this name")
    admin.sees("profiles.failed", "not saved")
    admin.holds("name", "Portal")
    admin.type(name="Portal two")
    admin.click("profiles.save")
    admin.sees("profiles.list.2.name", "Portal two")


def test_a_locked_keyring_is_told_and_what_was_typed_stays(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.vault.locked = True
    admin.type(name="Ours", client_id=CLIENT_ID, client_secret=SECRET)
    admin.type(authorization_url=PAGE, token_url=TOKENS)
    admin.sees("profiles.memory", "The keyring is locked")
    admin.click("profiles.save")
    admin.click("profiles.save")
    admin.sees("profiles.failed", "The keyring is locked")
    admin.holds("client_secret", SECRET)
    admin.vault.locked = False
    admin.click("profiles.save")
    admin.sees("profiles.list.1.name", "Ours")


@pytest.mark.parametrize("field", ["authorization_url", "token_url", "refresh_url"])
def test_an_install_url_pasted_into_any_address_fills_the_form(admin: Any, field: str) -> None:
    admin.begin("oauth_v2")
    admin.click(f"profiles.field.{field}")
    admin.paste(LINK)
    admin.sees("profiles.filled", "filled in 6 fields")
    admin.holds("authorization_url", PAGE)
    admin.holds("token_url", TOKENS)
    admin.holds("client_id", CLIENT_ID)
    admin.do(
        Step(expect="profiles.field.scope.0.value", text="oauth crm.objects.deals.read"),
        Step(click="profiles.filled.undo"),
    )
    admin.holds("client_id", "")
    admin.misses("profiles.filled")


def test_what_is_no_install_url_is_said_to_be_none(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.click("profiles.paste")
    admin.paste("https://acme.example/an/address")
    admin.sees("profiles.paste.remark", "no install URL")


def test_what_the_service_will_refuse_is_told_beforehand_and_mended(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(name="Ours", client_id=f"{CLIENT_ID} ", client_secret=SECRET)
    admin.type(authorization_url=PAGE, token_url=TOKENS)
    admin.sees("profiles.field.client_id.remark")
    admin.click("profiles.field.client_id.remark.repair")
    admin.holds("client_id", CLIENT_ID)
    admin.misses("profiles.field.client_id.remark")


def test_a_refusal_to_come_is_said_once_and_then_it_is_saved(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(name="Ours", client_id=CLIENT_ID, client_secret=SECRET)
    admin.type(authorization_url=PAGE, token_url=TOKENS)
    admin.click("profiles.save")
    admin.sees("profiles.field.scope.remark")
    admin.sees("profiles.editor.hint", "HubSpot would refuse this sign-in")
    admin.click("profiles.save")
    admin.sees("profiles.list.1.name", "Ours")


def test_nobody_hears_of_one_service_about_another(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(name="Other", client_id="abc", client_secret="a-long-enough-secret")
    admin.type(
        authorization_url="https://login.other.example/authorize",
        token_url="https://login.other.example/token",
    )
    admin.click("profiles.save")
    admin.sees("profiles.list.1.name", "Other")


def test_for_a_service_only_what_can_authorize_it_is_offered(admin: Any) -> None:
    """As *Create New* on the Authorization tab opens it."""
    page = admin.window.findChild(type(admin.widget("authorization_profiles")))
    editor = ProfileEditor(admin.window.context, page)
    saved: list[str] = []
    editor.saved.connect(saved.append)
    editor.open_new(service="hubspot")
    admin.do(
        Step(expect="profiles.mechanism.basic", enabled=False),
        Step(expect="profiles.mechanism.basic", contains="takes no user name and password"),
        Step(choose="profiles.mechanism.oauth_v2"),
        Step(expect="profiles.field.client_id"),
    )
    admin.type(name="Ours", client_id=CLIENT_ID, client_secret=SECRET)
    admin.type(authorization_url=PAGE, token_url=TOKENS)
    admin.click("profiles.save")
    admin.click("profiles.save")
    admin.misses("profiles.editor")
    assert saved == [line.id for line in admin.studio.profiles.list()]


def test_the_keyboard_alone_makes_a_profile(admin: Any) -> None:
    def tab_to(name: str, most: int = 40) -> None:
        for _ in range(most):
            focus = admin.window.focusWidget()
            if focus is not None and focus.objectName() == name:
                return
            admin.press("Tab")
        raise AssertionError(f"Tab does not lead to {name}")

    tab_to("profiles.new")
    admin.press("Space")
    admin.sees("profiles.mechanism.basic")
    tab_to("profiles.mechanism.basic")
    admin.press("Return")
    tab_to("profiles.field.name")
    for key in ("P", "o", "r", "t"):
        admin.press(key)
    tab_to("profiles.field.check_url")
    admin.press("Shift+Tab", "Ctrl+Return")
    admin.sees("profiles.list.1.name", "ort")


def test_a_profile_made_for_an_action_is_its_choice_before_the_editor_closes(admin: Any) -> None:
    """Killed just then, the profile would be there and not be chosen."""
    admin.do(
        Step(click="nav.actions"),
        Step(click="actions.available.hubspot"),
        Step(choose="authorization.type.pre_authorize"),
        Step(choose="authorization.method.oauth"),
        Step(choose="authorization.app.custom"),
        Step(click="authorization.profile"),
        Step(press="Down"),
        Step(press="Return"),
        Step(expect="profiles.mechanism.oauth_v2"),
        Step(click="nav.sandbox"),
        Step(click="sandbox.install_url.copy"),
        Step(click="nav.actions"),
        Step(click="profiles.mechanisms.paste"),
        Step(press="Ctrl+V"),
    )
    admin.type(name="HubSpot of our own", client_secret="a-secret-of-the-test")
    editor = admin.widget("profiles.editor")
    chosen: list[str] = []
    # Told before the panel that takes the profile over is: nothing has been asked of it yet.
    editor.editing.drafted.connect(
        lambda: chosen.append(admin.studio.actions.get("hubspot").choice.profile_id)
    )
    admin.click("profiles.save")
    admin.misses("profiles.editor")
    assert chosen[-1] == admin.studio.profiles.list()[0].id
