"""The line below the panes: the pixel under the mouse, who gave it, and how large the pictures are shown."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import beside_icon, label
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.pictures.legend import photo_brush
from diar_gui.gui.shown.probe import Probe, Reading
from diar_gui.gui.shown.snapshot import UsedPhoto

_N_BARS = 8
_READ_EVERY_MS = 30  # at most: the mouse moves more often than eyes follow
_LEAST_BAR_PX, _MOST_BAR_PX = 62.0, 104.0
_GAP_PX = 10.0
_WIDE_PX = 900


class ShareBars(QWidget):
    """A labelled bar for each photo that has a share in a pixel, the largest first."""

    def __init__(self) -> None:
        super().__init__()
        self._shares: tuple[tuple[int, float], ...] = ()
        self._used: tuple[UsedPhoto, ...] = ()
        self._theme = DARK
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_shares(self, shares: tuple[tuple[int, float], ...], used: tuple[UsedPhoto, ...]) -> None:
        """Show (place in the stack, share) of photos."""
        if (shares, used) == (self._shares, self._used):
            return
        self._shares = shares
        self._used = used
        texts = [f"{used[place].name} {share:.0%}" for place, share in shares[:_N_BARS]]
        self.setAccessibleName(self.tr("Shares of the photos: {shares}").format(shares=", ".join(texts)))
        self.setToolTip("\n".join(texts))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw as many bars as fit, at most eight, and say how many there are besides."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() - 1)
        painter.setFont(font)
        fonts = QFontMetricsF(font)
        n_drawn, room = min(_N_BARS, len(self._shares)), self.width()
        while n_drawn and n_drawn * (_LEAST_BAR_PX + _GAP_PX) > room - self._rest_width(fonts, n_drawn):
            n_drawn -= 1
        step = _LEAST_BAR_PX + _GAP_PX
        if n_drawn:
            step = min(_MOST_BAR_PX + _GAP_PX, (room - self._rest_width(fonts, n_drawn)) / n_drawn)
        for i, (place, share) in enumerate(self._shares[:n_drawn]):
            self._draw_bar(painter, QRectF(i * step, 0, step - _GAP_PX, self.height()), place, share)
        if n_drawn < len(self._shares):
            x = n_drawn * step
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(
                QRectF(x, 0, room - x, self.height()), Qt.AlignmentFlag.AlignVCenter, self._rest_text(n_drawn)
            )

    def _rest_text(self, n_drawn: int) -> str:
        n_rest = len(self._shares) - n_drawn
        return self.tr("and {n} more").format(n=n_rest) if n_rest else ""

    def _rest_width(self, fonts: QFontMetricsF, n_drawn: int) -> float:
        return fonts.horizontalAdvance(self._rest_text(n_drawn)) + (_GAP_PX if n_drawn < len(self._shares) else 0)

    def _draw_bar(self, painter: QPainter, cell: QRectF, place: int, share: float) -> None:
        fonts = QFontMetricsF(painter.font())
        text_room = QRectF(cell.left(), 3, cell.width(), cell.height() - 14)
        per_cent = f"{share:.0%}"
        name_width = cell.width() - fonts.horizontalAdvance(per_cent) - 6
        name = fonts.elidedText(self._used[place].path.stem, Qt.TextElideMode.ElideMiddle, name_width)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(text_room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(text_room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, per_cent)
        track = QRectF(cell.left(), cell.height() - 11, cell.width(), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.border))
        painter.drawRoundedRect(track, 3, 3)
        painter.setBrush(photo_brush(place))
        painter.drawRoundedRect(QRectF(track.left(), track.top(), max(6.0, track.width() * share), 6), 3, 3)


class _Swatch(QWidget):
    """A square in the colour of the pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.colour: QColor | None = None
        self.border = QColor(DARK.border)
        self.setFixedSize(22, 22)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        if self.colour is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.border)
        painter.setBrush(self.colour)
        painter.drawRoundedRect(QRectF(1.5, 1.5, 19, 19), 4, 4)


