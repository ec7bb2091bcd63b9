"""What a picture view shows: pictures, one picture held against another, masks as hatching, lines.

Coordinates are picture pixels, a pixel covering [i, i + 1): the centre of pixel i lies at i + 1/2.
"""

import math
from enum import Enum, auto

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.shown.display import Picture

_NEAREST_ABOVE = 2.0  # screen pixels per picture pixel from which on the pixels themselves are shown
_SQUARE_PX = 72  # side of the checkerboard's squares on the screen, about


class PictureItem(pg.GraphicsObject):
    """Paints a picture from the level that suits the zoom, so that size costs nothing; the arrays come ready."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._images: list[QImage] = []

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def set_picture(self, picture: Picture | None) -> None:
        """Show another picture, or none."""
        if picture is self._picture:
            return
        self.prepareGeometryChange()
        self._picture = picture
        self._images = images_on(picture)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return the picture's area in its own pixels."""
        return area_of(self._picture)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the coarsest level that still has a pixel for every screen pixel."""
        if self._picture is not None:
            draw_level(painter, self._images, self.boundingRect())


def images_on(picture: Picture | None) -> list[QImage]:
    """Return images on the levels' own memory, finest first; the picture must outlive them."""
    return [image_on(level) for level in picture.levels] if picture else []


def area_of(picture: Picture | None) -> QRectF:
    """Return the area of a picture in its own pixels, empty where there is none."""
    return QRectF() if picture is None else QRectF(0, 0, picture.size[1], picture.size[0])


def draw_level(painter: QPainter, images: list[QImage], area: QRectF) -> None:
    """Draw the coarsest of the images that still has a pixel for every screen pixel into the area."""
    transform = painter.deviceTransform()
    width = math.hypot(transform.m11(), transform.m12()) * area.width()
    fitting = [i for i in images if width <= i.width()]
    image = fitting[-1] if fitting else images[0]
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, width / image.width() < _NEAREST_ABOVE)
    painter.drawImage(area, image)


class Comparison(Enum):
    """How a picture is held against another one."""

    NONE = auto()
    OTHER = auto()
    ONION = auto()
    CHECKERBOARD = auto()
    DIVIDER = auto()


