"""The baseline: a bare PySide6 QMainWindow, shown; stays open when asked to."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.show()
if "--stay" not in sys.argv:
    QTimer.singleShot(0, window.close)
app.exec()
