"""An answer that should be JSON: what is read, and what is said about anything else."""

from __future__ import annotations

import json

import pytest

from studio.http import HttpError, Response
from studio.http.reading import due_json

HOST = "api.example.com"


def response(body: bytes, status: int = 200, **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, names, body, "exchange-1", 1.0)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"name": "Größe 👋"}, ensure_ascii=False).encode(encoding)
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")
    ],
)
@pytest.mark.parametrize("declared", ["application/json", "text/plain;charset=iso-8859-1", ""])
def test_letters_are_what_they_were_whatever_charset_is_declared(
    body: bytes, declared: str
) -> None:
    assert due_json(response(body, content_type=declared), HOST) == {"name": "Größe 👋"}


def test_what_needs_no_body_has_none() -> None:
    assert due_json(response(b"", 204), HOST) is None
    assert due_json(response(b" null "), HOST) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "nothing at all"),
        (b" \n", "nothing at all"),
        ('{"name": "Größe"}'.encode("latin-1"), "cannot be read"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\n <HTML lang=en>", "a web page"),
        (b'{"name": "Gr', "breaks off"),
        (b"[1, 2", "breaks off"),
        (b"[" * 100_000, "breaks off"),
        (b"OK", "not JSON"),
    ],
)
def test_anything_else_is_named_for_what_it_is(body: bytes, words: str) -> None:
    with pytest.raises(HttpError) as told:
        due_json(response(body, x_correlation_id="c-1"), HOST)
    assert told.value.code == "http.not_json"
    assert words in told.value.message
    assert HOST in told.value.message
    assert (told.value.exchange_id, told.value.correlation_id) == ("exchange-1", "c-1")
    assert not told.value.unsent, "what was asked for may have been done"


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://login.wifi.example/portal?token=s3cret", "to login.wifi.example"),
        ("/elsewhere", "a redirect (302)"),
        (f"https://user:s3cret@{HOST}/", "a redirect (302)"),
        ("http://[broken", "a redirect (302)"),
        ("", "a redirect (302)"),
    ],
)
def test_a_redirect_is_told_with_its_host_and_no_more(location: str, words: str) -> None:
    with pytest.raises(HttpError) as told:
        due_json(response(b"{}", 302, location=location), HOST)
    assert told.value.code == "http.redirect"
    assert words in told.value.message
    assert "s3cret" not in str(told.value)
    assert told.value.unsent
