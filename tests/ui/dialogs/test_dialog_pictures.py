"""A dialog task outside of the program: as a picture, as an SVG, on paper."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PySide6.QtGui import QColor, QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter

from studio.dialogs.definitions import END, Dialog
from ui.background import Background
from ui.dialogs import picture
from ui.dialogs.canvas import Canvas
from ui.dialogs.dialog_view import DialogView
from ui.dialogs.items import NodeItem
from ui.dialogs.saving_picture import SavingPicture


def save(canvas: Canvas, path: Path, qtbot: Any) -> list[str]:
    background = Background()
    saving = SavingPicture(canvas, background, canvas)
    said: list[str] = []
    saving.saved.connect(said.append)
    saving.failed.connect(lambda error: said.append(error.code))
    saving.write(path)
    qtbot.waitUntil(lambda: bool(said))
    background.wait()
    return said


def test_a_picture_shows_all_of_it_and_nothing_of_the_moment(
    canvas: Canvas, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "Update a Deal.png"
    assert save(canvas, path, qtbot) == [str(path)]
    plain = QImage(str(path))
    assert plain.width() == int(canvas.content.width() * picture.SHARP)
    assert plain.pixelColor(4, 4) == QColor(canvas.look.tokens.bg)
    canvas.choose("dealUpdate")
    canvas.light("dealName", "error")
    save(canvas, path, qtbot)
    assert QImage(str(path)) == plain, "what is selected or lit is not part of the dialog task"


def test_an_svg_holds_the_names_as_text_and_lines_as_lines(
    canvas: Canvas, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "Update a Deal.svg"
    save(canvas, path, qtbot)
    root = ElementTree.parse(path).getroot()
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"dealUpdate", "updateDealScript", "End of Dialog"} <= texts
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Update a Deal"
    assert not list(root.iter("{http://www.w3.org/2000/svg}image")), "sharp at every size"


def test_a_file_that_cannot_be_written_says_so_and_leaves_what_was_there(
    canvas: Canvas, tmp_path: Path, qtbot: Any
) -> None:
    assert save(canvas, tmp_path / "gone" / "a.png", qtbot) == ["files.not_written"]
    assert list(tmp_path.iterdir()) == []


def test_a_long_dialog_task_is_printed_on_pages_that_cut_no_node(
    show: Callable[..., DialogView],
    leading: Callable[[dict[str, list[str]]], Dialog],
    tmp_path: Path,
) -> None:
    ways = {f"n{i}": [f"n{i + 1}" if i < 59 else END] for i in range(60)}
    canvas = show(leading(ways)).canvas
    scene = picture.scene_of(canvas, picture.light_look(canvas.look.family))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    pages = picture.print_scene(scene, printer)
    assert pages > 3
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    cuts = picture.page_cuts(scene, 1000)
    places = [one.place for one in scene.items() if isinstance(one, NodeItem)]
    for _, bottom in cuts[:-1]:
        assert not any(place.y < bottom < place.y + place.height for place in places)
    assert cuts[0][0] == scene.content.top()
    assert cuts[-1][1] == scene.content.bottom()


def test_drawing_a_picture_of_300_nodes_is_not_felt(
    show: Callable[..., DialogView], leading: Callable[[dict[str, list[str]]], Dialog]
) -> None:
    ways = {f"n{i}": [f"n{i + 1}" if i < 299 else END] for i in range(300)}
    canvas = show(leading(ways)).canvas
    start = time.perf_counter()
    image = picture.picture(picture.scene_of(canvas))
    assert time.perf_counter() - start < 2, "far more than it takes, for a busy machine"
    assert image.width() * image.height() <= picture.MOST_PIXELS * 1.01
