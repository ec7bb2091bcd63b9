"""A picture in two halves on the empty page: a photo as it was shot, and what became of several."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from diar_gui.paths import resource_path

_WIDTH_PX, _HEIGHT_PX = 324, 216
_ROUNDING_PX = 8.0
_BESIDE_TEXT_PX, _ABOVE_TEXT_PX, _FROM_EDGE_PX = 7.0, 3.0, 8.0


class BeforeAfter(QWidget):
    """Draws the left half of the one and the right half of the other, with a word on each."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_WIDTH_PX, _HEIGHT_PX)
        self._before, self._after = (QPixmap(str(resource_path(f"sample/{name}.jpg"))) for name in ("before", "after"))
        self._words = self.tr("One of 7 photos"), self.tr("The clean picture")
        self.setAccessibleName(
            self.tr("Before and after: {before}, {after}").format(before=self._words[0], after=self._words[1])
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw both halves, the line between them, and the words."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect())
        outline = QPainterPath()
        outline.addRoundedRect(area, _ROUNDING_PX, _ROUNDING_PX)
        painter.setClipPath(outline)
        painter.drawPixmap(area, self._after, QRectF(self._after.rect()))
        painter.save()
        painter.setClipRect(QRectF(0, 0, area.width() / 2, area.height()), Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(area, self._before, QRectF(self._before.rect()))
        painter.restore()
        middle = area.width() / 2
        painter.setPen(QPen(QColor("white"), 2))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, area.height()))
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() - 1)
        painter.setFont(font)
        self._draw_word(painter, self._words[0], area.left() + _FROM_EDGE_PX, is_left=True)
        self._draw_word(painter, self._words[1], area.right() - _FROM_EDGE_PX, is_left=False)

    def _draw_word(self, painter: QPainter, word: str, x: float, *, is_left: bool) -> None:
        fonts = QFontMetricsF(painter.font())
        width, height = fonts.horizontalAdvance(word) + 2 * _BESIDE_TEXT_PX, fonts.height() + 2 * _ABOVE_TEXT_PX
        box = QRectF(x if is_left else x - width, _FROM_EDGE_PX, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor("white"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
