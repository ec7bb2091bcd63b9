"""Our own line icons, drawn from SVG in a colour of the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from diar_gui.paths import resource_path

_SIZES_PX = (16, 20, 24, 32, 48, 64, 96)
_APP_SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)


@cache
def tinted(name: str, colour: str) -> QIcon:
    """Return the icon of that name (resources/icons/<name>.svg) in a colour, paler where it is disabled."""
    icon = QIcon()
    pale = QColor(colour)
    pale.setAlphaF(0.4)
    for size in _SIZES_PX:
        icon.addPixmap(pixmap(name, colour, size))
        icon.addPixmap(pixmap(name, pale.name(QColor.NameFormat.HexArgb), size), QIcon.Mode.Disabled)
    return icon


@cache
def pixmap(name: str, colour: str, size_px: int) -> QPixmap:
    """Return the icon drawn in real pixels.

    Args:
        name: of the icon, without its ending.
        colour: #rrggbb, or #aarrggbb.
        size_px: width and height.
    """
    shade = QColor(colour)
    svg = resource_path(f"icons/{name}.svg").read_bytes().replace(b"#000000", shade.name().encode())
    drawn = QPixmap(size_px, size_px)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setOpacity(shade.alphaF())
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return drawn


def app_icon() -> QIcon:
    """Return the icon of the app."""
    icon = QIcon()
    for size in _APP_SIZES_PX:
        icon.addFile(str(resource_path(f"icons/app-{size}.png")))
    return icon
