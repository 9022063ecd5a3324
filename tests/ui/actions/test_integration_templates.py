"""The Integration Templates dialog: install one, install all, stop in between."""

import pytest

from ui.actions.installing import Installing

DIALOG = "integration_templates"


@pytest.fixture
def templates(enabled, show_actions, person):
    """The page with the dialog open; the dialog's rows are there."""
    page = show_actions(enabled, {"sheet": DIALOG, "sheet_connector": "hubspot"})
    person.until(lambda: person.sees(f"{DIALOG}.create-a-deal"))
    return page


def installed(studio) -> list[str]:
    return [t.id for t in studio.templates.for_connector("hubspot") if t.installed]


def test_all_twelve_are_offered_with_method_and_description(templates, enabled, person):
    expected = enabled.templates.for_connector("hubspot")
    assert len(expected) == 12
    for template in expected:
        row = person.reads(f"{DIALOG}.{template.id}")
        assert template.name in row
        assert template.description in row
        assert template.method in row
        assert person.find(f"{DIALOG}.{template.id}.install").isEnabled()
    assert person.reads(f"{DIALOG}.count") == "0 of 12"
    assert not person.sees(f"{DIALOG}.go_to_dialog")


def test_a_method_that_differs_from_the_documentation_says_so(templates, enabled, person):
    for template in enabled.templates.for_connector("hubspot"):
        tooltip = person.find(f"{DIALOG}.{template.id}.method").toolTip()
        if template.documented_method and template.documented_method != template.method:
            assert template.documented_method in tooltip
        else:
            assert tooltip == ""


def test_install_installs_that_one_and_marks_it(templates, enabled, person):
    person.click(f"{DIALOG}.get-deal-by-id.install")
    person.until(lambda: person.sees(f"{DIALOG}.get-deal-by-id.installed"))
    assert not person.sees(f"{DIALOG}.get-deal-by-id.install")
    assert installed(enabled) == ["get-deal-by-id"]
    assert person.sees(f"{DIALOG}.create-a-deal.install")


def test_what_was_installed_is_marked_when_the_dialog_opens_again(templates, enabled, person):
    person.click(f"{DIALOG}.create-a-deal.install")
    person.until(lambda: person.sees(f"{DIALOG}.create-a-deal.installed"))
    person.click(f"{DIALOG}.close")
    person.until(lambda: person.find(DIALOG) is None)
    person.click("actions.configured.hubspot")
    person.click("configurations.explore")
    person.until(lambda: person.sees(f"{DIALOG}.create-a-deal.installed"))
    assert person.reads(f"{DIALOG}.count") == "1 of 12"


def test_install_all_installs_the_rest_and_leads_to_the_dialogs(templates, enabled, person):
    person.click(f"{DIALOG}.create-a-deal.install")
    person.until(lambda: person.sees(f"{DIALOG}.create-a-deal.installed"))
    person.click(f"{DIALOG}.install_all")
    person.until(lambda: person.reads(f"{DIALOG}.count") == "12 of 12")
    person.until(lambda: not person.sees(f"{DIALOG}.install_all"))
    assert len(installed(enabled)) == 12
    assert person.find(DIALOG).footer_text.text() == "11 templates installed. All 12 are ready."
    person.click(f"{DIALOG}.go_to_dialog")
    assert templates.went == ["dialogs"]
    person.until(lambda: person.find(DIALOG) is None)


def test_cancel_stops_between_two_templates_and_what_is_installed_stays(templates, enabled, person):
    installing = person.find(DIALOG).findChild(Installing)

    def stop_at_five(state):
        if state.installed == 5 and state.all_running and not state.stopping:
            person.click(f"{DIALOG}.cancel")

    installing.changed.connect(stop_at_five)
    person.click(f"{DIALOG}.install_all")
    person.until(lambda: person.find(DIALOG).footer_text.text().startswith("Stopped."))
    done = installed(enabled)
    assert 5 <= len(done) < 12
    said = person.find(DIALOG).footer_text.text()
    assert said == f"Stopped. {len(done)} templates installed; {12 - len(done)} left."
    assert person.find(f"{DIALOG}.install_all").isEnabled()
    assert not person.sees(f"{DIALOG}.cancel")


def test_an_installation_that_fails_says_why_and_can_be_tried_again(templates, enabled, person):
    enabled.workspace.close()
    person.click(f"{DIALOG}.create-a-deal.install")
    person.until(lambda: person.sees(f"{DIALOG}.notice"))
    assert person.find(f"{DIALOG}.create-a-deal.install").isEnabled()


def test_what_the_account_did_not_grant_is_said_before_install(
    studio, authorize_in, show_actions, person
):
    authorize_in(studio, scopes=["oauth", "crm.objects.deals.read", "crm.objects.contacts.read"])
    studio.actions.enable("hubspot")
    show_actions(studio, {"sheet": DIALOG, "sheet_connector": "hubspot"})
    person.until(lambda: person.sees(f"{DIALOG}.short"))
    said = person.reads(f"{DIALOG}.short")
    assert "templates need more than was granted" in said
    assert "Authorize again" in said
    lacks = person.reads(f"{DIALOG}.create-a-deal.lacks")
    assert lacks == "Needs crm.objects.deals.write, which was not granted."
    assert not person.sees(f"{DIALOG}.get-deal-by-id.lacks")
    assert person.find(f"{DIALOG}.create-a-deal.install").isEnabled()
    person.click(f"{DIALOG}.create-a-deal.install")
    person.until(lambda: installed(studio) == ["create-a-deal"])
    person.click(f"{DIALOG}.authorization")
    person.until(lambda: "(Create a Deal)" in person.reads("authorization.account.missing"))
    assert person.find("authorization.authorize").text() == "Authorize again"


def test_a_name_that_is_taken_is_told_and_another_one_offered(templates, enabled, person):
    enabled.dialogs.create("create a deal", "Ours", "hubspot")
    person.click(f"{DIALOG}.create-a-deal.install")
    person.until(lambda: person.sees(f"{DIALOG}.install_as"))
    assert "already" in person.find(f"{DIALOG}.notice").accessibleName()
    person.click(f"{DIALOG}.install_as")
    person.until(lambda: person.sees(f"{DIALOG}.create-a-deal.installed"))
    assert not person.sees(f"{DIALOG}.notice")
    names = [dialog.name for dialog in enabled.dialogs.list()]
    assert names == ["create a deal", "Create a Deal (2)"]
