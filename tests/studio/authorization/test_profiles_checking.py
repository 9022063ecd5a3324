"""The seven forms as data, what is found wrong in them, and what a pasted install URL fills."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from profile_bench import CALLBACK, CANARY, OAUTH_V2, header

from studio.authorization.profiles.checking import check, has_errors
from studio.authorization.profiles.mechanisms import FIELDS, MECHANISMS, mechanism, why_not
from studio.authorization.profiles.pasting import KnownService, from_install_url
from studio.authorization.profiles.sealing import seal, unseal
from studio.authorization.profiles.values import frozen

HUBSPOT = KnownService(
    "HubSpot",
    "https://app.hubspot.com/oauth/authorize",
    "https://api.hubapi.com/oauth/2026-03/token",
    ("app.hubspot.com", "app-eu1.hubspot.com"),
)
INSTALL_URL = (
    "https://app.hubspot.com/oauth/authorize?client_id=11111111-2222-4333-8444-555555555555"
    "&redirect_uri=https%3A%2F%2Fidp.kore.ai%2Fworkflows%2Fcallback%2F"
    "&scope=oauth%20crm.objects.deals.read&optional_scope=crm.objects.owners.read"
)


def codes(mechanism_id: str, values: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
    return {(one.field, one.code) for one in check(mechanism_id, frozen(values), **more)}


def oauth(**changes: Any) -> dict[str, Any]:
    return OAUTH_V2 | changes


class TestTheForms:
    def test_there_are_seven_as_the_platform_names_them(self) -> None:
        assert [one.label for one in MECHANISMS] == [
            "Basic Auth",
            "OAuth v1",
            "OAuth v2",
            "OAuth v2 password grant",
            "OAuth v2 client credentials",
            "API Key",
            "Kerberos SPNEGO",
        ]

    @pytest.mark.parametrize(
        ("mechanism_id", "required"),
        [
            ("basic", {"name"}),
            ("api_key", {"name"}),
            ("oauth_v2_password", {"name"}),
            ("oauth_v2", {"name", "client_id", "client_secret", "authorization_url", "token_url"}),
            ("oauth_v2_client_credentials", {"name", "client_id", "client_secret", "token_url"}),
            (
                "oauth_v1",
                {
                    "name",
                    "consumer_key",
                    "consumer_secret",
                    "request_token_url",
                    "access_token_url",
                    "user_authorization_url",
                },
            ),
            ("kerberos", {"name", "service_principal", "check_url", "authentication_type"}),
        ],
    )
    def test_each_asks_for_what_the_platform_requires(
        self, mechanism_id: str, required: set[str]
    ) -> None:
        shown = mechanism(mechanism_id).shown({})
        assert {field.id for field in shown if field.required} == required

    @pytest.mark.parametrize(
        ("mechanism_id", "blocks"),
        [
            ("basic", {"tenancy", "form_fields"}),
            ("api_key", {"tenancy", "form_fields"}),
            ("oauth_v2_password", {"tenancy", "form_fields"}),
            ("oauth_v1", {"tenancy", "additional_fields"}),
            ("oauth_v2", {"tenancy", "additional_fields"}),
            ("oauth_v2_client_credentials", set()),
            ("kerberos", set()),
        ],
    )
    def test_each_has_its_blocks_and_all_have_authorization_fields(
        self, mechanism_id: str, blocks: set[str]
    ) -> None:
        ids = {field.id for field in mechanism(mechanism_id).fields}
        assert ids & {"tenancy", "form_fields", "additional_fields"} == blocks
        assert "authorization_fields" in ids

    def test_limits_are_the_platforms(self) -> None:
        v2 = mechanism("oauth_v2")
        assert {one.id: one.limit for one in v2.fields if one.limit} == {
            "name": 255,
            "client_id": 255,
            "client_secret": 255,
            "authorization_url": 3000,
            "token_url": 3000,
            "refresh_url": 3000,
            "base_url": 3000,
        }

    def test_one_id_means_the_same_kind_everywhere(self) -> None:
        for one in MECHANISMS:
            assert all(FIELDS[field.id].kind == field.kind for field in one.fields)

    def test_the_base_url_is_there_once_tenancy_is_on(self) -> None:
        form = mechanism("oauth_v2")
        assert "base_url" not in {field.id for field in form.shown({})}
        assert "base_url" in {field.id for field in form.shown({"tenancy": True})}

    def test_only_oauth_v2_authorizes_hubspot_and_the_others_say_why_not(self) -> None:
        able = [one.id for one in MECHANISMS if why_not(one.id, "HubSpot") is None]
        assert able == ["oauth_v2"]
        assert all("HubSpot" in (why_not(one.id, "HubSpot") or "HubSpot") for one in MECHANISMS)


class TestChecking:
    def test_a_good_profile_has_nothing_wrong(self) -> None:
        assert check("oauth_v2", frozen(OAUTH_V2)) == ()

    def test_an_empty_form_names_each_field_that_is_missing(self) -> None:
        assert codes("oauth_v2", {}) == {
            (name, "missing")
            for name in ("name", "client_id", "client_secret", "authorization_url", "token_url")
        }

    @pytest.mark.parametrize(
        ("changes", "field", "code"),
        [
            ({"client_id": "x" * 256}, "client_id", "too_long"),
            ({"client_secret": f" {CANARY}"}, "client_secret", "padded"),
            ({"client_secret": "line\nbreak"}, "client_secret", "control_character"),
            ({"client_secret": OAUTH_V2["client_id"]}, "client_secret", "same_as_id"),
            ({"client_id": "<your client id>"}, "client_id", "placeholder"),
            ({"description": f"secret is {CANARY}"}, "description", "secret_strayed"),
            ({"name": CANARY}, "name", "secret_strayed"),
            ({"token_url": "api.hubapi.com/token"}, "token_url", "not_a_url"),
            ({"token_url": "javascript:alert(1)"}, "token_url", "not_a_url"),
            ({"token_url": "file:///etc/passwd"}, "token_url", "not_a_url"),
            ({"token_url": "https://[bad/token"}, "token_url", "not_a_url"),
            ({"token_url": "https://h:99999/token"}, "token_url", "not_a_url"),
            ({"token_url": "http://api.example.com/token"}, "token_url", "not_https"),
            ({"token_url": "https://a@api.example.com/token"}, "token_url", "user_info"),
            ({"token_url": "https://api.example.com/token#x"}, "token_url", "fragment"),
            (
                {"token_url": "https://api.example.com/token?client_secret=abc"},
                "token_url",
                "secret_in_url",
            ),
            ({"token_url": OAUTH_V2["authorization_url"]}, "token_url", "same_url"),
            (
                {
                    "token_url": OAUTH_V2["authorization_url"],
                    "authorization_url": OAUTH_V2["token_url"],
                },
                "authorization_url",
                "swapped",
            ),
            ({"token_url": "https://{tenant}.example.com/token"}, "token_url", "tenant_left"),
            ({"token_url": "https://a.example.com/{org}/token"}, "token_url", "unfilled"),
            ({"token_url": "https://a.example.com/{{org}}/t"}, "token_url", "unfilled_dynamic"),
            ({"tenancy": True, "base_url": "https://a.example.com"}, "base_url", "no_tenant"),
            ({"scope": [{"key": "scope", "value": ""}]}, "scope.0.value", "missing"),
            (
                {"authorization_fields": [header("X Key", "1")]},
                "authorization_fields.0.key",
                "bad_header",
            ),
            (
                {"authorization_fields": [header("Host", "1")]},
                "authorization_fields.0.key",
                "own_header",
            ),
            (
                {"authorization_fields": [header("X-A", "1"), header("x-a", "2")]},
                "authorization_fields.1.key",
                "twice",
            ),
            (
                {"authorization_fields": [header("X-A", "1\r\nX-B: 2")]},
                "authorization_fields.0.value",
                "control_character",
            ),
            (
                {"authorization_fields": [header("org", "1", "Path Param")]},
                "authorization_fields.0.key",
                "unused_parameter",
            ),
            (
                {"authorization_fields": [header("a", "1", "Somewhere")]},
                "authorization_fields.0.type",
                "not_an_option",
            ),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field(
        self, changes: dict[str, Any], field: str, code: str
    ) -> None:
        assert (field, code) in codes("oauth_v2", oauth(**changes))

    def test_http_is_fine_on_this_computer(self) -> None:
        assert codes("basic", {"name": "a", "check_url": "http://127.0.0.1:8080/x"}) == set()

    def test_a_name_is_taken_whatever_its_case(self) -> None:
        assert ("name", "name_taken") in codes("oauth_v2", oauth(), other_names=["my hubspot "])

    def test_a_status_and_a_principal_are_checked(self) -> None:
        assert ("auth_error_status", "not_a_status") in codes(
            "oauth_v2_password", {"name": "a", "auth_error_status": "6x"}
        )
        assert ("service_principal", "not_a_principal") in codes(
            "kerberos", {"name": "a", "service_principal": "somewhere"}
        )

    def test_a_payload_that_no_request_carries_is_told(self) -> None:
        rows = [header("pin", "1", "Payload")]
        for method, told in (("GET", True), ("POST", False)):
            found = codes("basic", {"name": "a", "method": method, "authorization_fields": rows})
            assert (("authorization_fields.0.type", "no_payload") in found) is told

    def test_no_finding_quotes_a_secret(self) -> None:
        values = oauth(name=CANARY, description=CANARY, token_url=f"https://x/{CANARY}#")
        found = check("oauth_v2", frozen(values))
        assert found
        assert CANARY not in repr(found)

    def test_it_is_fast_enough_for_each_keystroke(self) -> None:
        rows = [header(f"X-{number}", "v") for number in range(20)]
        values = frozen(
            oauth(authorization_fields=rows, scope=[{"key": "scope", "value": "a"}] * 9)
        )
        start = time.perf_counter()
        for _ in range(50):
            check("oauth_v2", values)
        assert (time.perf_counter() - start) / 50 < 0.02

    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from([one.id for one in MECHANISMS]),
        st.dictionaries(
            st.sampled_from(sorted(FIELDS)),
            st.one_of(
                st.text(max_size=40),
                st.booleans(),
                st.lists(
                    st.dictionaries(
                        st.sampled_from(["key", "value", "type", "title"]), st.text(max_size=9)
                    ),
                    max_size=3,
                ),
            ),
        ),
    )
    def test_it_never_fails_whatever_is_typed_and_sealing_gives_it_back(
        self, mechanism_id: str, typed: dict[str, Any]
    ) -> None:
        values = frozen(typed)
        has_errors(check(mechanism_id, values))
        sealed = seal(values)
        again, lost = unseal(
            {
                name: [dict(row) for row in value] if isinstance(value, list) else value
                for name, value in sealed.open.items()
            },
            sealed.secrets,
        )
        assert lost == ()
        assert dict(again) == dict(values)


class TestSealing:
    def test_every_place_a_secret_can_be_in_is_emptied(self) -> None:
        values = frozen(
            oauth(
                description=f"the secret is {CANARY}",
                refresh_url=f"https://api.example.com/?client_secret={CANARY}2",
                additional_fields=[{"key": "api_key", "value": f"{CANARY}3"}],
                authorization_fields=[header("X-Anything", f"{CANARY}4")],
            )
        )
        sealed = seal(values)
        assert CANARY not in repr(sealed.open)
        assert set(sealed.secrets) == {
            "client_secret",
            "description",
            "refresh_url",
            "additional_fields.0.value",
            "authorization_fields.0.value",
        }

    def test_what_is_not_secret_stays_readable(self) -> None:
        assert seal(frozen(OAUTH_V2)).open["client_id"] == OAUTH_V2["client_id"]


class TestPasting:
    def test_an_install_url_fills_the_fields(self) -> None:
        pasted = from_install_url(f" <{INSTALL_URL}> ", CALLBACK, [HUBSPOT])
        assert pasted is not None
        assert pasted.notes == ()
        assert dict(pasted.values) == {
            "name": "HubSpot",
            "client_id": "11111111-2222-4333-8444-555555555555",
            "authorization_url": HUBSPOT.authorization_url,
            "token_url": HUBSPOT.token_url,
            "refresh_url": HUBSPOT.token_url,
            "scope": (
                {"key": "scope", "value": "oauth crm.objects.deals.read"},
                {"key": "optional_scope", "value": "crm.objects.owners.read"},
            ),
        }

    def test_the_form_for_one_account_and_the_european_host_are_known(self) -> None:
        text = INSTALL_URL.replace("app.hubspot.com/oauth/", "app-eu1.hubspot.com/oauth/1482/")
        pasted = from_install_url(text, CALLBACK, [HUBSPOT])
        assert pasted is not None
        assert pasted.values["authorization_url"] == "https://app-eu1.hubspot.com/oauth/authorize"
        assert pasted.values["token_url"] == HUBSPOT.token_url
        assert [note.code for note in pasted.notes] == ["account_dropped"]

    def test_what_differs_and_what_is_left_open_is_told(self) -> None:
        text = (
            "https://id.example.com/authorize?client_id=abc&redirect_uri=https://other.example/cb"
            f"&client_secret={CANARY}&prompt=consent&state=xyz&response_type=code"
        )
        pasted = from_install_url(text, CALLBACK, [HUBSPOT])
        assert pasted is not None
        assert {note.code for note in pasted.notes} == {
            "other_callback",
            "secret_in_url",
            "token_url_open",
        }
        assert CANARY not in repr(pasted)
        assert pasted.values["additional_fields"] == ({"key": "prompt", "value": "consent"},)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "just words",
            "https://app.hubspot.com/oauth/authorize",
            "https://app.hubspot.com/oauth/authorize?client_id=",
            "javascript:alert(1)?client_id=a",
            "https://[bad?client_id=a",
            "https://a.example/?client_id=a b",
            "https://a.example/?client_id=" + "a" * 9000,
        ],
    )
    def test_other_text_is_left_alone(self, text: str) -> None:
        assert from_install_url(text, CALLBACK, [HUBSPOT]) is None
