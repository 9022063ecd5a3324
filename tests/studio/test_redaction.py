"""No secret gets through, and what is not secret stays readable."""

from __future__ import annotations

import base64
import html
import json
from typing import Any
from urllib.parse import parse_qs, quote, quote_plus, unquote, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio import redaction
from studio.redaction import MARK

tokens = st.text(
    st.characters(codec="ascii", categories=["L", "N"]) | st.sampled_from("-_.~+/=&%!*'()\"\\<>"),
    min_size=8,
    max_size=60,
).filter(lambda token: token not in MARK and "redacted" not in token)
wide_tokens = st.text(min_size=8, max_size=40).filter(lambda t: not (set(t) & set(MARK)))
names = st.sampled_from(
    [
        "access_token",
        "refresh_token",
        "client_secret",
        "code_verifier",
        "id_token",
        "password",
        "clientSecret",
        "Access-Token",
        "api_key",
        "hapikey",
        "signed_access_token",
    ]
)
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.sampled_from(["deal", "Acme", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "results"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def buried(value: Any, path: list[str | int]) -> Any:
    for step in reversed(path):
        value = [None, value] if isinstance(step, int) else {"id": 1, step: value}
    return value


paths = st.lists(st.sampled_from(["results", "properties", "context", 0]), max_size=5)


@given(name=names, value=wide_tokens, path=paths, compact=st.booleans(), ascii=st.booleans())
def test_a_secret_field_anywhere_in_json_is_replaced(
    name: str, value: str, path: list[str | int], compact: bool, ascii: bool
) -> None:
    separators = (",", ":") if compact else (", ", ": ")
    text = json.dumps(buried({name: value}, path), separators=separators, ensure_ascii=ascii)
    clean = redaction.body(text, "application/json")
    assert json.loads(clean) == buried({name: MARK}, path)


@given(name=names, value=tokens, path=paths, cut=st.integers(1, 70))
def test_a_secret_field_in_json_that_is_cut_off_is_replaced(
    name: str, value: str, path: list[str | int], cut: int
) -> None:
    text = json.dumps(buried({"first": "1", name: value}, path))
    whole = json.dumps(value)[1:-1]
    clean = redaction.body(text[:-cut], "application/json")
    remains = text[:-cut].partition(f'"{name}": "')[2]
    for length in range(4, min(len(remains), len(whole)) + 1):
        assert whole[:length] not in clean.partition(name)[2].replace(MARK, "")


@given(value=tokens, path=paths, key=st.booleans())
def test_a_known_secret_anywhere_in_json_is_replaced(
    value: str, path: list[str | int], key: bool
) -> None:
    data = {f"x{value}": 1} if key else {"note": f"it is {value}, you know"}
    clean = redaction.body(json.dumps(buried(data, path)), "application/json", [value])
    assert value not in clean
    assert value not in json.dumps(json.loads(clean), ensure_ascii=False)
    assert json.dumps(value)[1:-1] not in clean


def test_a_known_secret_in_unusual_escapes_is_replaced() -> None:
    text = '{"note": "\\u0073ecret\\/value"}'
    assert json.loads(redaction.body(text, "application/json", ["secret/value"])) == {"note": MARK}


@given(value=plain_json)
def test_json_without_secrets_stays_as_it_is(value: Any) -> None:
    text = json.dumps(value, indent=2)
    assert redaction.body(text, "application/json", ["another secret"]) == text


def test_what_only_looks_secret_in_json_stays_readable() -> None:
    text = json.dumps(
        {
            "errors": [{"code": "PROPERTY_DOESNT_EXIST", "message": "no"}],
            "properties": {"state": "Ohio"},
            "token_type": "bearer",
            "expires_in": 1800,
            "access_token": None,
            "message": "This API supports OAuth 2.0 Bearer authentication",
        }
    )
    assert redaction.body(text, "application/json") == text


def test_a_secret_object_or_number_is_replaced_whole() -> None:
    text = '{"signed_access_token": {"userId": 7, "signature": "abc"}, "password": 12345}'
    clean = json.loads(redaction.body(text, "application/json"))
    assert clean == {"signed_access_token": MARK, "password": MARK}


def test_json_inside_json_is_looked_into() -> None:
    inner = json.dumps({"refresh_token": "inner-secret-value", "id": 1})
    text = json.dumps({"message": f"sent {inner}"})
    clean = redaction.body(text, "application/json")
    assert "inner-secret-value" not in clean
    assert "inner-secret-value" not in redaction.body(text[:-2], "application/json")


form_names = names | st.sampled_from(["code", "state"])


@given(name=form_names, value=wide_tokens)
def test_a_secret_field_in_a_form_is_replaced(name: str, value: str) -> None:
    text = urlencode({"grant_type": "authorization_code", name: value})
    clean = redaction.body(text, "application/x-www-form-urlencoded")
    assert parse_qs(clean) == {"grant_type": ["authorization_code"], name: [MARK]}


@given(value=tokens, over=st.booleans())
def test_a_known_secret_in_a_form_is_replaced(value: str, over: bool) -> None:
    coded = "".join(f"%{byte:02x}" for byte in value.encode()) if over else quote_plus(value)
    clean = redaction.body(f"id=1&note=a{coded}b", "application/x-www-form-urlencoded", [value])
    assert value not in unquote(clean)
    assert coded not in clean


def test_a_form_without_secrets_stays_as_it_is() -> None:
    text = "grant_type=refresh_token&redirect_uri=https%3A%2F%2Fidp.kore.ai%2f&scope=a+b&x="
    assert redaction.body(text, "application/x-www-form-urlencoded", ["something"]) == text


def test_a_form_without_a_content_type_is_looked_into() -> None:
    clean = redaction.body("client_secret=topsecret&code=abcdef&id=1", "")
    assert clean == f"client_secret={MARK}&code={MARK}&id=1"


@given(name=form_names, value=wide_tokens, fragment=st.booleans())
def test_a_secret_field_in_a_url_is_replaced(name: str, value: str, fragment: bool) -> None:
    assume(value.strip())
    mark = "#" if fragment else "?"
    clean = redaction.url(f"https://host/callback{mark}id=1&{urlencode({name: value})}")
    fields = parse_qs(clean.partition(mark)[2])
    assert fields == {"id": ["1"], name: [MARK]}


@given(value=tokens, lower=st.booleans())
def test_a_known_secret_in_a_path_is_replaced(value: str, lower: bool) -> None:
    coded = quote(value, safe="")
    coded = coded.lower() if lower else coded
    clean = redaction.url(f"https://host/a/{coded}/b?x=1", [value, value.lower()])
    assert coded not in clean
    assert value not in unquote(clean)
    assert clean.startswith("https://host/a/")
    assert clean.endswith("/b?x=1")


@pytest.mark.parametrize("written", ["canary+1/2=", "canary%2b1%2f2%3d", "%63anary%2B1/2="])
def test_a_known_secret_in_a_query_is_replaced_however_it_is_written(written: str) -> None:
    for clean in (
        redaction.url(f"https://host/x?note={written}&code=abc", ["canary+1/2="]),
        redaction.headers({"Location": f"/x?code=abc&note={written}"}, ["canary+1/2="])["Location"],
        redaction.body(f"note={written}", "text/plain", ["canary+1/2="]),
    ):
        assert "anary" not in clean


@given(value=tokens)
def test_a_token_in_the_path_of_the_old_endpoint_is_replaced(value: str) -> None:
    coded = quote(value, safe="")
    clean = redaction.url(f"https://api.hubapi.com/oauth/v1/access-tokens/{coded}?x=1")
    assert clean == f"https://api.hubapi.com/oauth/v1/access-tokens/{MARK}?x=1"
    text = f"GET /oauth/v1/refresh-tokens/{coded} failed"
    assert coded not in redaction.body(text, "text/plain")


def test_user_info_in_a_url_is_replaced() -> None:
    clean = redaction.url("https://me:canary@host:8080/x")
    assert clean == f"https://{MARK}@host:8080/x"


@pytest.mark.parametrize("address", ["http://[::1/?code=canary-code", "//[?token=canary-code"])
def test_an_address_that_is_none_is_looked_into_too(address: str) -> None:
    assert "canary-code" not in redaction.url(address)


def test_an_address_without_secrets_stays_as_it_is() -> None:
    address = "http://127.0.0.1:8080/crm/v3/objects/deals?limit=100&properties=dealname%2Camount#x"
    assert redaction.url(address, ["another secret"]) == address


@given(user=st.text(max_size=20), value=tokens, after=st.text(max_size=5))
def test_a_known_secret_in_base64_is_replaced(user: str, value: str, after: str) -> None:
    raw = f"{user}:{value}{after}".encode()
    for coded in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        clean = redaction.known_values(f"credentials {coded.decode()}", [value])
        left = clean.removeprefix("credentials ").split(MARK)
        assert len(left) >= 2
        assert max(len(piece) for piece in left) <= 4 * (len(raw) - len(value)) // 3 + 8


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer canary-token", f"Bearer {MARK}"),
        ("authorization", "Basic Y2FuYXJ5OnNlY3JldA==", f"Basic {MARK}"),
        ("Authorization", "canary-token", MARK),
        ("Authorization", "canary-token with blanks", MARK),
        ("Proxy-Authorization", "Basic Y2FuYXJ5", f"Basic {MARK}"),
        ("Cookie", "session=canary-token; theme=dark", MARK),
        ("Set-Cookie", "session=canary-token; HttpOnly", MARK),
        ("X-Api-Key", "canary-token", MARK),
        ("X-CSRF-Token", "canary-token", MARK),
        ("Location", "https://host/cb?code=canary-token&x=1", f"https://host/cb?code={MARK}&x=1"),
        ("X-Debug", "sent Bearer canary-token1", f"sent Bearer {MARK}"),
        ("Content-Type", "application/json", "application/json"),
        ("X-HubSpot-Correlation-Id", "0123-4567", "0123-4567"),
        ("Retry-After", "10", "10"),
    ],
)
def test_headers_keep_what_may_be_read(name: str, value: str, shown: str) -> None:
    assert redaction.headers({name: value}) == {name: shown}


