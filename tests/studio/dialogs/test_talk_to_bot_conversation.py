"""Talk to Bot over the real sandbox: what really happens to deals and contacts."""

from __future__ import annotations

import json

import pytest
from desk import Desk

from studio.dialogs.chat import ChatMessage
from studio.errors import StudioError
from studio.sandbox import RecordLink


class Talk:
    """A person who talks to the bot of a desk where everything is set up."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def says(self, text: str) -> ChatMessage:
        """Say something; the bot's last answer."""
        heard: list[ChatMessage] = []
        self.desk.studio.talk.say(text, heard.append)
        assert heard[0].author == "user"
        return heard[-1]

    def deal_id(self, answer: ChatMessage) -> str:
        return dict(answer.fields)["Deal ID"]


@pytest.fixture
def talk(desk: Desk) -> Talk:
    desk.enable()
    desk.install_all()
    return Talk(desk)


def test_a_deal_is_created_found_changed_and_deleted(talk: Talk) -> None:
    assert talk.says("Create a deal").text == "What is the deal name?"
    assert len(talk.says("Nike renewal").quick_replies) == 7
    made = talk.says("Contract Sent")
    assert made.text == "Nike renewal is created."
    assert dict(made.fields)["Stage"] == "Contract Sent"
    assert made.buttons[0].title == "View Deal"
    deal = talk.deal_id(made)
    assert talk.says(f"get deal {deal}").text == "Nike renewal"
    talk.says(f"update deal {deal}")
    talk.says("Deal Stage")
    changed = talk.says("Closed Won")
    assert dict(changed.fields)["Stage"] == "Closed Won"
    patch = next(e for e in talk.desk.studio.journal.list() if e.method == "PATCH")
    assert json.loads(patch.request_body) == {"properties": {"dealstage": "closedwon"}}
    assert "is deleted" in talk.says(f"delete deal {deal}").text
    assert talk.says(f"get deal {deal}").text == "404 – No Record Found"


@pytest.mark.parametrize("wrong", ["99999999999", "abc", "../contacts"])
def test_a_wrong_id_is_answered_as_documented(talk: Talk, wrong: str) -> None:
    talk.says("Get deal by id")
    assert talk.says(wrong).text == "404 – No Record Found"


def test_view_deal_leads_to_the_record_in_the_sandbox_and_nowhere_else(talk: Talk) -> None:
    made = talk.says("create a deal named Nike in closed won")
    url = made.buttons[0].url
    assert url is not None
    assert url.startswith("https://app.hubspot.com/contacts/")
    deal = url.rsplit("/", 1)[1]
    assert talk.desk.studio.talk.leads_to(url) == RecordLink(148209731, "deals", deal)
    address = talk.desk.studio.environment.sandbox_address()
    other = "https://app.hubspot.com/contacts/148209731/lists"
    assert talk.desk.studio.talk.leads_to(other) == f"http://{address}/contacts/148209731/lists"
    with pytest.raises(StudioError):
        talk.desk.studio.talk.leads_to("https://app.hubspot.com.evil.example/contacts/1")


def test_a_contact_that_exists_is_told_with_its_id(talk: Talk) -> None:
    for words in ("create a contact", "ann.lee@example.com", "Ann", "Lee", "12345678"):
        made = talk.says(words)
    assert made.text == "Ann Lee is created."
    for words in ("create a contact", "ann.lee@example.com", "Ann", "Lee", "12345678"):
        again = talk.says(words)
    assert "exists already" in again.text
    assert dict(made.fields)["Contact ID"] in again.text


def test_lists_say_how_many_there_are(talk: Talk) -> None:
    deals = talk.says("list all deals")
    assert deals.kind == "list"
    assert len(deals.items) == 10
    assert "of" in deals.text
    assert "No deal matches" in talk.says("search deals for zzzzqqq").text


def test_a_service_that_is_down_is_told_and_the_bot_still_answers(talk: Talk) -> None:
    talk.says("Create a deal")
    talk.says("Nike")
    talk.desk.studio.environment._running.stop()  # type: ignore[union-attr]
    answer = talk.says("Closed Won")
    assert answer.kind == "problem"
    assert answer.text.startswith("Something went wrong.")
    assert talk.says("Create a deal").text == "What is the deal name?"


def test_discard_ends_the_task(talk: Talk) -> None:
    talk.says("Create a deal")
    assert talk.says("discard").text == "The task is discarded."
    assert talk.says("discard").text == "No task is running."
    assert talk.says("Create a deal").text == "What is the deal name?"


def test_a_restart_goes_on_at_the_question_and_keeps_what_was_said(talk: Talk) -> None:
    talk.says("Create a deal")
    talk.says("Nike renewal")
    before = [(m.author, m.text) for m in talk.desk.studio.talk.history()]
    talk.desk.restart()
    assert [(m.author, m.text) for m in talk.desk.studio.talk.history()] == before
    assert talk.says("Contract Sent").text == "Nike renewal is created."


def test_too_long_a_message_is_refused_and_changes_nothing(talk: Talk) -> None:
    talk.says("Create a deal")
    assert "3,000" in talk.says("x" * 10_000).text
    assert talk.says("Nike").text == "Which stage is it in?"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{context.session}}", "שלום 👋", '"}}],"a":1', "\\u0000"]
)
def test_whatever_is_typed_becomes_the_name_as_it_stands(talk: Talk, text: str) -> None:
    talk.says("Create a deal")
    talk.says(text)
    made = talk.says("Closed Won")
    assert made.text == f"{text} is created."
    assert talk.says(f"get deal {talk.deal_id(made)}").text == text


def test_without_dialog_tasks_or_an_enabled_action_it_says_what_to_do(desk: Desk) -> None:
    talk = Talk(desk)
    assert "install its templates" in talk.says("hello").text
    desk.studio.templates.install("hubspot", "create-a-deal")
    answer = talk.says("create a deal")
    assert answer.kind == "problem"
    assert "Enable it" in answer.text


def test_installing_is_all_or_nothing_and_the_account_service_is_shared(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = desk.studio._rows
    with monkeypatch.context() as broken:
        broken.setattr(rows, "add", lambda **more: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            desk.studio.templates.install("hubspot", "create-a-deal")
    read = desk.studio.workspace.read
    assert read("SELECT count(*) AS n FROM dialog_components")[0]["n"] == 0
    for template in desk.studio.templates.for_connector("hubspot"):
        first = desk.studio.templates.install("hubspot", template.id)
        assert desk.studio.templates.install("hubspot", template.id) == first
    shared = read("SELECT * FROM dialog_components WHERE name = 'getAccountService'")
    assert len(shared) == 1
    assert len(desk.studio.dialogs.list()) == 12
    assert all(template.installed for template in desk.studio.templates.for_connector("hubspot"))


def test_an_installed_dialog_is_the_template_whole(desk: Desk) -> None:
    made = desk.studio.templates.install("hubspot", "update-a-deal")
    dialog = desk.studio.dialogs.get(made.id)
    assert [node.name for node in dialog.nodes] == [
        "dealId",
        "dealUpdate",
        "dealName",
        "dealStage",
        "updateDealScript",
        "updateDealAction",
        "updateDealMessage",
    ]
    assert made.node_count == dialog.node_count
