"""The sandbox's web pages: templates filled in, sent with strict headers."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import Response

from studio.sandbox import resources
from studio.sandbox.style import page_style

if TYPE_CHECKING:
    from jinja2 import Environment


class Pages:
    """Renders `resources/sandbox/pages`. Autoescaping is always on."""

    def __init__(self) -> None:
        self._style = page_style()
        self._made: Environment | None = None

    def show(
        self,
        template: str,
        /,
        *,
        status: int = 200,
        leads_to: str | None = None,
        **values: Any,
    ) -> Response:
        """A page.

        Args:
            template: Its file, without `.html`.
            leads_to: The address outside that a form on the page may end at by redirect.
        """
        nonce = secrets.token_urlsafe(12)
        text = (
            self._environment()
            .get_template(f"{template}.html")
            .render(style=self._style, nonce=nonce, **values)
        )
        return Response(text, status, page_headers(nonce, leads_to))

    def warm_up(self) -> None:
        """Import the template engine and compile the first page before anybody waits for it."""
        self._environment().get_template("sign_in.html")

    def _environment(self) -> Environment:
        if self._made is None:
            from jinja2 import Environment, FunctionLoader, StrictUndefined

            self._made = Environment(
                loader=FunctionLoader(lambda name: resources.text(f"pages/{name}")),
                autoescape=True,
                undefined=StrictUndefined,
                trim_blocks=True,
                lstrip_blocks=True,
            )
            self._made.filters["grouped"] = grouped
        return self._made


def grouped(number: int) -> str:
    """An account number in groups of three, as people read it: 148 209 731."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def page_headers(nonce: str, leads_to: str | None) -> dict[str, str]:
    """Nothing from elsewhere, no script at all, no frame, no copy kept."""
    target = ""
    if leads_to is not None:
        # Browsers apply form-action to the redirect that follows a form, too.
        parts = urlsplit(leads_to)
        target = f" {parts.scheme}://{parts.netloc}"
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; "
            f"form-action 'self'{target}; base-uri 'none'; frame-ancestors 'none'"
        ),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
