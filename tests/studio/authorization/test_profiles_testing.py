"""Test of a profile does the real exchange of its mechanism, and shows no secret when it fails."""

from __future__ import annotations

import base64
import sys
from typing import Any

import pytest
from desk import ACME_SALES, Desk, sign_in
from loopback import LoopbackServer, answer
from profile_bench import CANARY, allow, changed, everything_in, header, profile, profiles_of

from studio.authorization.exchange import OpenPage
from studio.authorization.profiles.spnego import SystemTickets
from studio.authorization.profiles.steps import MakeTicket, Ticket
from studio.authorization.profiles.trying import ProfileTest, TestResult
from studio.authorization.profiles.values import Profile
from studio.sandbox.mechanisms import API_KEY
from studio.sandbox.mechanisms_spnego import TEST_ANSWER, TEST_TOKEN

DANA = {"username": "dana@acme.example", "password": "sandbox-dana"}


@pytest.fixture
def base(desk: Desk) -> str:
    return desk.studio.environment.ensure_sandbox().base_url


def begin(desk: Desk, tested: Profile, **given: Any) -> ProfileTest:
    return desk.studio.profiles.tests.begin(tested, given)


def run(desk: Desk, tested: Profile, **given: Any) -> TestResult:
    outcome = begin(desk, tested, **given).go_on()
    assert isinstance(outcome, TestResult)
    return outcome


class TestBasicAuth:
    def test_the_right_password_passes(self, desk: Desk, base: str) -> None:
        result = run(desk, profiles_of(base)["basic"], **DANA)
        assert result.passed, result
        assert result.title == "Auth Test Passed"
        assert result.warning == ""

    def test_a_wrong_one_fails_with_headers_and_response(self, desk: Desk, base: str) -> None:
        result = run(desk, profiles_of(base)["basic"], **DANA | {"password": CANARY})
        assert not result.passed
        assert result.title == "Auth Test Failed"
        assert result.status == 401
        assert "Wrong user name or password" in result.response
        assert dict(result.headers)["www-authenticate"].startswith("Basic")
        assert result.exchange_id is not None
        assert desk.studio.journal.list()[0].id == result.exchange_id

    def test_an_address_that_answers_anybody_is_told(self, desk: Desk, base: str) -> None:
        open_to_all = changed(profiles_of(base)["basic"], check_url=f"{base}/sandbox-auth")
        result = run(desk, open_to_all, **DANA)
        assert result.passed
        assert "without any credentials" in result.warning

    def test_the_dialog_asks_for_what_the_platform_asks(self, desk: Desk) -> None:
        tested = profile(
            "basic",
            tenancy=True,
            check_url="https://a.example/x",
            form_fields=[
                {"title": "PIN", "key": "pin", "type": "Password", "mandatory": True},
                {"title": "Not seen", "key": "hid", "visibility": "Hidden"},
            ],
        )
        fields = desk.studio.profiles.tests.fields(tested)
        assert [field.label for field in fields] == [
            "Auth Check URL",
            "Tenancy",
            "User Name",
            "Password",
            "PIN",
            "Content-Type",
            "Method",
        ]
        assert fields[0].default == "https://a.example/x"
        assert fields[4].kind == "secret"

    def test_the_tenant_and_form_fields_fill_the_address(self, desk: Desk, base: str) -> None:
        tested = changed(
            profiles_of(base)["basic"],
            tenancy=True,
            check_url=f"{base}/sandbox-auth/tenants/{{tenant}}/basic?pin={{{{pin}}}}",
            form_fields=[{"title": "PIN", "key": "pin", "type": "Password"}],
        )
        result = run(desk, tested, tenant="acme", **DANA, **{"form.pin": CANARY})
        assert result.passed, result
        sent = desk.studio.journal.list()[0]
        assert "/tenants/acme/basic" in sent.url
        assert CANARY not in sent.url

    @pytest.mark.parametrize("tenant", ["", "evil.example/", "a b", "a@b", "x#"])
    def test_a_tenant_cannot_lead_to_another_host(self, desk: Desk, tenant: str) -> None:
        tested = profile("basic", tenancy=True, name="t", check_url="https://{tenant}.example.com/")
        result = run(desk, tested, tenant=tenant, **DANA)
        assert (result.passed, result.field) == (False, "tenant")
        assert desk.studio.journal.list() == ()

    def test_a_gap_that_nothing_fills_stops_it_before_anything_is_sent(self, desk: Desk) -> None:
        tested = profile("basic", name="t", check_url="https://a.example.com/{{org}}/x")
        result = run(desk, tested, **DANA)
        assert (result.passed, result.field) == (False, "check_url")
        assert desk.studio.journal.list() == ()

    def test_an_unencrypted_address_from_the_dialog_is_not_called(self, desk: Desk) -> None:
        result = run(desk, profile("basic"), check_url="http://a.example.com/", **DANA)
        assert (result.passed, result.field) == (False, "check_url")
        assert desk.studio.journal.list() == ()

    def test_a_redirect_is_not_followed(self, desk: Desk) -> None:
        with LoopbackServer(answer(302, location="http://127.0.0.1:9/")) as server:
            result = run(desk, profile("basic", check_url=server.url), **DANA)
            assert len(server.requests) == 1
        assert not result.passed
        assert result.status == 302


