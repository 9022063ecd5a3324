"""Looking into the embedded page: where an element is, what it says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from studio.journeys.walking import StepFailed
from ui.journeys.waiting import wait_for

ANSWER_SECONDS = 5.0

LOOK = """
(function () {
  const element = document.querySelector(%s);
  if (!element || document.readyState !== "complete") return "null";
  element.scrollIntoView({ block: "center", inline: "center" });
  const box = element.getBoundingClientRect();
  const middle = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(middle[0], middle[1]);
  const label = element.labels && element.labels[0];
  const reached = top && (element.contains(top) || top.contains(element) ||
    (label && label.contains(top)));
  return JSON.stringify({
    x: middle[0], y: middle[1], width: box.width, height: box.height,
    text: (element.value !== undefined && element.tagName !== "BUTTON"
      ? String(element.value) : element.innerText) || "",
    enabled: !element.disabled, checked: Boolean(element.checked), reached: Boolean(reached),
  });
})()
"""


@dataclass(frozen=True)
class Element:
    """An element of the page as it is right now."""

    point: QPoint
    """Its middle, in the view's pixels."""
    text: str
    enabled: bool
    checked: bool
    visible: bool


def look(view: Any, selector: str) -> Element | None:
    """The element a CSS selector finds, or None while there is none.

    Raises:
        StepFailed: the page does not answer.
    """
    answers: list[str] = []
    page = view.page()
    page.runJavaScript(LOOK % json.dumps(selector), lambda answer: answers.append(str(answer)))
    wait_for(lambda: bool(answers), ANSWER_SECONDS, lambda: "the page does not answer")
    data = json.loads(answers[0] or "null")
    if data is None:
        return None
    zoom = view.zoomFactor()
    return Element(
        QPoint(round(data["x"] * zoom), round(data["y"] * zoom)),
        data["text"],
        data["enabled"],
        data["checked"],
        data["width"] > 0 and data["height"] > 0 and data["reached"],
    )


def keyboard(view: Any) -> QWidget:
    """The widget inside the view that takes mouse and keys."""
    proxy = view.focusProxy()
    if not isinstance(proxy, QWidget):
        raise StepFailed("the page takes no input yet")
    return proxy


def is_view(widget: object) -> bool:
    """Whether it shows a page. Asks by name, so that no browser is loaded for the question."""
    return any(cls.__name__ == "QWebEngineView" for cls in type(widget).__mro__)
