"""Legends below the pictures: a scale of colours, and chips that name colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QLinearGradient, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from diar_gui.gui.look.palette import photo_colour
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.pictures.items import hatching
from diar_gui.gui.shown.maps import scale_colours

_CHIP_PX = 12
_LINE_PX = 26
_MARGIN_PX = 12
_GAP_PX = 14
_MOST_TEXT_PX = 150


@dataclass(frozen=True)
class Chip:
    """One colour and what it stands for."""

    brush: QBrush
    text: str


def photo_brush(place: int) -> QBrush:
    """Return the brush of a photo by its place in the stack: its colour, striped from the ninth on."""
    colour = photo_colour(place)
    if not colour.stripes:
        return QBrush(QColor(*colour.rgb))
    tile = QPixmap(6, 6)
    tile.fill(QColor(*colour.rgb))
    painter = QPainter(tile)
    painter.setPen(QColor(*colour.stripe_rgb))
    for x in range(-6, 12, 3):
        painter.drawLine(x, 6 if colour.stripes > 0 else -1, x + 7, -1 if colour.stripes > 0 else 6)
    painter.end()
    return QBrush(tile)


def hatched_chip(colour: str, text: str) -> Chip:
    """Return a chip like the hatching of `HatchItem`."""
    return Chip(hatching(QColor(colour), 8), text)


class Legend(QWidget):
    """Chips in one or two lines; what does not fit is counted, and named in the tooltip.

    Its height does not change with what it shows: it is what the longest of `reserve` takes.

    Args:
        is_kept: whether it keeps its place where it explains nothing.
    """

    def __init__(self, *, is_kept: bool = False) -> None:
        super().__init__()
        self._is_kept = is_kept
        self._chips: tuple[Chip, ...] = ()
        self._reserved: tuple[tuple[Chip, ...], ...] = ()
        self._text_colour, self._ground = QColor(), QColor()
        self._is_over = False
        self.setFixedHeight(_LINE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setVisible(is_kept)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What it explains."""
        return self._chips

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Explain these colours; none hides the legend, or leaves its place empty."""
        self._chips = tuple(chips)
        self.setVisible(bool(chips) or self._is_kept)
        self.setAccessibleName(self.tr("Legend: {entries}").format(entries=", ".join(c.text for c in chips)))
        self._take_height()
        self.update()

    def reserve(self, *legends: Sequence[Chip]) -> None:
        """Keep room for each of these, whichever of them it shows."""
        self._reserved = tuple(map(tuple, legends))
        self._take_height()

    def lie_over(self, view: QWidget) -> None:
        """Lie at the lower edge of a view, which keeps its size; `follow` it."""
        self.setParent(view)
        self._is_over = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def follow(self, view: QWidget) -> None:
        """Stay at the lower edge of the view."""
        self.setGeometry(0, view.height() - self.height(), view.width(), self.height())

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._text_colour = QColor(theme.text if self._is_over else theme.muted)
        self._ground = QColor(theme.panel)
        self._ground.setAlpha(225)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Take a second line where one is not enough."""
        super().resizeEvent(event)
        self._take_height()

    def _take_height(self) -> None:
        is_tall = any(map(self._needs_two_lines, (self._chips, *self._reserved)))
        self.setFixedHeight(2 * _LINE_PX - 4 if is_tall else _LINE_PX)

    def _needs_two_lines(self, chips: Sequence[Chip]) -> bool:
        places = self._places(chips)
        return len(places) < len(chips) or any(place.top() > 0 for place in places)

    def _places(self, chips: Sequence[Chip]) -> list[QRectF]:
        """Return where the chips stand that fit."""
        fonts = self.fontMetrics()
        most = _MOST_TEXT_PX if len(chips) > 1 else self.width()
        widths = [min(fonts.horizontalAdvance(c.text), most) + _CHIP_PX + 6 for c in chips]
        rest = fonts.horizontalAdvance(self._more(99)) + _GAP_PX
        x, y, places = float(_MARGIN_PX), 0.0, []
        for i, width in enumerate(widths):
            needed = width + (rest if y > 0 and i < len(widths) - 1 else 0)
            if x + needed > self.width() - _MARGIN_PX:
                if y > 0 or x == _MARGIN_PX:
                    break
                x, y = float(_MARGIN_PX), _LINE_PX - 4.0
            places.append(QRectF(x, y, width, _LINE_PX))
            x += width + _GAP_PX
        return places

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the chips that fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_over:
            painter.fillRect(self.rect(), self._ground)
        places = self._places(self._chips)
        for chip, place in zip(self._chips, places, strict=False):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(chip.brush)
            top = place.center().y() - _CHIP_PX / 2
            painter.drawRoundedRect(QRectF(place.left(), top, _CHIP_PX, _CHIP_PX), 2.5, 2.5)
            painter.setPen(self._text_colour)
            room = place.adjusted(_CHIP_PX + 5, 0, 1, 0)
            text = self.fontMetrics().elidedText(chip.text, Qt.TextElideMode.ElideMiddle, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if places and len(places) < len(self._chips):
            painter.setPen(self._text_colour)
            room = places[-1].translated(places[-1].width() + _GAP_PX, 0)
            room.setRight(self.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._more(len(self._chips) - len(places)))

    def _more(self, n: int) -> str:
        return self.tr("and {n} more").format(n=n)

    def event(self, event: QEvent) -> bool:
        """Name all chips in a tooltip."""
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            QToolTip.showText(event.globalPos(), "\n".join(c.text for c in self._chips), self)
            return True
        return super().event(event)


class ColourScale(QWidget):
    """A bar of colours between the names of its two ends."""

    def __init__(self) -> None:
        super().__init__()
        self._low = ""
        self._high = ""
        self._text_colour = QColor()
        self.setMinimumHeight(_LINE_PX)
        self.hide()

    def show_ends(self, low: str, high: str, explanation: str) -> None:
        """Name the ends, and say what is measured."""
        self._low = low
        self._high = high
        self.setToolTip(explanation)
        self.setAccessibleName(self.tr("Colour scale from {low} to {high}").format(low=low, high=high))
        self.setAccessibleDescription(explanation)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return what bar and names take."""
        return QSize(320, _LINE_PX)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's text colour."""
        self._text_colour = QColor(theme.muted)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the bar between its names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = self.fontMetrics()
        left = 12 + fonts.horizontalAdvance(self._low) + 8
        bar = QRectF(left, self.height() / 2 - 5, 130, 10)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        colours = scale_colours(16)
        for i, (r, g, b) in enumerate(colours):
            gradient.setColorAt(i / (len(colours) - 1), QColor(r, g, b))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(self._text_colour)
        painter.drawText(QRectF(12, 0, left, self.height()), Qt.AlignmentFlag.AlignVCenter, self._low)
        room = QRectF(bar.right() + 8, 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._high)
