"""Installing templates: one at a time, or all of them until somebody says stop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.authorization.shortfall import Shortfall
    from studio.dialogs.installing import TemplateSummary
    from studio.dialogs.summaries import DialogSummary
    from ui.place import Context


@dataclass(frozen=True)
class InstallState:
    """Everything the Integration Templates dialog draws."""

    templates: tuple[TemplateSummary, ...] | None = None
    """None until the core has answered."""
    under_way: frozenset[str] = frozenset()
    """Ids of templates that are being installed right now."""
    all_running: bool = False
    stopping: bool = False
    """Cancel was pressed; the template under way is still finished."""
    said: str = ""
    """What *Install all* came to, once it is over."""
    error: StudioError | None = None
    short: Shortfall | None = None
    """What templates lack with the account as it is; None until it is known."""
    taken: tuple[str, str] | None = None
    """A template whose name another dialog task has, and a name that is free."""

    @property
    def total(self) -> int:
        return len(self.templates or ())

    @property
    def installed(self) -> int:
        return sum(template.installed for template in self.templates or ())

    @property
    def complete(self) -> bool:
        return self.total > 0 and self.installed == self.total


class Installing(QObject):
    """Asks the core for a connector's templates and installs them.

    Every template is a job of its own, so *Cancel* stops between two of them and what is
    installed stays.
    """

    changed = Signal(object)
    """The new `InstallState`."""

    def __init__(self, context: Context, connector_id: str, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._connector_id = connector_id
        self._queue: list[str] = []
        self._before = 0
        self._current: str | None = None
        self.state = InstallState()

    def load(self) -> None:
        """Ask which templates there are and which of them are installed."""
        self._run(
            lambda: self._context.studio.templates.for_connector(self._connector_id),
            lambda templates: self._become(templates=templates),
        )
        self._context.background.run(
            lambda task: self._look_ahead(),
            done=lambda short: self._become(short=short),
            failed=lambda error: None,  # installing needs no account; the calls will say it
            owner=self,
        )

    def _look_ahead(self) -> Shortfall:
        from studio.authorization.shortfall import shortfall

        studio = self._context.studio
        action = studio.actions.get(self._connector_id)
        return shortfall(studio.catalogue, lambda: studio.profiles, action)

    def install(self, template_id: str) -> None:
        """Install one template; pressing twice does no harm."""
        if template_id in self.state.under_way:
            return
        self._begin(template_id)
        self._install(template_id)

    def install_as(self, template_id: str, name: str) -> None:
        """Install one template under another name than its own."""
        self._begin(template_id)
        self._install(template_id, name=name)

    def install_again(self, template_id: str) -> None:
        """Install one more beside the one that is installed."""
        self._begin(template_id)
        self._install(template_id, again=True)

    def _begin(self, template_id: str) -> None:
        under_way = self.state.under_way | {template_id}
        self._become(under_way=under_way, error=None, said="", taken=None)

    def install_all(self) -> None:
        """Install what is not installed yet, one after the other."""
        if self.state.all_running or self.state.templates is None:
            return
        self._queue = [t.id for t in self.state.templates if not t.installed]
        self._before = self.state.installed
        self._become(all_running=True, stopping=False, said="", error=None, taken=None)
        self._next()

    def cancel(self) -> None:
        """Stop *Install all* before the next template."""
        if self.state.all_running:
            self._queue.clear()
            self._become(stopping=True)

    def _next(self) -> None:
        self._current = None
        if not self._queue:
            self._all_over()
            return
        self._current = template_id = self._queue.pop(0)
        self._become(under_way=self.state.under_way | {template_id})
        self._install(template_id)

    def _all_over(self) -> None:
        new = self.state.installed - self._before
        state = self.state
        if state.stopping and not state.complete:
            said = f"Stopped. {_count(new)} installed; {state.total - state.installed} left."
        else:
            said = f"{_count(new)} installed. All {state.total} are ready."
        self._become(all_running=False, stopping=False, said=said)

    def _install(self, template_id: str, *, name: str = "", again: bool = False) -> None:
        def work():  # type: ignore[no-untyped-def]
            templates = self._context.studio.templates
            made = templates.install(self._connector_id, template_id, name=name, again=again)
            return made, templates.for_connector(self._connector_id)

        def done(found: tuple[DialogSummary, tuple[TemplateSummary, ...]]) -> None:
            made, templates = found
            said = f"Installed as {made.name}." if again or name else self.state.said
            under_way = self.state.under_way - {template_id}
            self._become(templates=templates, under_way=under_way, said=said)
            if template_id == self._current:
                self._next()

        self._run(work, done, template_id)

    def _run(self, work, done, template_id: str = "") -> None:  # type: ignore[no-untyped-def]
        def failed(error: StudioError) -> None:
            self._queue.clear()
            self._become(
                under_way=self.state.under_way - {template_id},
                all_running=False,
                stopping=False,
                error=error,
            )
            if error.field == "name" and template_id:
                self._look_for_a_name(template_id)

        self._context.background.run(
            lambda task: work(),
            done=done,
            failed=failed,
            owner=self,
            lane=f"connector:{self._connector_id}",
        )

    def _look_for_a_name(self, template_id: str) -> None:
        """Another dialog task has the template's name: find one that is free."""
        templates = self._context.studio.templates
        self._context.background.run(
            lambda task: templates.name_for(self._connector_id, template_id),
            done=lambda name: self._become(taken=(template_id, name)),
            owner=self,
        )

    def _become(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self.changed.emit(self.state)


def _count(number: int) -> str:
    return "1 template" if number == 1 else f"{number} templates"