@given(value=tokens)
def test_a_known_secret_in_any_header_is_replaced(value: str) -> None:
    assert value not in redaction.headers({"X-Note": f"a {value} b"}, [value])["X-Note"]


@pytest.mark.parametrize(
    "field",
    [
        '<input type="password" name="pw" value="canary&quot;1">',
        "<input value='canary\"1' type=password>",
        "<INPUT TYPE=password VALUE=canary1 name=pw>",
        '<input type="hidden" name="code" value="canary1" data-x=">">',
        '<input type="hidden" name="csrf_token" value="canary1">',
        '<a href="https://host/cb?state=canary1&amp;code=canary1">on</a>',
        '<script>let data = {"access_token": \'x\', "refresh_token": "canary1"}</script>',
        "<p>client_secret=canary1</p>",
    ],
)
def test_secrets_on_a_page_are_replaced(field: str) -> None:
    clean = redaction.body(f"<html><form>{field}<b>Deals</b></form></html>", "text/html")
    assert "canary" not in clean
    assert "<b>Deals</b>" in clean


def test_a_page_without_secrets_stays_as_it_is() -> None:
    page = (
        '<html><meta charset="utf-8"><input name="q" value="Acme"><a href="/x?after=2&a=b">code</a>'
    )
    assert redaction.body(page, "text/html;charset=iso-8859-1", ["another secret"]) == page


