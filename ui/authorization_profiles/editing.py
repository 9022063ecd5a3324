"""One profile being edited: what is entered, what is said about it, and keeping it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from studio.authorization.profiles.fields import Field, Value, Values
from studio.authorization.profiles.mechanisms import FIELDS, OAUTH_V2, Mechanism, mechanism
from studio.authorization.profiles.service import NEW
from studio.authorization.profiles.values import Profile, ProfileError
from studio.errors import StudioError
from ui.authorization_profiles.drafts import LANE, DraftWriter
from ui.authorization_profiles.remarks import Remark
from ui.authorization_profiles.verdict import Service, Verdict, judge
from ui.background import Task
from ui.place import Context

if TYPE_CHECKING:
    from studio.authorization.preflight import Draft as PreflightDraft
    from studio.authorization.profiles.values import Draft

QUIET_MS = 300
"""A secret is kept once so long nothing was typed: each keeping writes to the keyring."""


@dataclass(frozen=True)
class Filled:
    """What a pasted install URL filled in."""

    labels: tuple[str, ...]
    notes: tuple[str, ...]
    before: Values = field(repr=False)
    mechanism_before: str = ""


@dataclass(frozen=True)
class _Opened:
    profile: Profile | None
    draft: Draft | None
    other_names: tuple[str, ...]
    callback_url: str
    users: tuple[str, ...]


class Editing(QObject):
    """Everything below is read on the GUI thread.

    Signals:
        loaded: Another profile, draft or mechanism: draw all of it.
        entered: Fields hold something else than what is drawn.
        changed: Something else is to be said.
        filled: What a pasted install URL filled in (`Filled`), or None once it was taken back.
        saved: The id of the profile.
        failed: The error that kept it from being loaded or saved.
        drafted: What is kept as a draft changed.
    """

    loaded = Signal()
    entered = Signal()
    changed = Signal()
    filled = Signal(object)
    saved = Signal(str)
    failed = Signal(object)
    drafted = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._writer = DraftWriter(
            lambda: context.studio.profiles, context.background, self, self._told
        )
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._keep)
        self._services: tuple[Service, ...] = ()
        self._loading: Task[Any] | None = None
        self._clear(NEW, "")

    def _clear(self, key: str, service: str) -> None:
        self.key = key
        self.service = service
        self.ready = False
        self.saving = False
        self.mechanism_id = ""
        self.values: dict[str, Value] = {}
        self.saved_profile: Profile | None = None
        self.from_draft = False
        self.callback_url = ""
        self.users: tuple[str, ...] = ()
        self.in_memory_only: StudioError | None = None
        self.verdict = Verdict()
        self.pressed = False
        self.looked_at: set[str] = set()
        self._touched: set[str] = set()
        self._other_names: tuple[str, ...] = ()
        self._lost: tuple[str, ...] = ()

    @property
    def new(self) -> bool:
        """Whether it was never saved."""
        return self.key == NEW

    @property
    def mechanism(self) -> Mechanism | None:
        """What was chosen."""
        return mechanism(self.mechanism_id) if self.mechanism_id else None

    def open(self, key: str = NEW, service: str = "") -> None:
        """Read the profile of this key, or begin a new one; its draft goes first.

        Args:
            key: A profile's id, or NEW.
            service: The id of the connector it is for, where one is known.
        """
        self._clear(key, service)
        profiles = self._context.studio.profiles

        def work(task: Task[_Opened]) -> _Opened:
            own = None if key == NEW else key
            self._writer.finish()
            return _Opened(
                profiles.get(own) if own else None,
                profiles.draft(key),
                profiles.other_names(own),
                profiles.callback_url,
                profiles.users(own) if own else (),
            )

        if self._loading is not None:
            self._loading.cancel()
        self._loading = self._context.background.run(
            work, done=self._opened, failed=self.failed.emit, owner=self, lane=LANE
        )
        self._ask_services()

    def choose(self, mechanism_id: str) -> None:
        """Take another mechanism; what was entered for the one before stays."""
        self.mechanism_id = mechanism_id
        self.pressed = False
        self.looked_at.clear()
        self._judge()
        self.loaded.emit()
        if self.values:
            self._keep()

    def enter(self, path: str, value: Value) -> None:
        """A field holds something else now.

        Args:
            path: The field's id, or that of a cell in it; `value` is always the whole field.
        """
        field_id = path.partition(".")[0]
        self._touched.add(path)
        self.values[field_id] = value
        self._judge()
        self.changed.emit()
        if _is_secret(path):
            self._quiet.start()
        else:
            self._keep()

    def leave(self, path: str) -> None:
        """The keyboard left a field: from now on its errors are told.

        Whoever only passed by is not told that it is empty; Save Auth does that.
        """
        if path not in self._touched and not self.values.get(path.partition(".")[0]):
            return
        if path not in self.looked_at:
            self.looked_at.add(path)
            self.changed.emit()

    def remarks(self) -> tuple[Remark, ...]:
        """What is to be said now: nothing is an error before the person has been there."""
        return tuple(one for one in self.verdict.remarks if self._is_told(one))

    def paste(self, path: str, text: str) -> bool:
        """Take over a pasted install URL; False when it is none."""
        if self.mechanism_id not in ("", OAUTH_V2):
            return False
        pasted = self._context.studio.profiles.paste(text)
        if pasted is None:
            return False
        before, mechanism_before = MappingProxyType(dict(self.values)), self.mechanism_id
        filled = {name: value for name, value in pasted.values.items() if self._wants(name, value)}
        self.values.update(filled)
        self.mechanism_id = OAUTH_V2
        self.looked_at |= set(filled) | {"callback_url"}
        self._judge()
        (self.entered if mechanism_before else self.loaded).emit()
        self.filled.emit(
            Filled(
                tuple(_label(name) for name in filled),
                tuple(f"{note.message} {note.next_step}" for note in pasted.notes),
                before,
                mechanism_before,
            )
        )
        self._keep()
        return True

    def take_back(self, filled: Filled) -> None:
        """Undo what a pasted install URL filled in."""
        self.values = dict(filled.before)
        self.mechanism_id = filled.mechanism_before or self.mechanism_id
        self._judge()
        self.entered.emit()
        self.filled.emit(None)
        self._keep()

    def mend(self, remark: Remark) -> None:
        """Carry out the repair of a remark."""
        from studio.authorization.preflight.profile import values_with

        verdict = self.verdict
        finding = (verdict.repairs or {}).get((remark.field, remark.code))
        if finding is None or finding.repair is None or verdict.draft is None:
            return
        after = finding.repair.apply(verdict.draft)
        self.values = dict(values_with(self.values, verdict.draft, after))
        self._judge()
        self.entered.emit()
        self._keep()

    @property
    def draft(self) -> PreflightDraft | None:
        """What is entered, as pre-flight looks at it; None for a mechanism without scopes."""
        from studio.authorization.profiles.using import preflight_draft

        return preflight_draft(self.values, self.callback_url, mechanism_id=self.mechanism_id)

    def take_scopes(self, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
        """Ask for these scopes; what else the link carries stays."""
        from studio.authorization.preflight.profile import values_with

        before = self.draft
        if before is None:
            return
        after = replace(before, scope=required, optional_scope=optional)
        self.values = dict(values_with(self.values, before, after))
        self.looked_at.add("scope")
        self._judge()
        self.entered.emit()
        self._keep()

    def save(self) -> None:
        """Save Auth. Says what is in the way instead, once at least, when something is."""
        if not self.mechanism_id or self.saving:
            return
        unseen = [one for one in self.verdict.refused if not self._is_told(one)]
        self.pressed = True
        if self.verdict.blocked or unseen:
            self.changed.emit()
            return
        self._quiet.stop()
        self.saving = True
        self.changed.emit()
        key, mechanism_id, values = self.key, self.mechanism_id, dict(self.values)
        studio, service = self._context.studio, self.service

        def work(task: Task[Profile]) -> Profile:
            with self._writer.instead(key):
                profile = studio.profiles.save(
                    mechanism_id, values, profile_id=None if key == NEW else key, draft_key=key
                )
            if service:
                # Before the editor closes: what is seen as done must outlive a kill. Where it
                # cannot be chosen, the tab that asks for the same again says why.
                with suppress(StudioError):
                    studio.actions.choose_profile(service, profile.id)
            return profile

        def done(profile: Profile) -> None:
            self.saving = False
            self.from_draft = False
            self.changed.emit()
            self.drafted.emit()
            self.saved.emit(profile.id)

        self._context.background.run(work, done=done, failed=self._not_saved, owner=self, lane=LANE)

    def discard(self) -> None:
        """Forget the draft: back to what was saved, or to nothing."""
        self._quiet.stop()
        key, service = self.key, self.service
        profiles = self._context.studio.profiles

        def work(task: Task[None]) -> None:
            with self._writer.instead(key):
                profiles.drop_draft(key)

        self._context.background.run(
            work,
            done=lambda _: self.drafted.emit(),
            failed=self.failed.emit,
            owner=self,
            lane=LANE,
        )
        self.open(key, service)

    def keep_now(self, *, closing: bool = False) -> None:
        """Keep what still waits for the person to stop typing."""
        if self._quiet.isActive():
            self._keep()
        if closing:
            self._writer.finish()

    def _opened(self, opened: _Opened) -> None:
        draft, profile = opened.draft, opened.profile
        self.saved_profile = profile
        self.callback_url = opened.callback_url
        self.users = opened.users
        self._other_names = opened.other_names
        if draft is not None:
            self.mechanism_id, self.values, self._lost = (
                draft.mechanism,
                dict(draft.values),
                draft.lost,
            )
            self.from_draft = True
        elif profile is not None:
            self.mechanism_id, self.values, self._lost = (
                profile.mechanism,
                {k: v for k, v in profile.values.items() if k != "callback_url"},
                profile.lost,
            )
        # What was entered on another day has been left, and so has what stands in a saved profile.
        self.looked_at = {name for name, value in self.values.items() if value} | set(self._lost)
        if profile is not None:
            self.looked_at.add("scope")
        self.ready = True
        self._judge()
        self.loaded.emit()

    def _ask_services(self) -> None:
        """What services will say can be told a moment later: it may start the sandbox."""
        studio = self._context.studio

        def work(task: Task[tuple[Service, ...]]) -> tuple[Service, ...]:
            from studio.authorization.preflight import meant  # noqa: F401 (loads what judging needs)
            from studio.authorization.profiles import using  # noqa: F401

            return tuple(
                Service(one.id, one.name, studio.preflight.situation(one.id))
                for one in studio.catalogue.all()
            )

        self._context.background.run(
            work, done=self._know_services, failed=lambda error: None, owner=self
        )

    def _know_services(self, services: tuple[Service, ...]) -> None:
        self._services = services
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        if not self.mechanism_id:
            self.verdict = Verdict()
            return
        self.verdict = judge(
            self._context.studio.profiles,
            self.mechanism_id,
            self.values,
            other_names=self._other_names,
            callback_url=self.callback_url,
            services=self._services,
            wanted=self.service,
            lost=self._lost,
        )

    def _is_told(self, remark: Remark) -> bool:
        field_id = remark.field.partition(".")[0]
        if remark.severity == "hint":
            return bool(self.values.get(field_id)) or field_id == "callback_url"
        if self.pressed or remark.field in self.looked_at:
            return True
        # A list has been looked at once one of its cells was.
        inside = any(path.startswith(f"{field_id}.") for path in self.looked_at)
        return (remark.field == field_id and inside) or (
            remark.field != field_id and field_id in self.looked_at and not remark.missing
        )

    def _wants(self, name: str, value: Value) -> bool:
        """Whether a pasted value says more than what is there: a name that was chosen stays."""
        return not (name == "name" and self.values.get("name"))

    def _keep(self) -> None:
        self._quiet.stop()
        if self.saving or not self.mechanism_id:
            return
        self._writer.put(self.key, self.mechanism_id, dict(self.values))

    def _told(self, trouble: StudioError | None) -> None:
        self.drafted.emit()
        if trouble != self.in_memory_only:
            self.in_memory_only = trouble
            self.changed.emit()

    def _not_saved(self, error: StudioError) -> None:
        self.saving = False
        self._keep()
        if isinstance(error, ProfileError) and error.findings:
            self._other_names = (*self._other_names, *self._taken(error))
            self._judge()
        self.changed.emit()
        self.failed.emit(error)

    def _taken(self, error: ProfileError) -> tuple[str, ...]:
        """A name that another window has taken meanwhile."""
        name = self.values.get("name")
        taken = any(one.code == "name_taken" for one in error.findings)
        return (name,) if taken and isinstance(name, str) else ()


def _label(name: str) -> str:
    found = FIELDS.get(name)
    labels = {"name": "Identity Provider Name"}
    return labels.get(name) or (found.label if found is not None else name)


def _is_secret(path: str) -> bool:
    """Whether a path leads to something that belongs into the keyring."""
    field_id, _, rest = path.partition(".")
    found: Field | None = FIELDS.get(field_id)
    if found is not None and rest:
        column = rest.rpartition(".")[2]
        found = next((one for one in found.columns if one.id == column), None)
    return found is not None and found.kind == "secret"