class TestApiKey:
    def test_the_key_goes_as_a_bearer_by_itself(self, desk: Desk, base: str) -> None:
        result = run(desk, profiles_of(base)["api_key"], api_key=API_KEY)
        assert result.passed, result
        assert result.warning == ""

    @pytest.mark.parametrize(
        "row",
        [header("X-Api-Key", "{{api_key}}"), header("api_key", "{{api_key}}", "Query String")],
    )
    def test_or_where_an_authorization_field_says(
        self, desk: Desk, base: str, row: dict[str, str]
    ) -> None:
        tested = changed(profiles_of(base)["api_key"], authorization_fields=[row])
        assert run(desk, tested, api_key=API_KEY).passed
        assert API_KEY not in repr(desk.studio.journal.list())

    def test_a_wrong_key_fails(self, desk: Desk, base: str) -> None:
        result = run(desk, profiles_of(base)["api_key"], api_key=CANARY)
        assert (result.passed, result.status) == (False, 401)


class TestOAuthV2:
    def of_hubspot(self, desk: Desk) -> Profile:
        info = desk.studio.environment.ensure_sandbox()
        return profile(
            "oauth_v2",
            name="Mine",
            client_id=info.client_id,
            client_secret=info.client_secret,
            authorization_url=info.authorize_url,
            token_url=info.token_url,
            scope=[
                {
                    "key": "scope",
                    "value": "oauth crm.objects.deals.read crm.objects.deals.write "
                    "crm.objects.contacts.read crm.objects.contacts.write",
                }
            ],
        )

    def test_signing_in_and_exchanging_the_code_passes(self, desk: Desk) -> None:
        test = begin(desk, self.of_hubspot(desk))
        page = test.go_on()
        assert isinstance(page, OpenPage)

        class Window:
            authorize_url = page.url

            @staticmethod
            def is_callback(url: str) -> bool:
                return url.startswith(test.callback_url)

        landed = sign_in(Window(), account=ACME_SALES)  # type: ignore[arg-type]
        result = test.redirected(landed)
        assert isinstance(result, TestResult)
        assert result.passed, result

    def test_a_wrong_secret_fails_in_the_services_words(self, desk: Desk) -> None:
        tested = changed(self.of_hubspot(desk), client_secret=CANARY)
        test = begin(desk, tested)
        page = test.go_on()
        assert isinstance(page, OpenPage)
        state = page.url.partition("state=")[2].partition("&")[0]
        code = desk.admin("codes", redirect_uri=test.callback_url)["code"]
        result = test.redirected(f"{test.callback_url}?code={code}&state={state}")
        assert isinstance(result, TestResult)
        assert (result.passed, result.status) == (False, 400)
        assert "BAD_CLIENT_SECRET" in result.response

    def test_a_forged_state_exchanges_nothing(self, desk: Desk) -> None:
        test = begin(desk, self.of_hubspot(desk))
        assert isinstance(test.go_on(), OpenPage)
        result = test.redirected(f"{test.callback_url}?code=abc&state=forged")
        assert isinstance(result, TestResult)
        assert not result.passed
        assert desk.studio.journal.list() == ()

    def test_a_closed_window_is_told(self, desk: Desk) -> None:
        test = begin(desk, self.of_hubspot(desk))
        test.go_on()
        assert "closed" in test.cancel().message

    def test_scopes_tenants_and_additional_fields_are_in_the_address(self, desk: Desk) -> None:
        tested = profile(
            "oauth_v2",
            client_id="abc",
            client_secret=CANARY,
            tenancy=True,
            authorization_url="https://{tenant}.example.com/authorize?a=1",
            token_url="https://{tenant}.example.com/token",
            scope=[
                {"key": "scope", "value": "read write"},
                {"key": "scope", "value": "read more"},
                {"key": "optional_scope", "value": "extra"},
            ],
            additional_fields=[{"key": "prompt", "value": "consent"}],
        )
        page = begin(desk, tested, tenant="acme").go_on()
        assert isinstance(page, OpenPage)
        assert page.url.startswith("https://acme.example.com/authorize?a=1&client_id=abc")
        assert "scope=read%20write%20more&optional_scope=extra&prompt=consent" in page.url
        assert "code_challenge_method=S256" in page.url
        assert CANARY not in page.url


