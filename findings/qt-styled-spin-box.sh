#!/usr/bin/env bash
# Fields for a true size in millimetres took numbers and showed none. We took it for a colour, or for a box that was too
# low. A spin box without buttons (NoButtons) whose style sheet sets a border has a line edit one pixel wide, at any size:
# the place of the buttons is worked out although there are none, and the edit field ends where they would begin. The
# same box with buttons, or without a style sheet, is right. A rule for the buttons that are not there mends it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet PySide6-Essentials==6.11.3
cat > "$folder/look.py" <<'PYTHON'
import sys

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QDoubleSpinBox

app = QApplication([])
app.setStyle("Fusion")
BORDER = "QDoubleSpinBox { border: 1px solid red; }"
BUTTONS = "QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { subcontrol-origin: border; width: 0px; border: none; }"


def edit_width_px(sheet: str, symbols: QDoubleSpinBox.ButtonSymbols) -> int:
    """Return how wide the line edit of a box of 200 pixels is."""
    app.setStyleSheet(sheet)
    box = QDoubleSpinBox()
    box.setButtonSymbols(symbols)
    box.resize(200, 30)
    box.show()
    app.processEvents()
    return box.lineEdit().width()


none, arrows = QDoubleSpinBox.ButtonSymbols.NoButtons, QDoubleSpinBox.ButtonSymbols.UpDownArrows
print("Qt", qVersion())
print("no style sheet, no buttons:", edit_width_px("", none), "of 200 pixels")
print("border, buttons:", edit_width_px(BORDER, arrows))
broken, mended = edit_width_px(BORDER, none), edit_width_px(BORDER + BUTTONS, none)
print("border, no buttons:", broken)
print("border, no buttons, a rule for them:", mended)
sys.exit(0 if broken < 10 and mended > 150 else "the behaviour has changed")
PYTHON
QT_QPA_PLATFORM=offscreen "$folder/venv/bin/python" "$folder/look.py"
