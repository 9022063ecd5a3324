"""The sandbox's own little service: what each mechanism of a profile is tested against."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

import httpx
import pytest
from sandbox_bench import Bench, Page

from studio.sandbox.mechanisms import API_KEY, CLIENT_ID, CLIENT_SECRET, ROOT
from studio.sandbox.mechanisms_oauth1 import CONSUMER_KEY, CONSUMER_SECRET
from studio.sandbox.mechanisms_signature import Signed, base_string
from studio.sandbox.mechanisms_spnego import KERBEROS, TEST_TOKEN

DANA = ("dana@acme.example", "sandbox-dana")
CALLBACK = "https://idp.kore.ai/workflows/callback/"


@pytest.fixture
def http(bench: Bench) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{bench.running.info.base_url}{ROOT}", verify=False) as client:
        yield client


class Consumer:
    """Signs requests by the book (RFC 5849 section 3.4), without a library."""

    def __init__(self, bench: Bench, http: httpx.Client) -> None:
        self.bench = bench
        self.http = http
        self.token = self.secret = ""
        self.nonce = 0

    def header(self, method: str, path: str, **changes: str) -> dict[str, str]:
        self.nonce += 1
        own = {
            "oauth_consumer_key": CONSUMER_KEY,
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(int(self.bench.clock.now().timestamp())),
            "oauth_nonce": f"n{self.nonce}",
            "oauth_token": self.token,
        } | changes
        own = {name: value for name, value in own.items() if value}
        pairs = "&".join(f"{k}={quote(v, safe='-._~')}" for k, v in sorted(own.items()))
        url = f"{self.bench.running.info.base_url}{ROOT}{path}"
        base = "&".join(quote(part, safe="-._~") for part in (method, url, pairs))
        digest = hmac.new(f"{CONSUMER_SECRET}&{self.secret}".encode(), base.encode(), hashlib.sha1)
        own.setdefault("oauth_signature", base64.b64encode(digest.digest()).decode())
        listed = ", ".join(f'{k}="{quote(v, safe="-._~")}"' for k, v in own.items())
        return {"Authorization": f"OAuth {listed}"}

    def post(self, path: str, **changes: str) -> httpx.Response:
        return self.http.post(path, headers=self.header("POST", path, **changes))

    def begin(self, callback: str = CALLBACK) -> dict[str, str]:
        response = self.post("/oauth1/request-token", oauth_callback=callback)
        assert response.status_code == 200, response.text
        told = dict(parse_qsl(response.text))
        self.token, self.secret = told["oauth_token"], told["oauth_token_secret"]
        return told

    def allow(self, password: str = DANA[1]) -> httpx.Response:
        fields = {"oauth_token": self.token, "username": DANA[0], "password": password}
        return self.http.post("/oauth1/authorize", data=fields)

    def verifier(self) -> str:
        return parse_qs(urlsplit(self.allow().headers["location"]).query)["oauth_verifier"][0]

    def finish(self) -> None:
        response = self.post("/oauth1/access-token", oauth_verifier=self.verifier())
        assert response.status_code == 200, response.text
        told = dict(parse_qsl(response.text))
        self.token, self.secret = told["oauth_token"], told["oauth_token_secret"]


@pytest.fixture
def consumer(bench: Bench, http: httpx.Client) -> Consumer:
    return Consumer(bench, http)


def test_basic_auth_takes_the_passwords_of_the_sign_in_page(http: httpx.Client) -> None:
    assert http.get("/basic", auth=DANA).json() == {"signed_in_as": DANA[0]}
    for wrong in [(DANA[0], "sandbox-ines"), ("nobody", "x"), (DANA[0], "")]:
        refused = http.get("/basic", auth=wrong)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic realm=")
    assert http.get("/basic", headers={"Authorization": "Basic %%%"}).status_code == 401
    assert http.get("/basic").status_code == 401


def test_an_api_key_is_taken_from_three_places(http: httpx.Client) -> None:
    assert http.get("/api-key", headers={"X-Api-Key": API_KEY}).status_code == 200
    assert http.get("/api-key", headers={"Authorization": f"Bearer {API_KEY}"}).status_code == 200
    assert http.get("/api-key", params={"api_key": API_KEY}).status_code == 200
    assert http.get("/api-key", headers={"X-Api-Key": f"{API_KEY}x"}).status_code == 401
    assert http.get("/api-key").status_code == 401


def test_the_password_grant_gives_a_token_that_ends(bench: Bench, http: httpx.Client) -> None:
    form = {"grant_type": "password", "username": DANA[0], "password": DANA[1]}
    granted = http.post("/password/token", data=form).json()
    assert granted["token_type"] == "Bearer"
    assert granted["refresh_token"]
    bearer = {"Authorization": f"Bearer {granted['access_token']}"}
    assert http.get("/bearer", headers=bearer).json() == {"signed_in_as": DANA[0]}
    bench.clock.advance(granted["expires_in"] + 1)
    assert http.get("/bearer", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password", "username": DANA[0], "password": "x"}, "invalid_grant"),
        ({"grant_type": "password"}, "invalid_grant"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        (
            {
                "grant_type": "password",
                "username": DANA[0],
                "password": DANA[1],
                "scope": "read all",
            },
            "invalid_scope",
        ),
    ],
)
def test_the_password_grant_refuses_by_the_rfc(
    http: httpx.Client, form: dict[str, str], error: str
) -> None:
    refused = http.post("/password/token", data=form)
    assert (refused.status_code, refused.json()["error"]) == (400, error)


def test_client_credentials_come_in_the_body_or_by_basic_auth(http: httpx.Client) -> None:
    grant = {"grant_type": "client_credentials", "scope": "read"}
    own = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    body = http.post("/client-credentials/token", data=grant | own)
    basic = http.post("/client-credentials/token", data=grant, auth=(CLIENT_ID, CLIENT_SECRET))
    assert body.status_code == basic.status_code == 200
    assert "refresh_token" not in body.json()
    wrong = http.post("/client-credentials/token", data=grant | own | {"client_secret": "x"})
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert "www-authenticate" in wrong.headers


def test_spnego_challenges_and_takes_the_test_token_only(http: httpx.Client) -> None:
    assert http.get("/spnego").headers["www-authenticate"] == "Negotiate"

    def with_token(token: bytes) -> httpx.Response:
        code = base64.b64encode(token).decode()
        return http.get("/spnego", headers={"Authorization": f"Negotiate {code}"})

    accepted = with_token(TEST_TOKEN)
    assert accepted.status_code == 200
    assert accepted.headers["www-authenticate"].startswith("Negotiate oQ")
    real = with_token(b"\x60\x20" + KERBEROS + b"an AP-REQ")
    assert real.status_code == 401
    assert "no Kerberos realm" in real.json()["message"]
    assert "NTLM" in with_token(b"NTLMSSP\0\1").json()["message"]
    assert with_token(b"rubbish").status_code == 401
    assert http.get("/spnego", headers={"Authorization": "Negotiate %%"}).status_code == 401


def test_what_to_enter_is_printed_with_addresses_that_answer(
    bench: Bench, http: httpx.Client
) -> None:
    told = httpx.get(f"{bench.running.info.base_url}{ROOT}", verify=False).json()
    assert told["oauth_v1"]["consumer_key"] == CONSUMER_KEY
    for entry in told.values():
        for name, address in entry.items():
            if name.endswith("_url"):
                assert address.startswith(bench.running.info.base_url)
                assert httpx.get(address, verify=False).status_code in (200, 400, 401, 405)


class TestOAuth1:
    def test_three_legs_lead_to_a_token_that_signs(self, consumer: Consumer) -> None:
        assert consumer.begin()["oauth_callback_confirmed"] == "true"
        consumer.finish()
        me = consumer.http.get("/oauth1/me", headers=consumer.header("GET", "/oauth1/me"))
        assert me.json() == {"signed_in_as": DANA[0]}
        consumer.secret += "x"
        again = consumer.http.get("/oauth1/me", headers=consumer.header("GET", "/oauth1/me"))
        assert again.status_code == 401

    @pytest.mark.parametrize(
        "changes",
        [
            {"oauth_consumer_key": "somebody"},
            {"oauth_signature": "forged"},
            {"oauth_signature_method": "HMAC-MD5"},
            {"oauth_timestamp": "1"},
            {"oauth_timestamp": "soon"},
            {"oauth_version": "2.0"},
            {"oauth_callback": "javascript:alert(1)"},
            {"oauth_callback": ""},
        ],
    )
    def test_a_request_token_needs_a_right_signature(
        self, consumer: Consumer, changes: dict[str, str]
    ) -> None:
        response = consumer.post("/oauth1/request-token", **{"oauth_callback": CALLBACK} | changes)
        assert response.status_code in (400, 401)
        assert response.headers["www-authenticate"].startswith("OAuth")

    def test_a_request_cannot_be_replayed(self, consumer: Consumer) -> None:
        header = consumer.header("POST", "/oauth1/request-token", oauth_callback=CALLBACK)
        first, second = (
            consumer.http.post("/oauth1/request-token", headers=header) for _ in range(2)
        )
        assert (first.status_code, second.status_code) == (200, 401)
        assert "nonce" in second.text

    def test_the_page_asks_and_a_wrong_password_gives_nothing(self, consumer: Consumer) -> None:
        consumer.begin()
        page = Page(consumer.http.get("/oauth1/authorize", params={"oauth_token": consumer.token}))
        assert page.hidden["oauth_token"] == consumer.token
        assert "https://idp.kore.ai" in page.response.headers["content-security-policy"]
        wrong = consumer.allow("guessed")
        assert wrong.status_code == 200
        assert "do not match" in wrong.text
        assert consumer.post("/oauth1/access-token", oauth_verifier="").status_code == 401

    def test_a_verifier_is_good_once_and_only_for_its_token(self, consumer: Consumer) -> None:
        consumer.begin()
        verifier = consumer.verifier()
        assert consumer.post("/oauth1/access-token", oauth_verifier="x").status_code == 401
        assert consumer.post("/oauth1/access-token", oauth_verifier=verifier).status_code == 200
        assert consumer.post("/oauth1/access-token", oauth_verifier=verifier).status_code == 401

    def test_declining_sends_the_token_back_and_ends_it(self, consumer: Consumer) -> None:
        consumer.begin()
        fields = {"oauth_token": consumer.token, "decline": "yes"}
        declined = consumer.http.post("/oauth1/authorize", data=fields)
        assert declined.headers["location"] == f"{CALLBACK}?denied={consumer.token}"
        assert consumer.allow().status_code == 400

    def test_a_request_token_does_not_wait_for_ever(self, consumer: Consumer) -> None:
        consumer.begin()
        consumer.bench.clock.advance(601)
        assert consumer.allow().status_code == 400

    def test_without_a_callback_the_page_shows_the_verifier(self, consumer: Consumer) -> None:
        consumer.begin("oob")
        assert "Enter this code" in consumer.allow().text

    def test_the_base_string_is_the_rfcs_own_example(self) -> None:
        """RFC 5849 section 3.4.1.1."""
        signed = Signed(
            "POST",
            "http://example.com/request",
            {
                "realm": "Example",
                "oauth_consumer_key": "9djdj82h48djs9d2",
                "oauth_token": "kkk9d7dh3k39sjv7",
                "oauth_signature_method": "HMAC-SHA1",
                "oauth_timestamp": "137131201",
                "oauth_nonce": "7d8f3e4a",
                "oauth_signature": "bYT5CMsGcbgUdFHObYMEfcx6bsw=",
            },
            (("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("c2", ""), ("a3", "2 q")),
        )
        assert base_string(signed) == (
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D"
            "%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26"
            "oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D"
            "137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        )
