#!/usr/bin/env bash
# A view with a few dozen thin lines was slow to paint, and we blamed their number, then antialiasing, then the dashes.
# It is the caps. Qt's raster painter draws antialiased cosmetic lines wider than one pixel from a quick path as long as
# their caps are flat or square; with round caps, which nobody sees on a line of 1.1 px, each line is stroked into an
# outline that is then filled, and takes many times as long. At a width of exactly 1 the caps do not matter.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet PySide6-Essentials==6.11.2
cat > "$folder/look.py" <<'PYTHON'
import os
import random
import time

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QLineF, Qt, qVersion
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen, QTransform

app = QGuiApplication([])
draw = random.Random(0)
lines = [QLineF(draw.uniform(0, 2000), draw.uniform(0, 1400), draw.uniform(2100, 4100), draw.uniform(0, 1400)) for _ in range(200)]


def taken_ms(width, cap, style=Qt.PenStyle.SolidLine):
    image = QImage(640, 400, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    times = []
    for _ in range(9):
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(QTransform().scale(0.15, 0.15))
        pen = QPen(QColor("#ff8800"), width, style, cap)
        pen.setCosmetic(True)
        painter.setPen(pen)
        start = time.thread_time()
        painter.drawLines(lines)
        painter.end()
        times.append(1000 * (time.thread_time() - start))
    return min(times)


print("Qt", qVersion(), "- 200 antialiased cosmetic lines on an image of 640 x 400, ms")
found = {}
for width in (1.0, 1.1, 2.0):
    for cap in (Qt.PenCapStyle.FlatCap, Qt.PenCapStyle.SquareCap, Qt.PenCapStyle.RoundCap):
        found[width, cap.name] = taken_ms(width, cap)
        print(f"width {width}, {cap.name}: {found[width, cap.name]:.1f}")
dashed = taken_ms(1.1, Qt.PenCapStyle.FlatCap, Qt.PenStyle.DashLine), taken_ms(1.1, Qt.PenCapStyle.RoundCap, Qt.PenStyle.DashLine)
print(f"width 1.1, dashed: FlatCap {dashed[0]:.1f}, RoundCap {dashed[1]:.1f}")
as_seen = all(found[width, "RoundCap"] > 8 * found[width, cap] for width in (1.1, 2.0) for cap in ("FlatCap", "SquareCap"))
raise SystemExit(0 if as_seen and found[1.0, "RoundCap"] < 3 * found[1.0, "FlatCap"] else "the behaviour has changed")
PYTHON
"$folder/venv/bin/python" "$folder/look.py"