class ComparedItem(PictureItem):
    """A picture with another one in its place, through it, between its squares, or left of a divider."""

    def __init__(self) -> None:
        super().__init__()
        self._other: Picture | None = None
        self._other_images: list[QImage] = []
        self._comparison = Comparison.NONE
        self._opacity = 0.5
        self._divider_x = 0.0

    @property
    def comparison(self) -> Comparison:
        """How it is shown now: `NONE` where there is nothing to compare with."""
        return Comparison.NONE if self._other is None else self._comparison

    def set_other(self, picture: Picture | None) -> None:
        """Hold another picture against this one."""
        if picture is not self._other:
            self._other = picture
            self._other_images = images_on(picture)
            self.update()

    def set_comparison(self, comparison: Comparison) -> None:
        """Show them in another way."""
        self._comparison = comparison
        self.update()

    def set_opacity(self, opacity: float) -> None:
        """Set how much of the other one shows through, in [0, 1]."""
        self._opacity = opacity
        self.update()

    def set_divider(self, x: float) -> None:
        """Set where the other one ends, in picture pixels."""
        if x != self._divider_x:
            self._divider_x = x
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw both as wanted."""
        if self._picture is None:
            return
        area, comparison = self.boundingRect(), self.comparison
        if comparison is not Comparison.OTHER:
            draw_level(painter, self._images, area)
        if comparison is Comparison.NONE:
            return
        painter.save()
        if comparison is Comparison.ONION:
            painter.setOpacity(self._opacity)
        elif comparison is Comparison.CHECKERBOARD:
            painter.setClipPath(self._squares(painter), Qt.ClipOperation.IntersectClip)
        elif comparison is Comparison.DIVIDER:
            painter.setClipRect(QRectF(0, 0, self._divider_x, area.height()), Qt.ClipOperation.IntersectClip)
        draw_level(painter, self._other_images, area)
        painter.restore()

    def _squares(self, painter: QPainter) -> QPainterPath:
        """Return every other square of a board that is fixed to the picture, where it can be seen."""
        transform = painter.worldTransform()
        side = 2.0 ** round(math.log2(_SQUARE_PX / math.hypot(transform.m11(), transform.m12())))
        device = painter.device()
        window = QRectF(0, 0, device.width(), device.height())
        seen = transform.inverted()[0].mapRect(window).intersected(self.boundingRect())
        path = QPainterPath()
        for row in range(int(seen.top() // side), int(seen.bottom() // side) + 1):
            for column in range(int(seen.left() // side), int(seen.right() // side) + 1):
                if (row + column) % 2 == 0:
                    path.addRect(QRectF(column * side, row * side, side, side))
        return path


class HatchItem(pg.GraphicsObject):
    """A mask over a picture, drawn as hatching that is as fine on the screen at every zoom."""

    def __init__(self) -> None:
        super().__init__()
        self._mask: Picture | None = None
        self._images: list[QImage] = []
        self._brush = QBrush()

    def set_colour(self, colour: str) -> None:
        """Set the colour of the hatching."""
        self._brush = hatching(QColor(colour))
        self.update()

    def set_mask(self, mask: Picture | None) -> None:
        """Show another mask of `(H, W)` uint8 levels, or none."""
        self.prepareGeometryChange()
        self._mask = mask
        self._images = images_on(mask)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return the mask's area."""
        return area_of(self._mask)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Cut the hatching out by the mask, in an image of the size of the view."""
        if self._mask is None:
            return
        transform = painter.worldTransform()
        device = painter.device()
        window = QRectF(0, 0, device.width(), device.height())
        seen = transform.mapRect(self.boundingRect()).intersected(window).toAlignedRect()
        if seen.isEmpty():
            return
        cut = self._cut_out(transform, seen)
        painter.save()
        painter.resetTransform()
        painter.drawImage(seen.topLeft(), cut)
        painter.restore()

    def _cut_out(self, transform: QTransform, seen: QRect) -> QImage:
        image = QImage(seen.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        inner = QPainter(image)
        inner.setTransform(transform * QTransform.fromTranslate(-seen.x(), -seen.y()))
        draw_level(inner, self._images, self.boundingRect())
        inner.resetTransform()
        inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        inner.fillRect(image.rect(), self._brush)
        inner.end()
        return image


def hatching(colour: QColor, period_px: int = 10) -> QBrush:
    """Return a brush of rising stripes with dark edges, which show on any picture, over a light tint."""
    tile = QPixmap(period_px, period_px)
    tint = QColor(colour)
    tint.setAlpha(60)
    tile.fill(tint)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pen in (QPen(QColor(0, 0, 0, 110), 4.2), QPen(colour, 2.2)):
        painter.setPen(pen)
        for shift in (-period_px, 0, period_px):
            painter.drawLine(QPointF(shift - 2, period_px + 2), QPointF(shift + period_px + 2, -2))
    painter.end()
    return QBrush(tile)


class LinesItem(QGraphicsPathItem):
    """Many lines in one colour with a dot at either end, as wide on the screen at every zoom."""

    def __init__(self, *, dashed: bool = False, width: float = 1.1) -> None:
        super().__init__()
        self._style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        self._width = width
        self._colour = QColor()
        self._lines: list[QLineF] = []
        self._dots: list[QPointF] = []

    def set_colour(self, colour: str) -> None:
        """Set the colour of lines and dots."""
        self._colour = QColor(colour)
        self.update()

    def set_lines(self, lines: np.ndarray) -> None:
        """Draw `(N, 4)` lines x1, y1, x2, y2."""
        path = QPainterPath()
        for x1, y1, x2, y2 in lines.tolist():
            path.moveTo(x1, y1)
            path.lineTo(x2, y2)
        self._lines = [QLineF(*line) for line in lines.tolist()]
        self._dots = [end for line in self._lines for end in (line.p1(), line.p2())]
        self.setPath(path)

    def paint(self, painter: QPainter, option: object, widget: QWidget | None = None) -> None:
        """Draw smoothly, line by line: the outline of one path of all of them takes several times as long.

        The dots round the lines' ends off; Qt needs thirty times as long for lines whose own caps are round.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(screen_pen(painter, self._colour, self._width, self._style))
        painter.drawLines(self._lines)
        dot = screen_pen(painter, self._colour, self._width + 3)
        dot.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(dot)
        painter.drawPoints(self._dots)


def screen_pen(painter: QPainter, colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen as wide on the screen at every zoom; a cosmetic one counts the pixels of the device itself."""
    pen = QPen(colour, width * painter.device().devicePixelRatioF(), style, Qt.PenCapStyle.FlatCap)
    pen.setCosmetic(True)
    return pen
