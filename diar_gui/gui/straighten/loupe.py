"""A round magnifier for the place under a corner that is being moved."""

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from diar_gui.colour import eight_bits
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.look.theme import Theme

SIDE = 168
GAP = 26  # between the loupe and the place it shows
_MAGNIFICATION = 6.0  # against what the view shows
_LEAST_ZOOM, _MOST_ZOOM = 2.0, 32.0  # screen pixels per pixel of the picture
_CROSS = 9


def loupe_place(cursor: QPointF, outwards: QPointF, room: QSize) -> QRect:
    """Return where the loupe lies: wholly in the room where it is large enough, and never over the cursor.

    Args:
        cursor: the place that it shows.
        outwards: the direction that is preferred, so that the subject stays visible.
        room: size of the view.
    """
    signs = (1 if outwards.x() >= 0 else -1, 1 if outwards.y() >= 0 else -1)
    x, y = cursor.x(), cursor.y()
    for sign_x, sign_y in (signs, (-signs[0], signs[1]), (signs[0], -signs[1]), (-signs[0], -signs[1])):
        left = x + GAP if sign_x > 0 else x - GAP - SIDE
        top = y + GAP if sign_y > 0 else y - GAP - SIDE
        if 0 <= left <= room.width() - SIDE and 0 <= top <= room.height() - SIDE:
            return QRect(round(left), round(top), SIDE, SIDE)
    # No diagonal place has room: beside the cursor, as far as it goes.
    left = x + GAP if x + GAP + SIDE <= room.width() or x < room.width() / 2 else x - GAP - SIDE
    top = min(max(0.0, y - SIDE / 2), max(0.0, room.height() - SIDE))
    return QRect(round(left), round(top), SIDE, SIDE)


class Loupe(QWidget):
    """Shows the pixels around one place of a picture, and the outline that meets there; takes no mouse and no keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(SIDE, SIDE)
        self.hide()
        self._pixels: np.ndarray | None = None
        self._scale = 1.0
        self._corners = np.zeros((4, 2))
        self._index = 0
        self._zoom = _LEAST_ZOOM
        self._ring = QColor("white")
        self._line = QColor("blue")
        self._empty = QColor("black")

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._ring = QColor(theme.text)
        self._line = QColor(theme.accent_hover)
        self._empty = QColor(theme.view)

    def set_pixels(self, pixels: np.ndarray | None, scale: float) -> None:
        """Set what is magnified; `scale` is its size over that which the corners are given in."""
        self._pixels = pixels
        self._scale = scale

    def show_corner(self, corners: np.ndarray, index: int, view_zoom: float, place: QRect) -> None:
        """Show one of the corners, in pixels of the full size, at a place of the view."""
        self._corners = corners
        self._index = index
        self._zoom = float(np.clip(_MAGNIFICATION * view_zoom, _LEAST_ZOOM, _MOST_ZOOM))
        self.setGeometry(place)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the pixels, the two sides and a cross with a free middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(1.5, 1.5, SIDE - 3, SIDE - 3)
        clip = QPainterPath()
        clip.addEllipse(disc)
        painter.setClipPath(clip)
        painter.fillRect(self.rect(), self._empty)
        self._draw_pixels(painter)
        middle = QPointF(SIDE / 2, SIDE / 2)
        painter.setPen(QPen(self._line, 1.6))
        for other in (self._corners[self._index - 1], self._corners[(self._index + 1) % 4]):
            away = (other - self._corners[self._index]) * self._zoom
            length = float(np.hypot(*away))
            if length > 0:
                away = away / length
                painter.drawLine(middle + QPointF(*(away * 4)), middle + QPointF(*(away * min(length, 2 * SIDE))))
        for width, colour in ((3.0, QColor(0, 0, 0, 150)), (1.0, QColor("white"))):
            painter.setPen(QPen(colour, width))
            for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(middle + QPointF(x, y) * 4, middle + QPointF(x, y) * _CROSS)
        painter.setClipping(False)
        painter.setPen(QPen(self._ring, 2))
        painter.drawEllipse(disc)
        painter.end()

    def _draw_pixels(self, painter: QPainter) -> None:
        if self._pixels is None:
            return
        height, width = self._pixels.shape[:2]
        centre = (self._corners[self._index] + 0.5) * self._scale  # in areas of pixels: pixel i covers [i, i + 1)
        zoom = self._zoom / self._scale
        reach = SIDE / 2 / zoom
        first = np.clip(np.floor(centre - reach), 0, (width, height)).astype(int)
        last = np.clip(np.ceil(centre + reach), 0, (width, height)).astype(int)
        if (last <= first).any():
            return
        crop = np.ascontiguousarray(eight_bits(self._pixels[first[1] : last[1], first[0] : last[0]]))
        image = image_on(crop)
        corner = QPointF(*((first - centre) * zoom + SIDE / 2))
        painter.drawImage(QRectF(corner.x(), corner.y(), crop.shape[1] * zoom, crop.shape[0] * zoom), image)
