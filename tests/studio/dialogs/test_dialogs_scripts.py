"""Scripts: what they may do, what stops them, and what the twelve templates say."""

from __future__ import annotations

import json

import pytest
from test_dialogs_engine import ALL

from studio.connectors.catalogue import Catalogue
from studio.dialogs.definitions import BotAction, Dialog, Message, SampleResponse, Service
from studio.dialogs.printed import read_printed
from studio.dialogs.scripts import ScriptEngine, ScriptError

ENGINE = ScriptEngine()
PRELUDE = Catalogue().script_prelude("hubspot")


def test_a_script_reads_and_changes_the_context_and_prints() -> None:
    script = "context.y = context.x + 1; print('a'); print({b: 2});"
    result = ENGINE.run(script, {"x": 1}, name="s")
    assert result.context == {"x": 1, "y": 2}
    assert result.printed == ("a", '{"b":2}')


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("while (true) {}", "scripts.time"),
        ("throw new Error('no')", "scripts.failed"),
        ("let x = ;", "scripts.failed"),
        ("context.big = 'x'.repeat(2000000)", "scripts.context_too_large"),
    ],
)
def test_what_a_script_must_not_do_ends_in_a_clear_error(script: str, code: str) -> None:
    with pytest.raises(ScriptError) as stopped:
        ENGINE.run(script, {}, name="myScript")
    assert stopped.value.code == code
    assert "myScript" in stopped.value.message
    assert ENGINE.run("print('still here')", {}, name="s").printed == ("still here",)


def test_a_memory_bomb_is_stopped() -> None:
    with pytest.raises(ScriptError) as stopped:
        ENGINE.run("const a = []; while (true) a.push(new Array(1000).fill(1));", {}, name="s")
    assert stopped.value.code in ("scripts.memory", "scripts.time", "scripts.failed")
    assert ENGINE.run("print(1)", {}, name="s").printed == ("1",)


@pytest.mark.parametrize("name", ["require", "process", "fetch", "std", "os", "XMLHttpRequest"])
def test_a_script_sees_nothing_of_this_computer(name: str) -> None:
    assert ENGINE.run(f"print(typeof {name})", {}, name="s").printed == ("undefined",)


def cases() -> list[tuple[str, Dialog, Service, SampleResponse]]:
    found = []
    for dialog in ALL:
        action = next(node for node in dialog.nodes if isinstance(node, BotAction))
        main = next(node for node in action.nodes if isinstance(node, Service))
        for sample in main.sample_responses:
            found.append((f"{dialog.template_id}-{sample.name}", dialog, main, sample))
    return found


def answer(dialog: Dialog, main: Service, status: int, body: str) -> tuple[str, str]:
    """Kind and words of what the dialog's message says to an answer of its main service."""
    action = next(node for node in dialog.nodes if isinstance(node, BotAction))
    context: dict[str, object] = {
        "entities": {"Keyword": "Nike", "DealId": "1", "ContactId": "1", "dealName": "Nike"}
    }
    for node in action.nodes:
        if isinstance(node, Service):
            default = next(s for s in node.sample_responses if s.default)
            data = json.loads(default.body) if default.body else None
            context[node.name] = {"response": {"statusCode": default.status, "body": data}}
    data = json.loads(body) if body else None
    context[main.name] = {"response": {"statusCode": status, "body": data}}
    message = next(node for node in dialog.nodes if isinstance(node, Message))
    printed = ENGINE.run(message.script, context, name=message.name, prelude=PRELUDE).printed
    assert len(printed) == 1
    saying = read_printed(printed[0])
    return saying.kind, saying.text


@pytest.mark.parametrize(
    ("dialog", "main", "sample"), [c[1:] for c in cases()], ids=[c[0] for c in cases()]
)
def test_each_sample_response_is_answered_in_words(
    dialog: Dialog, main: Service, sample: SampleResponse
) -> None:
    kind, text = answer(dialog, main, sample.status, sample.body)
    if sample.status == 404:
        assert text == "404 – No Record Found"
    elif sample.status >= 400:
        exists = sample.status == 409 and "Contact already exists" in sample.body
        assert kind == ("card" if exists else "text"), "who exists already can be looked at"
        assert len(text) > 30
    else:
        assert text
        assert "undefined" not in text


def test_a_value_that_is_not_accepted_is_told_with_its_field() -> None:
    errors = [
        {"message": "is not valid", "context": {"propertyName": ["dealstage"]}},
        {"message": 'Property "colour" does not exist', "context": {"propertyName": ["colour"]}},
        {"message": "No field at all."},
        None,
    ]
    dialog, main = cases()[0][1:3]
    _, text = answer(dialog, main, 400, json.dumps({"message": "no", "errors": errors}))
    told = 'dealstage: is not valid Property "colour" does not exist No field at all.'
    assert told in text


@pytest.mark.parametrize("dialog", ALL, ids=lambda d: d.template_id)
@pytest.mark.parametrize(
    ("status", "word"),
    [(401, "authoriz"), (403, "scope"), (429, "Wait"), (500, "minutes"), (0, "minutes")],
)
def test_each_dialog_task_says_what_a_refusal_means(dialog: Dialog, status: int, word: str) -> None:
    action = next(node for node in dialog.nodes if isinstance(node, BotAction))
    main = next(node for node in action.nodes if isinstance(node, Service))
    body = '{"status":"error","message":"no","correlationId":"c-1","errors":[]}'
    _, text = answer(dialog, main, status, body)
    assert word in text
    assert "c-1" in text