@given(value=tokens)
def test_a_known_secret_on_a_page_is_replaced(value: str) -> None:
    page = f"<p>{html.escape(value)}</p><p>{value}</p>"
    clean = redaction.body(page, "text/html", [value])
    assert html.escape(value) not in clean
    assert value not in clean


def test_short_values_do_not_blot_out_ordinary_words() -> None:
    assert redaction.known_values("a deal", ["deal", "", "a"]) == "a deal"


@given(values=st.lists(tokens, min_size=1, max_size=3), glue=st.text(" \n.", max_size=3))
def test_several_secrets_side_by_side_are_all_replaced(values: list[str], glue: str) -> None:
    text = glue.join([*values, *reversed(values)])
    clean = redaction.known_values(text, [*values, values[0][:7]])
    assert not any(value in clean for value in values)


@given(before=st.integers(0, 300), value=tokens, limit=st.integers(20, 250), known=st.booleans())
def test_a_text_is_never_cut_within_a_secret(
    before: int, value: str, limit: int, known: bool
) -> None:
    text = json.dumps({"note": "." * before, "access_token": value, "more": "." * 9000})
    text = text.replace("access_token", "hint") if known else text
    clean = redaction.beginning(text, "application/json", limit, [value] if known else [])
    assert len(clean) <= limit
    written = json.dumps(value)[1:-1]
    for length in range(4, len(written) + 1):
        assert written[:length] not in clean.partition('": "')[2].partition('": "')[2]
