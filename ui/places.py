"""Every place of the window. A new page is one entry here."""

from __future__ import annotations

from ui.place import Context, Page, Place


def _actions(context: Context) -> Page:
    from ui.actions.page import ActionsPage

    return ActionsPage(context)


def _authorization_profiles(context: Context) -> Page:
    from ui.authorization_profiles.page import AuthorizationProfilesPage

    return AuthorizationProfilesPage(context)


def _end_users(context: Context) -> Page:
    from ui.end_users.page import EndUsersPage

    return EndUsersPage(context)


def _change_logs(context: Context) -> Page:
    from ui.change_logs.page import ChangeLogsPage

    return ChangeLogsPage(context)


def _dialogs(context: Context) -> Page:
    from ui.dialogs.page import DialogsPage

    return DialogsPage(context)


def _sandbox(context: Context) -> Page:
    from ui.sandbox.page import SandboxPage

    return SandboxPage(context)


def _traffic(context: Context) -> Page:
    from ui.traffic.page import TrafficPage

    return TrafficPage(context)


def _settings(context: Context) -> Page:
    from ui.settings.page import SettingsPage

    return SettingsPage(context)


PLACES: tuple[Place, ...] = (
    Place(
        "actions",
        "App Settings",
        "Actions",
        ("App Settings", "Integrations", "Actions"),
        "actions",
        _actions,
    ),
    Place(
        "authorization_profiles",
        "App Settings",
        "Authorization Profiles",
        ("App Settings", "Dev Tools", "Authorization Profiles"),
        "key",
        _authorization_profiles,
    ),
    Place(
        "end_users",
        "App Settings",
        "End Users",
        ("App Settings", "End Users"),
        "end-users",
        _end_users,
    ),
    Place(
        "change_logs",
        "App Settings",
        "Change Logs",
        ("App Settings", "Change Logs"),
        "change-logs",
        _change_logs,
    ),
    Place(
        "dialogs",
        "Automation AI",
        "Dialogs",
        ("Automation AI", "Virtual Assistant", "Use Cases", "Dialogs"),
        "dialogs",
        _dialogs,
    ),
    Place("sandbox", "Studio", "Sandbox", ("Studio", "Sandbox"), "sandbox", _sandbox),
    Place("traffic", "Studio", "Traffic", ("Studio", "Traffic"), "traffic", _traffic),
    Place("settings", "Studio", "Settings", ("Studio", "Settings"), "gear", _settings),
)
