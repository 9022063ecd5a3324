"""A dialog task as a picture, as an SVG, and on paper: whole, with nothing selected or lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from ui.dialogs.items import NodeItem
from ui.dialogs.look import Look
from ui.dialogs.scene import DialogScene
from ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ui.dialogs.canvas import Canvas

SHARP = 2.0
"""Pixels of a picture for one of the canvas."""
MOST_PIXELS = 48_000_000
"""Of one picture; what is larger is drawn smaller."""


def scene_of(canvas: Canvas, look: Look | None = None) -> DialogScene:
    """The dialog task of a canvas as a scene of its own, with the same Bot Actions open."""
    return DialogScene(
        canvas.dialog,
        look or canvas.look,
        integrated=canvas.integrated,
        open_actions=canvas.open_actions,
    )


def picture(scene: DialogScene) -> QImage:
    """All of the scene as an image, two pixels for one where that is not too many."""
    area = scene.content
    most = (MOST_PIXELS / (area.width() * area.height())) ** 0.5
    scale = min(SHARP, most)
    image = QImage((area.size() * scale).toSize(), QImage.Format.Format_RGB32)
    image.fill(scene.look.bg)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scene.render(painter, QRectF(image.rect()), area)
    painter.end()
    return image


def svg(scene: DialogScene) -> bytes:
    """All of the scene as an SVG document."""
    from PySide6.QtSvg import QSvgGenerator

    area = scene.content
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(int(area.width()), int(area.height())))
    generator.setViewBox(QRectF(0, 0, area.width(), area.height()))
    generator.setTitle(scene.dialog.name)
    generator.setDescription(scene.dialog.description)
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, area.width(), area.height()), scene.look.bg)
    scene.render(painter, QRectF(0, 0, area.width(), area.height()), area)
    painter.end()
    buffer.close()
    return bytes(held.data())


def light_look(family: str) -> Look:
    """For paper, whatever the theme of the window."""
    return Look(tokens.load()["light"], family)


def print_scene(scene: DialogScene, printer: QPrinter) -> int:
    """Print, as wide as the paper at most, on as many pages as it takes.

    Returns:
        How many pages that were.
    """
    painter = QPainter(printer)
    try:
        paper = QRectF(painter.viewport())
        area = scene.content
        dots = printer.logicalDpiX() / 96
        scale = min(paper.width() / area.width(), dots)
        pages = page_cuts(scene, paper.height() / scale)
        for number, (top, bottom) in enumerate(pages):
            if number:
                printer.newPage()
            part = QRectF(area.left(), top, area.width(), bottom - top)
            left = (paper.width() - area.width() * scale) / 2
            on_paper = QRectF(left, 0, part.width() * scale, part.height() * scale)
            scene.render(painter, on_paper, part)
        return len(pages)
    finally:
        painter.end()


def page_cuts(scene: DialogScene, height: float) -> list[tuple[float, float]]:
    """Where each page begins and ends in the scene; between nodes where that is possible."""
    area = scene.content
    places = [item.place for item in scene.items() if isinstance(item, NodeItem)]
    cuts: list[tuple[float, float]] = []
    top = area.top()
    while area.bottom() - top > height:
        limit = top + height
        tops = [p.y - 8 for p in places if top < p.y - 8 < limit < p.y + p.height]
        bottom = min(tops, default=limit)
        cuts.append((top, bottom))
        top = bottom
    cuts.append((top, area.bottom()))
    return cuts
