"""A magnifier beside the cursor: the pixels around a point that is being moved."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from diar_gui.colour import eight_bits
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.look.theme import DARK, Theme

SIDE_PX = 176
"""Width and height of the magnifier on the screen."""

_GAP_PX = 30  # between the cursor and the magnifier's edge
_TIMES = 4.0  # things are shown so much larger than in the view beneath
_LEAST_ZOOM, _MOST_ZOOM = 1.0, 12.0
_NEAREST_ABOVE = 3.0  # screen pixels per picture pixel from which on the pixels themselves are shown
_HALF_HAIR_PX = 26.0
_HOLE_PX = 5.0


def magnified_zoom(view_zoom: float) -> float:
    """Return the screen pixels per picture pixel that suit a magnifier over a view of that zoom."""
    return min(max(_TIMES * view_zoom, _LEAST_ZOOM), _MOST_ZOOM)


class Magnifier(QWidget):
    """Floats over its parent, lets the mouse through, and is hidden until `show_at` is called.

    `show_at` while a point is moved, `hide` when it is let go.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._crop = QImage()
        self._crop_area = QRectF()
        self._zoom = 1.0
        self._theme = DARK
        self.setFixedSize(SIDE_PX, SIDE_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Magnifier"))
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def show_at(self, pixels: np.ndarray, point: tuple[float, float], cursor: QPoint, zoom: float) -> None:
        """Show what lies around a point of a picture, beside the cursor.

        Args:
            pixels: `(H, W, 3)` uint8 or uint16.
            point: (x, y) in pixels of the picture, pixel centres at integers; it comes under the cross-hair.
            cursor: where the mouse (or the point) is, in the parent's coordinates; the magnifier keeps clear of it.
            zoom: screen pixels per picture pixel, see `magnified_zoom`.
        """
        self._zoom = zoom
        self._cut(pixels, point)
        self.move(self._beside(cursor))
        self.raise_()
        self.show()
        self.update()

    def _cut(self, pixels: np.ndarray, point: tuple[float, float]) -> None:
        """Keep the pixels that show, and where they go."""
        height, width = pixels.shape[:2]
        half = SIDE_PX / 2 / self._zoom
        x, y = point[0] + 0.5, point[1] + 0.5  # a pixel covers [i, i + 1)
        left, right = max(0, int(np.floor(x - half))), min(width, int(np.ceil(x + half)))
        top, bottom = max(0, int(np.floor(y - half))), min(height, int(np.ceil(y + half)))
        if left >= right or top >= bottom:
            self._crop = QImage()
            return
        crop = np.ascontiguousarray(eight_bits(pixels[top:bottom, left:right]))
        on_crop = image_on(crop)
        self._crop = on_crop.copy()  # its own memory: the array dies here
        corner = QPointF(SIDE_PX / 2 + (left - x) * self._zoom, SIDE_PX / 2 + (top - y) * self._zoom)
        self._crop_area = QRectF(corner.x(), corner.y(), (right - left) * self._zoom, (bottom - top) * self._zoom)

    def _beside(self, cursor: QPoint) -> QPoint:
        """Return the corner that puts it above and to the right of the cursor, or where there is room for it."""
        parent = self.parentWidget()
        assert parent is not None
        x = cursor.x() + _GAP_PX
        if x + SIDE_PX > parent.width():
            x = cursor.x() - _GAP_PX - SIDE_PX
        y = cursor.y() - _GAP_PX - SIDE_PX
        if y < 0:
            y = cursor.y() + _GAP_PX
        # In a small parent it may slide along one axis only: so it stays clear of the cursor along the other.
        if x < 0:
            return QPoint(max(0, min(cursor.x() - SIDE_PX // 2, parent.width() - SIDE_PX)), y)
        return QPoint(x, max(0, min(y, parent.height() - SIDE_PX)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the magnified pixels in a disc, with a cross-hair that leaves the very point free."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        inside = QPainterPath()
        inside.addEllipse(disc)
        painter.setClipPath(inside)
        painter.fillRect(self.rect(), QColor(self._theme.view))
        if not self._crop.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._zoom < _NEAREST_ABOVE)
            painter.drawImage(self._crop_area, self._crop)
        painter.setClipping(False)
        self._draw_cross(painter, disc.center())
        painter.setPen(QPen(QColor(self._theme.panel), 4))
        painter.drawEllipse(disc)
        painter.setPen(QPen(QColor(self._theme.accent), 2))
        painter.drawEllipse(disc)

    def _draw_cross(self, painter: QPainter, centre: QPointF) -> None:
        """Draw white on black, so that it shows on any picture."""
        for colour, width in ((QColor(0, 0, 0, 170), 3.4), (QColor(255, 255, 255), 1.4)):
            painter.setPen(QPen(colour, width))
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                direction = QPointF(dx, dy)
                painter.drawLine(centre + direction * _HOLE_PX, centre + direction * _HALF_HAIR_PX)