class TestPasswordGrant:
    @pytest.mark.parametrize("kind", ["JSON", "URL Encoded JSON"])
    def test_name_and_password_get_a_token(self, desk: Desk, base: str, kind: str) -> None:
        tested = changed(profiles_of(base)["oauth_v2_password"], token_content_type=kind)
        result = run(desk, tested, **DANA)
        assert result.passed, result
        kept = repr(desk.studio.journal.list())
        assert "sandbox-dana" not in kept
        assert '"access_token":"[redacted]"' in kept.replace(" ", "").replace("\\", "")

    def test_a_wrong_password_fails_and_names_the_profiles_own_status(
        self, desk: Desk, base: str
    ) -> None:
        tested = changed(profiles_of(base)["oauth_v2_password"], auth_error_status="400")
        result = run(desk, tested, **DANA | {"password": CANARY})
        assert "Auth Error Status Code" in result.message

    def test_a_content_type_nobody_documents_is_not_guessed(self, desk: Desk, base: str) -> None:
        tested = changed(profiles_of(base)["oauth_v2_password"], token_content_type="RSS")
        result = run(desk, tested, **DANA)
        assert (result.passed, result.field) == (False, "token_content_type")


class TestClientCredentials:
    def test_the_app_gets_a_token_of_its_own(self, desk: Desk, base: str) -> None:
        result = run(desk, profiles_of(base)["oauth_v2_client_credentials"])
        assert result.passed, result

    def test_a_wrong_secret_and_a_wrong_scope_fail(self, desk: Desk, base: str) -> None:
        good = profiles_of(base)["oauth_v2_client_credentials"]
        wrong = run(desk, changed(good, client_secret=CANARY))
        assert (wrong.passed, wrong.status) == (False, 401)
        scope = run(desk, changed(good, scope=[{"key": "scope", "value": "all"}]))
        assert "the scopes are" in scope.message

    def test_an_answer_without_a_token_fails(self, desk: Desk) -> None:
        body = b'{"hello": "world"}'
        with LoopbackServer(answer(200, body, content_type="application/json")) as server:
            tested = profile(
                "oauth_v2_client_credentials",
                client_id="a",
                client_secret="b",
                token_url=server.url,
            )
            result = run(desk, tested)
        assert not result.passed
        assert "no access token" in result.message


class TestOAuthV1:
    def test_three_signed_legs_pass(self, desk: Desk, base: str) -> None:
        test = begin(desk, profiles_of(base)["oauth_v1"])
        page = test.go_on()
        assert isinstance(page, OpenPage)
        result = test.redirected(allow(page.url))
        assert isinstance(result, TestResult)
        assert result.passed, result

    def test_fields_in_body_and_query_are_signed_too(self, desk: Desk, base: str) -> None:
        rows = [header("a b", "ä&=+", "Payload"), header("q", "1 %", "Query String")]
        tested = changed(profiles_of(base)["oauth_v1"], authorization_fields=rows)
        test = begin(desk, tested)
        page = test.go_on()
        assert isinstance(page, OpenPage), page
        result = test.redirected(allow(page.url))
        assert isinstance(result, TestResult)
        assert result.passed, result

    def test_a_wrong_secret_fails_at_the_first_leg(self, desk: Desk, base: str) -> None:
        result = run(desk, changed(profiles_of(base)["oauth_v1"], consumer_secret=CANARY))
        assert (result.passed, result.status) == (False, 401)
        assert "signature" in result.response

    @pytest.mark.parametrize(
        "landed",
        [
            "?oauth_token=another&oauth_verifier=v",
            "?oauth_verifier=v",
            "?denied=token",
            "@evil.example/?oauth_token=t",
        ],
    )
    def test_a_redirect_of_another_sign_in_ends_it(
        self, desk: Desk, base: str, landed: str
    ) -> None:
        test = begin(desk, profiles_of(base)["oauth_v1"])
        assert isinstance(test.go_on(), OpenPage)
        sent = len(desk.studio.journal.list())
        result = test.redirected(f"{test.callback_url}{landed}")
        assert isinstance(result, TestResult)
        assert not result.passed
        assert len(desk.studio.journal.list()) == sent


