"""Render resources/icons/app.svg into the PNG sizes that desktops ask for; run it after the SVG has changed."""

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    """Write app-<size>.png beside app.svg."""
    app = QGuiApplication([])
    folder = Path(__file__).resolve().parent.parent / "resources" / "icons"
    renderer = QSvgRenderer(str(folder / "app.svg"))
    for size in SIZES_PX:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        image.save(str(folder / f"app-{size}.png"))
    app.quit()


if __name__ == "__main__":
    main()
