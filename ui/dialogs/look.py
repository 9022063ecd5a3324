"""Pens, brushes and faces of the canvas, made once from the tokens: painting must be quick."""

from __future__ import annotations

from functools import cache, cached_property

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import ROOT
from studio.dialogs.definitions import Entity, Message, Script
from ui.dialogs.words import AnyNode
from ui.theme.tokens import Tokens

DOT_EVERY = 24
LIGHTS = {
    "initiated": "running",
    "execution": "running",
    "parsing": "running",
    "resume": "running",
    "waitingForUserInput": "waiting",
    "waitingForServerResponse": "waiting",
    "pause": "waiting",
    "execution successful": "done",
    "process completed": "done",
    "parsing successful": "done",
    "end": "done",
    "error": "error",
}
"""What the statuses of the debug log come to (fact sheet xo-platform 6.5)."""


class Look:
    """How the canvas looks with these tokens and this type face."""

    def __init__(self, tokens: Tokens, family: str) -> None:
        self.tokens = tokens
        self.family = family
        self.surface = QBrush(QColor(tokens.surface))
        self.container = QBrush(QColor(tokens.accent_soft))
        self.bg = QColor(tokens.bg)
        self.ink = QColor(tokens.ink)
        self.ink2 = QColor(tokens.ink2)
        self.accent = QColor(tokens.accent)
        self.frame = QPen(QColor(tokens.line), 1)
        self.open_frame = QPen(self.accent, 1)
        self.chosen_frame = QPen(self.accent, 2)
        self.found_frame = QPen(QColor(tokens.warn), 2)
        self.connection = QPen(QColor(tokens.ink3), 1.6)
        self.connection_of_chosen = QPen(self.accent, 2)
        self.toggle = QPen(self.accent, 1.8)

    @cached_property
    def caption_font(self) -> QFont:
        """Of the line above a name, and of labels."""
        return _font(self.family, 11, QFont.Weight.Medium)

    @cached_property
    def name_font(self) -> QFont:
        """Of a node's name."""
        return _font(self.family, 14, QFont.Weight.DemiBold)

    @cached_property
    def container_font(self) -> QFont:
        """Of the head of an open Bot Action."""
        return _font(self.family, 12, QFont.Weight.DemiBold)

    @cached_property
    def end_font(self) -> QFont:
        """Of the End of Dialog."""
        return _font(self.family, 13, QFont.Weight.Normal)

    @cached_property
    def caption_metrics(self) -> QFontMetricsF:
        """Of `caption_font`."""
        return QFontMetricsF(self.caption_font)

    @cached_property
    def dots(self) -> QBrush:
        """The ground of the canvas, as a brush."""
        tile = QPixmap(DOT_EVERY, DOT_EVERY)
        tile.fill(self.bg)
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.tokens.line))
        painter.drawEllipse(DOT_EVERY // 2 - 1, DOT_EVERY // 2 - 1, 2, 2)
        painter.end()
        return QBrush(tile)

    def colour(self, node: AnyNode) -> str:
        """The colour of a node's type."""
        match node:
            case Entity():
                return self.tokens.sandbox
            case Message():
                return self.tokens.warn
            case Script():
                return self.tokens.ok
            case _:
                return self.tokens.accent

    def light(self, status: str) -> tuple[QColor, QColor]:
        """The colour of a node with that status of the debug log, and the ground of its words."""
        t = self.tokens
        colour, ground = {
            "waiting": (t.warn, t.warn_soft),
            "done": (t.ok, t.ok_soft),
            "error": (t.error, t.error_soft),
        }.get(LIGHTS.get(status, "running"), (t.accent, t.accent_soft))
        return QColor(colour), QColor(ground)


@cache
def drawn_icon(name: str, colour: str) -> QSvgRenderer:
    """An icon as lines, so that it stays sharp at every zoom, on paper and in an SVG."""
    source = (ROOT / "icons" / f"{name}.svg").read_text("utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))


def _font(family: str, pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font
