"""What a studio knows and does about dialog tasks, each part built when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from studio.connectors.catalogue import Catalogue
from studio.ids import Ids
from studio.workspace import Workspace
from studio.workspace.changes import Changes
from studio.workspace.dialogs import DialogRows

if TYPE_CHECKING:
    from studio.app import Studio
    from studio.dialogs.components import Components
    from studio.dialogs.conversation import TalkToBot
    from studio.dialogs.created import Installs
    from studio.dialogs.installing import Templates
    from studio.dialogs.portable.service import PortableDefinitions
    from studio.dialogs.scripting import Scripting
    from studio.dialogs.store import Dialogs
    from studio.dialogs.trying import Trials
    from studio.dialogs.understanding import Understanding

T = TypeVar("T")


class DialogParts:
    """The half of a `Studio` that is about dialog tasks."""

    workspace: Workspace
    catalogue: Catalogue
    changes: Changes
    ids: Ids
    _rows: DialogRows

    def _once(self, name: str, build: Callable[[], T]) -> T:
        """What `build` makes, once for all threads."""
        raise NotImplementedError

    @property
    def _studio(self) -> Studio:
        return cast("Studio", self)

    @property
    def dialogs(self) -> Dialogs:
        """The dialog tasks."""

        from studio.dialogs.store import Dialogs

        return self._once(
            "dialogs", lambda: Dialogs(self.workspace, self._rows, self.changes, self.ids)
        )

    @property
    def components(self) -> Components:
        """The components that dialog tasks are made of."""
        from studio.dialogs.components import Components

        return self._once("components", lambda: Components(self.workspace, self._rows))

    @property
    def understanding(self) -> Understanding:
        """What is understood of what is said, and training it."""
        from studio.dialogs.understanding import Understanding

        return self._once("understanding", lambda: Understanding(self.dialogs))

    @property
    def templates(self) -> Templates:
        """The templates of connectors, and installing them."""

        from studio.dialogs.installing import Templates

        parts = (self.catalogue, self.workspace, self._rows, self.changes, self.ids)
        return self._once("templates", lambda: Templates(*parts))

    @property
    def installs(self) -> Installs:
        """What installs created, and taking them back."""
        from studio.dialogs.created import Installs

        return self._once("installs", lambda: Installs(self.workspace, self._rows, self.dialogs))

    @property
    def portable(self) -> PortableDefinitions:
        """Dialog tasks as files."""
        from studio.dialogs.portable.forms import Integration
        from studio.dialogs.portable.service import PortableDefinitions

        connector = self.catalogue.all()[0]
        api = connector.environments.live.api
        integration = Integration(connector.id, connector.name, api)
        parts = (self.workspace, self._rows, self.dialogs, integration)
        return self._once("portable", lambda: PortableDefinitions(*parts))

    @property
    def talk(self) -> TalkToBot:
        """The conversation with the bot."""
        from studio.dialogs.opening import open_talk

        return self._once("talk", lambda: open_talk(self._studio))

    @property
    def trials(self) -> Trials:
        """Trying single nodes of dialog tasks."""
        from studio.dialogs.opening import open_trials

        return self._once("trials", lambda: open_trials(self._studio))

    @property
    def scripting(self) -> Scripting:
        """The one script engine."""
        from studio.dialogs.scripting import Scripting

        return self._once("scripting", lambda: Scripting(self.catalogue))