class TestKerberos:
    class TestTickets:
        """Makes the token that the sandbox takes; a real one needs a realm."""

        __test__ = False

        def __init__(self, token: bytes = TEST_TOKEN) -> None:
            self.token = token
            self.asked: list[MakeTicket] = []

        def make(self, ask: MakeTicket) -> Ticket:
            self.asked.append(ask)
            if ask.answer:
                return Ticket(b"", ask.answer == TEST_ANSWER)
            return Ticket(self.token, False)

    def run(self, desk: Desk, tested: Profile, tickets: Any) -> TestResult:
        test = ProfileTest(
            tested, {}, lambda: desk.studio.http, clock=desk.clock, ids=desk.studio.ids,
            tickets=tickets,
        )  # fmt: skip
        outcome = test.go_on()
        assert isinstance(outcome, TestResult)
        return outcome

    def test_a_challenge_is_answered_and_the_service_proves_itself(
        self, desk: Desk, base: str
    ) -> None:
        tickets = self.TestTickets()
        result = self.run(desk, profiles_of(base)["kerberos"], tickets)
        assert result.passed, result
        assert [ask.answer for ask in tickets.asked] == [None, TEST_ANSWER]
        assert tickets.asked[0].principal.host == "localhost"
        assert base64.b64encode(TEST_TOKEN).decode() not in repr(desk.studio.journal.list())

    def test_delegate_asks_for_delegation(self, desk: Desk, base: str) -> None:
        tickets = self.TestTickets()
        tested = changed(profiles_of(base)["kerberos"], authentication_type="Delegate")
        assert self.run(desk, tested, tickets).passed
        assert [ask.delegate for ask in tickets.asked] == [True]

    def test_a_refused_ticket_fails(self, desk: Desk, base: str) -> None:
        result = self.run(desk, profiles_of(base)["kerberos"], self.TestTickets(b"rubbish"))
        assert (result.passed, result.status) == (False, 401)
        assert "no SPNEGO token" in result.response

    def test_a_service_that_does_not_prove_itself_fails(self, desk: Desk) -> None:
        challenge = answer(401, www_authenticate="Negotiate")
        with LoopbackServer(challenge, answer(200)) as server:
            tested = profile("kerberos", check_url=server.url, service_principal="HTTP/a")
            result = self.run(desk, tested, self.TestTickets())
        assert not result.passed
        assert "did not prove" in result.message

    def test_an_address_that_wants_no_ticket_is_told(self, desk: Desk, base: str) -> None:
        tested = changed(profiles_of(base)["kerberos"], check_url=f"{base}/sandbox-auth/basic")
        result = self.run(desk, tested, self.TestTickets())
        assert "does not ask for a Kerberos ticket" in result.message

    def test_without_the_optional_part_it_says_how_to_install_it(
        self, desk: Desk, base: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "spnego", None)
        result = self.run(desk, profiles_of(base)["kerberos"], SystemTickets())
        assert result.code == "profile.kerberos_missing"
        assert "action-studio[kerberos]" in result.next_step

    def test_with_the_part_but_no_ticket_it_says_so(self, desk: Desk, base: str) -> None:
        pytest.importorskip("spnego")
        result = self.run(desk, profiles_of(base)["kerberos"], SystemTickets())
        assert result.code in ("profile.no_ticket", "profile.kerberos_missing")


def test_nobody_listening_is_a_failed_test_too(desk: Desk) -> None:
    with LoopbackServer() as server:
        url = server.url
    result = run(desk, profile("basic", check_url=url), **DANA)
    assert not result.passed
    assert result.next_step


def test_what_a_service_echoes_is_not_shown(desk: Desk) -> None:
    code = base64.b64encode(f"ada:{CANARY}".encode())
    body = b'{"message": "bad %s and %s"}' % (CANARY.encode(), code)
    reply = answer(401, body, content_type="application/json", x_echo=CANARY, set_cookie="a=b")
    with LoopbackServer(reply) as server:
        result = run(desk, profile("basic", check_url=server.url), username="ada", password=CANARY)
    assert CANARY not in repr(result)
    assert code.decode() not in repr(result)
    assert dict(result.headers)["set-cookie"] == "[redacted]"


def test_no_secret_of_any_test_is_in_any_file(desk: Desk, base: str) -> None:
    tested = profiles_of(base)
    for mechanism, secret in {
        "oauth_v1": "consumer_secret",
        "oauth_v2_client_credentials": "client_secret",
    }.items():
        run(desk, changed(tested[mechanism], **{secret: CANARY}))
    given = DANA | {"password": CANARY, "api_key": CANARY}
    for mechanism in ("basic", "api_key", "oauth_v2_password"):
        run(desk, tested[mechanism], **given)
    run(desk, tested["oauth_v2_password"], **DANA)
    assert len(desk.studio.journal.list()) == 6
    desk.close()
    kept = everything_in(desk.path.parent)
    assert CANARY.encode() not in kept
    assert base64.b64encode(f"{DANA['username']}:{CANARY}".encode()) not in kept
