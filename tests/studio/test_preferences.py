"""Settings: read and changed one at a time, checked, written down, and in force at once."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from company import Company
from desk import HUBSPOT, SYSTEM, Desk
from loopback import LoopbackServer, answer

from studio.authorization.profiles.fields import CALLBACKS
from studio.authorization.profiles.values import Profile, frozen
from studio.errors import StudioError
from studio.http import HttpError, Request
from studio.preferences.checking import SettingError
from studio.preferences.known import PROXY_PASSWORD, REGIONS, app_secret
from studio.preferences.values import LOOPBACK, Chosen
from studio.preferences.way import WayOut
from studio.vault import MemoryVault

SECRET = "canary-live-client-secret-4711"
PASSWORD = "canary-proxy-password-0815"
CLIENT_ID = "8c3d2a10-6e5f-4f0b-9a77-2f1e0d9c8b7a"


@pytest.fixture(autouse=True)
def no_proxy_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def refused(desk: Desk, setting: str, value: Any) -> SettingError:
    before = desk.studio.preferences.read()
    with pytest.raises(SettingError) as caught:
        desk.studio.preferences.change(setting, value)
    assert desk.studio.preferences.read() == before, "what is refused changes nothing"
    assert caught.value.field == f"settings.{setting}"
    assert caught.value.message
    assert caught.value.next_step
    return caught.value


def get(url: str) -> Request:
    return Request("GET", url, "Look")


def test_a_new_workspace_has_what_is_usual(desk: Desk) -> None:
    chosen = desk.studio.preferences.read()
    assert chosen.environment == "sandbox"
    assert (chosen.proxy, chosen.ca_file) == ("system", "")
    assert chosen.callback == "https://idp.kore.ai/workflows/callback/"
    assert chosen.link_minutes == 15
    assert chosen.login_policy == "both"
    assert chosen.notifications
    app = chosen.system_app(HUBSPOT)
    assert (app.client_id, app.secret, app.complete) == ("", "not_set", False)


@pytest.mark.parametrize(
    ("setting", "value", "kept"),
    [
        ("proxy", "manual", "manual"),
        ("proxy_address", " proxy.example:8080/ ", "http://proxy.example:8080"),
        ("proxy_address", "https://proxy.example:8443", "https://proxy.example:8443"),
        ("proxy_user", "dana", "dana"),
        ("callback", REGIONS[1].id, REGIONS[1].id),
        ("callback", LOOPBACK, LOOPBACK),
        ("link_minutes", "1", 1),
        ("link_minutes", 1440, 1440),
        ("login_policy", "browser", "browser"),
        ("notifications", False, False),
    ],
)
def test_what_is_changed_stays_so_and_stands_in_the_log(
    desk: Desk, setting: str, value: Any, kept: Any
) -> None:
    before = getattr(desk.studio.preferences.read(), setting)
    desk.studio.preferences.change(setting, value)
    desk.restart()
    assert getattr(desk.studio.preferences.read(), setting) == kept
    change = desk.studio.changes.list()[0]
    assert change.change.endswith(" changed")
    assert (change.before, change.after) == (before, kept)
    desk.studio.preferences.change(setting, value)
    assert desk.studio.changes.list()[0].id == change.id, "the same again is no change"


@pytest.mark.parametrize(
    ("setting", "value", "word"),
    [
        ("proxy", "socks", "choice"),
        ("proxy_address", "socks5://proxy.example:1080", "socks5"),
        ("proxy_address", "http://dana:pw@proxy.example:8080", "password"),
        ("proxy_address", "http://proxy.example", "port"),
        ("proxy_address", "http://proxy.example:99999", "no address"),
        ("proxy_address", "http://:8080", "no address"),
        ("proxy_address", "http://proxy.example:8080/path", "no address"),
        ("proxy_user", "d" * 256, "255"),
        ("callback", "https://idp.kore.ai.evil.example/workflows/callback/", "choice"),
        ("link_minutes", "0", "1,440"),
        ("link_minutes", "1441", "1,440"),
        ("link_minutes", "1.5", "1,440"),
        ("link_minutes", "", "1,440"),
        ("link_minutes", True, "1,440"),
        ("login_policy", "nobody", "choice"),
        ("notifications", "yes", "on or off"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(
    desk: Desk, setting: str, value: Any, word: str
) -> None:
    assert word in str(refused(desk, setting, value))


def test_a_value_that_another_program_broke_counts_as_the_default(desk: Desk) -> None:
    for key, value in (
        ("network.proxy", "gopher"),
        ("authorization.link_minutes", "soon"),
        ("authorization.login_policy", 7),
        ("authorization.callback_url", "https://evil.example/"),
    ):
        desk.studio.settings.set(key, value)
    chosen = desk.studio.preferences.read()
    assert (chosen.proxy, chosen.link_minutes, chosen.login_policy) == ("system", 15, "both")
    assert desk.studio.preferences.callback_url() == REGIONS[0].id


def test_the_regions_are_those_of_authorization_profiles(desk: Desk) -> None:
    offered = [one.url for one in desk.studio.preferences.callbacks if one.id != LOOPBACK]
    assert offered == [one.id for one in CALLBACKS]
    for url in offered:
        desk.studio.preferences.change("callback", url)
        assert desk.studio.preferences.callback_url() == url


def test_whoever_watches_hears_of_each_change(desk: Desk) -> None:
    heard: list[Chosen] = []
    leave = desk.studio.preferences.watch(heard.append)
    desk.studio.preferences.change("link_minutes", 20)
    leave()
    desk.studio.preferences.change("link_minutes", 30)
    assert [chosen.link_minutes for chosen in heard] == [20]
    assert desk.studio.preferences.known is not None
    assert desk.studio.preferences.known.link_minutes == 30


class TestSystemApp:
    def enter(self, desk: Desk) -> None:
        desk.studio.preferences.change_client_id(HUBSPOT, CLIENT_ID)
        desk.studio.preferences.keep_secret(app_secret(HUBSPOT), SECRET)

    def test_the_app_for_live_comes_from_settings(self, desk: Desk) -> None:
        self.enter(desk)
        desk.restart()
        desk.studio.settings.set("environment", "live")
        assert desk.studio.environment.system_app(HUBSPOT) == (CLIENT_ID, SECRET)
        attempt = desk.begin()
        assert attempt.authorize_url.startswith("https://app.hubspot.com/oauth/authorize?")
        assert f"client_id={CLIENT_ID}" in attempt.authorize_url
        assert desk.studio.environment.sandbox_address() is None, "nothing of it asks the sandbox"

    def test_it_is_none_of_the_sandbox(self, desk: Desk) -> None:
        self.enter(desk)
        client_id, secret = desk.studio.environment.system_app(HUBSPOT)
        assert client_id != CLIENT_ID
        assert secret != SECRET

    def test_without_it_the_error_leads_to_settings(self, desk: Desk) -> None:
        desk.studio.settings.set("environment", "live")
        desk.studio.actions.choose(HUBSPOT, SYSTEM)
        action = desk.studio.actions.get(HUBSPOT)
        assert action.no_app
        assert not action.can_authorize
        assert "Settings" in action.hint
        with pytest.raises(StudioError) as caught:
            desk.studio.authorization.begin(HUBSPOT)
        assert caught.value.code == "environment.no_system_app"
        assert "Settings" in caught.value.next_step

    def test_half_of_it_is_not_enough(self, desk: Desk) -> None:
        desk.studio.settings.set("environment", "live")
        desk.studio.preferences.change_client_id(HUBSPOT, CLIENT_ID)
        assert desk.studio.actions.get(HUBSPOT).no_app
        desk.studio.preferences.keep_secret(app_secret(HUBSPOT), SECRET)
        assert not desk.studio.actions.get(HUBSPOT).no_app
        desk.studio.preferences.remove_secret(app_secret(HUBSPOT))
        assert desk.studio.actions.get(HUBSPOT).no_app

    def test_the_secret_lies_in_the_vault_and_nowhere_else(self, desk: Desk) -> None:
        self.enter(desk)
        chosen = desk.studio.preferences.read()
        assert chosen.system_app(HUBSPOT).secret == "set"
        assert SECRET not in repr(chosen)
        log = [(one.change, one.before, one.after) for one in desk.studio.changes.list()]
        assert ("HubSpot: client secret of the System app on Live set", "not set", "set") in log
        desk.studio.preferences.keep_secret(app_secret(HUBSPOT), SECRET + "-2")
        assert "replaced" in desk.studio.changes.list()[0].change
        desk.studio.preferences.remove_secret(app_secret(HUBSPOT))
        assert desk.vault.get(app_secret(HUBSPOT)) is None
        desk.close()
        for file in desk.path.parent.iterdir():
            assert SECRET.encode() not in file.read_bytes()

    def test_a_secret_that_went_with_the_last_run_is_said_to_be_gone(self, desk: Desk) -> None:
        self.enter(desk)
        desk.restart(vault=MemoryVault())
        assert desk.studio.preferences.read().system_app(HUBSPOT).secret == "gone"
        assert desk.studio.preferences.live_app(HUBSPOT) is None

    def test_a_secret_belongs_to_the_client_id_it_was_entered_for(self, desk: Desk) -> None:
        self.enter(desk)
        desk.studio.preferences.change_client_id(HUBSPOT, "another-client")
        app = desk.studio.preferences.read().system_app(HUBSPOT)
        assert (app.secret, app.complete) == ("other", False)
        desk.studio.settings.set("environment", "live")
        assert desk.studio.actions.get(HUBSPOT).no_app
        assert desk.studio.preferences.live_app(HUBSPOT) is None
        desk.studio.preferences.change_client_id(HUBSPOT, CLIENT_ID)
        assert desk.studio.preferences.live_app(HUBSPOT) == (CLIENT_ID, SECRET)

    def test_a_secret_may_come_before_its_client_id(self, desk: Desk) -> None:
        desk.studio.preferences.keep_secret(app_secret(HUBSPOT), SECRET)
        desk.studio.preferences.change_client_id(HUBSPOT, CLIENT_ID)
        assert desk.studio.preferences.live_app(HUBSPOT) == (CLIENT_ID, SECRET)
        desk.studio.preferences.change_client_id(HUBSPOT, "another-client")
        assert desk.studio.preferences.live_app(HUBSPOT) is None

    def test_removing_what_is_gone_does_not_say_that_it_was_set(self, desk: Desk) -> None:
        self.enter(desk)
        desk.restart(vault=MemoryVault())
        desk.studio.preferences.remove_secret(app_secret(HUBSPOT))
        change = desk.studio.changes.list()[0]
        assert (change.before, change.after) == ("gone with the last run", "not set")
        desk.studio.preferences.remove_secret(app_secret(HUBSPOT))
        assert desk.studio.changes.list()[0].id == change.id, "nothing was there to remove"

    @pytest.mark.parametrize("value", ["", "   ", "x" * 256, "two\nlines"])
    def test_a_secret_that_cannot_be_one_is_refused(self, desk: Desk, value: str) -> None:
        with pytest.raises(SettingError) as caught:
            desk.studio.preferences.keep_secret(app_secret(HUBSPOT), value)
        assert caught.value.field == f"settings.system_app.{HUBSPOT}.secret"
        assert value.strip() == "" or value not in str(caught.value)
        assert desk.studio.preferences.read().system_app(HUBSPOT).secret == "not_set"


class TestProxy:
    def manual(self, desk: Desk, address: str) -> None:
        desk.studio.preferences.change("proxy_address", address)
        desk.studio.preferences.change("proxy", "manual")

    def test_it_is_used_from_the_next_request_on(self, desk: Desk) -> None:
        http = desk.studio.http
        with LoopbackServer(answer(200, b"by proxy")) as proxy:
            with pytest.raises(HttpError) as caught:
                http.send(get("http://service.invalid/"))
            assert caught.value.kind == "dns"
            self.manual(desk, proxy.url)
            assert http.send(get("http://service.invalid/")).text == "by proxy"

    def test_none_means_none_whatever_the_system_says(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with LoopbackServer() as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            desk.studio.preferences.change("proxy", "none")
            with pytest.raises(HttpError) as caught:
                desk.studio.http.send(get("http://service.invalid/"))
            assert caught.value.kind == "dns"
            assert proxy.requests == []

    def test_its_password_is_sent_to_it_and_shown_to_nobody(self, desk: Desk) -> None:
        desk.studio.preferences.change("proxy_user", "dana")
        with LoopbackServer(answer(200), answer(200)) as proxy:
            self.manual(desk, proxy.url)
            desk.studio.preferences.keep_secret(PROXY_PASSWORD, PASSWORD)
            desk.studio.http.send(get("http://service.invalid/"))
            assert b"proxy-authorization: basic" in proxy.requests[0].lower()
            desk.studio.preferences.remove_secret(PROXY_PASSWORD)
            desk.studio.http.send(get("http://service.invalid/"))
            assert proxy.requests[0] != proxy.requests[1], "another password counts at once"
        assert PASSWORD not in repr(desk.studio.preferences.way())
        assert PASSWORD not in repr(desk.studio.journal.list())
        assert PASSWORD not in repr(desk.studio.changes.list())
        desk.close()
        for file in desk.path.parent.iterdir():
            assert PASSWORD.encode() not in file.read_bytes()

    def test_its_password_never_goes_to_another_proxy(self, desk: Desk) -> None:
        desk.studio.preferences.change("proxy_user", "dana")
        self.manual(desk, "http://proxy.example:8080")
        desk.studio.preferences.keep_secret(PROXY_PASSWORD, PASSWORD)
        with LoopbackServer(answer(200)) as other:
            desk.studio.preferences.change("proxy_address", other.url)
            assert desk.studio.preferences.read().proxy_password == "other"
            assert desk.studio.preferences.way().password == ""
            desk.studio.http.send(get("http://service.invalid/"))
            assert b64encode(f"dana:{PASSWORD}".encode()) not in other.requests[0]
        desk.studio.preferences.change("proxy_address", "http://proxy.example:8080")
        assert desk.studio.preferences.way().password == PASSWORD

    @pytest.mark.parametrize("value", ["", "two\nlines"])
    def test_a_password_that_cannot_be_one_is_refused_at_its_field(
        self, desk: Desk, value: str
    ) -> None:
        with pytest.raises(SettingError) as caught:
            desk.studio.preferences.keep_secret(PROXY_PASSWORD, value)
        assert caught.value.field == "settings.proxy_password"

    def test_nothing_passes_a_proxy_whose_address_is_missing(self, desk: Desk) -> None:
        desk.studio.preferences.change("proxy", "manual")
        with pytest.raises(HttpError) as caught:
            desk.studio.http.send(get("http://service.invalid/"))
        assert caught.value.kind == "connect"
        assert "Settings" in caught.value.next_step

    def test_the_sandbox_is_reached_without_it(self, desk: Desk) -> None:
        self.manual(desk, "http://127.0.0.1:9")
        assert desk.authorize().name == "Acme Sales"

    def test_what_a_client_gets_of_it(self) -> None:
        way = WayOut("manual", "http://proxy.example:8080", "d@na", "p:w/d")
        assert way.proxy_url == "http://d%40na:p%3Aw%2Fd@proxy.example:8080"
        assert (way.host, way.port) == ("proxy.example", 8080)


class TestCertificates:
    @pytest.fixture
    def company(self, tmp_path: Path) -> Company:
        return Company(tmp_path / "company")

    def test_a_companys_file_is_believed_from_the_next_request_on(
        self, desk: Desk, company: Company
    ) -> None:
        http = desk.studio.http
        with LoopbackServer(answer(200), answer(200), tls=company.server_side()) as server:
            with pytest.raises(HttpError) as caught:
                http.send(get(server.url))
            assert caught.value.kind == "tls"
            assert "Settings" in caught.value.next_step
            desk.studio.preferences.change("ca_file", str(company.pem))
            assert http.send(get(server.url)).status == 200
            desk.studio.preferences.change("ca_file", "")
            with pytest.raises(HttpError):
                http.send(get(server.url))

    def test_a_file_that_went_away_is_told(self, desk: Desk, company: Company) -> None:
        desk.studio.preferences.change("ca_file", str(company.pem))
        company.pem.unlink()
        assert desk.studio.preferences.read().ca_file == str(company.pem)
        with pytest.raises(HttpError) as caught:
            desk.studio.http.send(get("https://service.invalid/"))
        assert caught.value.kind == "tls"
        assert "Settings" in caught.value.next_step

    def test_it_is_looked_at_when_it_is_chosen(
        self, desk: Desk, company: Company, tmp_path: Path
    ) -> None:
        damaged = tmp_path / "damaged.pem"
        damaged.write_text(company.pem.read_text()[:90] + "\n-----END CERTIFICATE-----\n")
        binary = tmp_path / "company.der"
        binary.write_bytes(b"\x30\x82\x01\x0a" * 20)
        for file, word in (
            (tmp_path / "nowhere.pem", "no file"),
            (tmp_path, "no file"),
            (damaged, "damaged"),
            (binary, "PEM"),
            (company.server_pem, "private key"),
        ):
            assert word in str(refused(desk, "ca_file", str(file))), file


class TestCallback:
    def test_the_region_is_what_sign_ins_send(self, desk: Desk) -> None:
        assert desk.begin().callback_url == REGIONS[0].id
        desk.studio.preferences.change("callback", REGIONS[2].id)
        assert desk.begin().callback_url == REGIONS[2].id
        assert desk.studio.profiles.callback_url == REGIONS[2].id
        assert desk.authorize().name == "Acme Sales", "the sandbox knows every region"
        assert desk.studio.preflight.of_system_app(HUBSPOT).findings == ()

    def test_loopback_is_an_address_that_is_registered(self, desk: Desk) -> None:
        desk.studio.preferences.change("callback", LOOPBACK)
        url = desk.begin().callback_url
        assert url in desk.studio.preferences.loopback_urls
        assert url in [one.url for one in desk.studio.preferences.callbacks]
        assert url in desk.studio.environment.ensure_sandbox().redirect_uris


class TestPolicy:
    def test_what_is_forbidden_is_refused_in_the_core(self, desk: Desk) -> None:
        desk.begin()
        desk.studio.preferences.change("login_policy", "browser")
        with pytest.raises(StudioError) as caught:
            desk.studio.authorization.begin(HUBSPOT)
        assert caught.value.code == "authorization.forbidden_by_policy"
        login = desk.studio.authorization.begin_in_browser(HUBSPOT)
        login.close()
        desk.studio.preferences.change("login_policy", "window")
        with pytest.raises(StudioError) as caught:
            desk.studio.authorization.begin_in_browser(HUBSPOT)
        assert caught.value.code == "authorization.forbidden_by_policy"
        desk.begin()

    def test_the_test_of_a_profile_opens_no_window_either(self, desk: Desk) -> None:
        desk.studio.preferences.change("login_policy", "browser")
        signs_in = Profile("", "oauth_v2", frozen({"name": "Ours"}))
        with pytest.raises(StudioError) as caught:
            desk.studio.profiles.tests.begin(signs_in)
        assert caught.value.code == "authorization.forbidden_by_policy"
        desk.studio.profiles.tests.begin(Profile("", "basic", frozen({"name": "Ours"})))
        desk.studio.preferences.change("login_policy", "window")
        with pytest.raises(StudioError) as caught:
            desk.studio.profiles.tests.begin_in_browser(signs_in)
        assert caught.value.code == "authorization.forbidden_by_policy"


def test_links_live_as_long_as_is_set(desk: Desk) -> None:
    desk.studio.preferences.change("link_minutes", 3)
    link = desk.studio.end_users.links.issue("developer", HUBSPOT)
    assert (link.expires_at - link.issued_at).total_seconds() == 180