class PixelReadout(QFrame):
    """Position, colour and shares of one pixel; zoom buttons at the end."""

    fit_wanted = Signal()
    actual_size_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setFixedHeight(42)
        self.setAccessibleName(self.tr("Pixel under the mouse"))
        self._probe: Probe | None = None
        self._used: tuple[UsedPhoto, ...] = ()
        self._place: QPointF | None = None
        self.position = label("", "muted")
        self.position.setFixedWidth(self.fontMetrics().horizontalAdvance("x 00000 y 00000"))
        self.swatch = _Swatch()
        self.colour = QLabel()
        self.colour.setFixedWidth(self.fontMetrics().horizontalAdvance("R 200 G 200 B 200  #dddddd"))
        self.colour.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.agreement = label("", "muted")
        self.bars = ShareBars()
        self.zoom_label = label("", "muted")
        self.zoom_label.setFixedWidth(self.fontMetrics().horizontalAdvance("4000%"))
        self.zoom_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.zoom_label.setAccessibleName(self.tr("Zoom"))
        self.fit_button = self._button(self.tr("Fit"), self.tr("Show all of the picture (Ctrl+0)"))
        self.actual_size_button = self._button(
            "100%", self.tr("Show each pixel of the picture as one of the screen (Ctrl+1)")
        )
        self.fit_button.clicked.connect(self.fit_wanted)
        self.actual_size_button.clicked.connect(self.actual_size_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 6, 0)
        layout.setSpacing(8)
        for widget in (self.position, self.swatch, self.colour, self.agreement):
            layout.addWidget(widget)
        layout.addSpacing(4)
        layout.addWidget(self.bars, 1)
        for widget in (self.zoom_label, self.fit_button, self.actual_size_button):
            layout.addWidget(widget)
        self._timer = QTimer(self, interval=_READ_EVERY_MS, singleShot=True)
        self._timer.timeout.connect(self._read)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(beside_icon(text))
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        return button

    def set_probe(self, probe: Probe | None, used: tuple[UsedPhoto, ...]) -> None:
        """Read from another probe, whose shares are of these photos."""
        self._probe = probe
        self._used = used
        self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the room to the bars where there is little."""
        super().resizeEvent(event)
        self.agreement.setVisible(self.width() >= _WIDE_PX)

    @Slot(QPointF)
    def point_at(self, place: QPointF) -> None:
        """Read the pixel at a place in picture coordinates, soon."""
        self._place = QPointF(place)
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def point_nowhere(self) -> None:
        """Show nothing."""
        self._place = None
        self._read()

    def show_zoom(self, per_cent: float) -> None:
        """Show how large the picture is, 100 for a pixel per pixel of the screen; nothing for 0: there is none."""
        if per_cent == 0:
            self.zoom_label.setText("")
            return
        self.zoom_label.setText(f"{per_cent:.0f}%" if per_cent >= 10 else f"{per_cent:.1f}%")

    @Slot()
    def _read(self) -> None:
        reading = None
        if self._probe is not None and self._place is not None:
            # The picture's pixels cover [i, i + 1); the probe counts from their centres.
            reading = self._probe.at(self._place.x() - 0.5, self._place.y() - 0.5)
        self._show(reading)

    def _show(self, reading: Reading | None) -> None:
        self.position.setText("" if reading is None else f"x {reading.x} y {reading.y}")
        colour = None if reading is None or reading.colour is None else QColor(*reading.colour)
        self.swatch.colour = colour
        self.swatch.update()
        text = "" if colour is None else f"R {colour.red()} G {colour.green()} B {colour.blue()}  {colour.name()}"
        self.colour.setText(text)
        self.agreement.setText("" if reading is None else self._agreement_of(reading))
        self.bars.show_shares(() if reading is None else reading.shares, self._used)

    def _agreement_of(self, reading: Reading) -> str:
        if reading.n_clean is None:
            return ""
        text = self.tr("{n} agree").format(n=reading.n_clean)
        if reading.confidence is not None:
            text += ", " + self.tr("{sure} sure").format(sure=f"{reading.confidence:.0%}")
        return text

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.bars.set_theme(theme)
        self.swatch.border = QColor(theme.border)
        self.fit_button.setIcon(tinted("fit", theme.text))
        self.fit_button.setIconSize(QSize(14, 14))
        self.fit_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
