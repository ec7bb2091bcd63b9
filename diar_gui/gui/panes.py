"""The four panes: matches, warped, weights, result. Each takes its part of a snapshot and does not ask further."""

from PySide6.QtCore import QRectF, QTimer, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from diar_gui.gui.display import scale_colours
from diar_gui.gui.pane import Pane
from diar_gui.gui.picture_view import LinesItem, PictureItem, ViewLink
from diar_gui.gui.snapshot import GridPane, MatchesPane, Snapshot
from diar_gui.gui.theme import DARK, Theme

_BLINK_EVERY_MS = 650


class MatchesView(Pane):
    """The reference beside the photo, with lines between the places that were recognised in both."""

    def __init__(self) -> None:
        super().__init__("Matches", "The reference (left) beside the photo; lines join places recognised in both.")
        self._reference, self._photo = PictureItem(), PictureItem()
        self._inliers, self._outliers = LinesItem(), LinesItem(dashed=True)
        for item in (self._reference, self._photo, self._outliers, self._inliers):
            self.view.add_item(item)
        self.view.fit_wanted.connect(self.view.fit)
        self.agree_label, self.differ_label = QLabel(), QLabel()
        self.agree_label.setToolTip("Inliers: matches that fit the photo's homography. Not all of the lines are drawn.")
        self.differ_label.setToolTip("Outliers: matches that do not fit it; they are not used.")
        self.add_to_header(self.agree_label)
        self.add_to_header(self.differ_label)
        self._header.setContentsMargins(12, 0, 14, 0)

    def show_pane(self, pane: MatchesPane) -> None:
        """Show this part of a snapshot."""
        self._reference.set_picture(pane.reference)
        self._photo.set_picture(pane.photo)
        self._photo.setPos(pane.photo_x, 0)
        self._photo.setScale(pane.photo_scale)
        self._inliers.set_lines(pane.inlier_lines)
        self._outliers.set_lines(pane.outlier_lines)
        is_pair = pane.reference is not None and pane.photo is not None
        self.agree_label.setVisible(is_pair)
        self.differ_label.setVisible(is_pair)
        self.agree_label.setText(f"\u2501 {pane.n_agree} agree")
        self.differ_label.setText(f"\u2505 {pane.n_disagree} do not")
        self.caption.setText("the reference" if pane.reference is not None and pane.photo is None else "")
        if pane.reference is None and pane.photo is None:
            self.show_note(pane.note)
            return
        content = self._photo.mapRectToParent(self._photo.boundingRect()) if pane.photo else QRectF()
        self.view.set_content(content.united(self._reference.boundingRect()))
        self.show_view()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().set_theme(theme)
        self._inliers.set_colour(theme.agree)
        self._outliers.set_colour(theme.differ)
        on_dark = theme is DARK
        self.agree_label.setStyleSheet(f"color: {theme.agree if on_dark else '#00699e'}")
        self.differ_label.setStyleSheet(f"color: {theme.differ if on_dark else theme.warn}")


class GridView(Pane):
    """A picture on the reference grid that can be held against another one."""

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__(title, explanation)
        self._item = PictureItem()
        self.view.add_item(self._item)
        self._pane = GridPane()
        self._is_compared = False

    def show_pane(self, pane: GridPane) -> None:
        """Show this part of a snapshot."""
        self._pane = pane
        if pane.picture is None:
            self._item.set_picture(None)
            self.show_note(pane.note)
        else:
            self._show_picture()
            height, width = pane.picture.size
            self.view.set_content(QRectF(0, 0, width, height))
            self.show_view()

    def set_compared(self, is_compared: bool) -> None:
        """Show what the picture is compared with, or the picture itself again."""
        self._is_compared = is_compared
        self._show_picture()

    @property
    def is_compared(self) -> bool:
        """Whether the other picture is what shows."""
        return self._is_compared and self._pane.compared_with is not None

    def _show_picture(self) -> None:
        self._item.set_picture(self._pane.compared_with if self.is_compared else self._pane.picture)


class WarpedView(GridView):
    """The photo brought onto the reference, blinking against it."""

    def __init__(self) -> None:
        super().__init__("Warped", "The photo, brought onto the reference's place and size.")
        self.blink = self.add_toggle("Blink", "blink", "Show photo and reference in turn (or hold B)")
        self.blink.toggled.connect(self._on_blink_toggled)
        self._timer = QTimer(self, interval=_BLINK_EVERY_MS)
        self._timer.timeout.connect(self._on_tick)

    def show_pane(self, pane: GridPane) -> None:
        """Show this part of a snapshot."""
        super().show_pane(pane)
        self.blink.setEnabled(pane.picture is not None)
        if pane.picture is None:
            self.blink.setChecked(False)

    def set_compared(self, is_compared: bool) -> None:
        """Show the reference, or the photo."""
        super().set_compared(is_compared)
        self.caption.setText("reference" if self.is_compared else "")

    @Slot(bool)
    def _on_blink_toggled(self, is_on: bool) -> None:
        if is_on:
            self._timer.start()
        else:
            self._timer.stop()
        self.set_compared(is_on)

    @Slot()
    def _on_tick(self) -> None:
        self.set_compared(not self._is_compared)


class ColourScale(QWidget):
    """The legend of the weights: a bar of colours between its two ends in per cent."""

    def __init__(self) -> None:
        super().__init__()
        self._largest = 1.0
        self._text_colour = QColor()
        self.setFixedSize(184, 24)
        self.setToolTip("How much of each place of the clean picture comes from this photo.")
        self.set_largest(1.0)

    def set_largest(self, share: float) -> None:
        """Set the weight, in (0, 1], at the end of the scale."""
        self._largest = share
        self.setAccessibleName(f"Colour scale of the weights, from 0 to {share:.0%}")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's text colour."""
        self._text_colour = QColor(theme.muted)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the bar between its labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(28, self.height() / 2 - 5, 100, 10)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        colours = scale_colours(16)
        for i, (r, g, b) in enumerate(colours):
            gradient.setColorAt(i / (len(colours) - 1), QColor(r, g, b))
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(self._text_colour)
        middle = 0x0080  # Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, 22, self.height()), middle | 0x0002, "0%")
        end = f"{self._largest:.0%}" + ("" if self._largest >= 1 else "+")
        painter.drawText(QRectF(135, 0, 55, self.height()), middle | 0x0001, end)


class WeightsView(GridView):
    """Where the photo is trusted: its weight as colours over it."""

    def __init__(self) -> None:
        super().__init__("Weights", "How far this photo is trusted at each place: bright colours where it gives much.")
        self.scale = ColourScale()
        self.add_to_header(self.scale)

    def show_weights(self, pane: GridPane, largest_share: float) -> None:
        """Show this part of a snapshot."""
        self.show_pane(pane)
        self.scale.set_largest(largest_share)
        self.scale.setVisible(pane.picture is not None)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().set_theme(theme)
        self.scale.set_theme(theme)


class ResultView(GridView):
    """The clean picture, and the reference as it was shot."""

    def __init__(self) -> None:
        super().__init__("Clean picture", "The result, made of all photos.")
        self.before = self.add_toggle("Before", "compare", "Show the reference as it was shot (or hold B)")
        self.before.toggled.connect(self.set_compared)

    def show_pane(self, pane: GridPane) -> None:
        """Show this part of a snapshot."""
        super().show_pane(pane)
        self.before.setEnabled(pane.picture is not None)
        if pane.picture is None:
            self.before.setChecked(False)

    def set_compared(self, is_compared: bool) -> None:
        """Show the reference, or the clean picture."""
        super().set_compared(is_compared)
        self.caption.setText("the reference as shot" if self.is_compared else "")


class FourPanes(QWidget):
    """The panes in a square; those on the reference grid pan and zoom together."""

    def __init__(self) -> None:
        super().__init__()
        self.matches, self.warped, self.weights, self.result = MatchesView(), WarpedView(), WeightsView(), ResultView()
        self.panes: tuple[Pane, ...] = (self.matches, self.warped, self.weights, self.result)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for i, pane in enumerate(self.panes):
            layout.addWidget(pane, i // 2, i % 2)
            layout.setRowStretch(i // 2, 1)
            layout.setColumnStretch(i % 2, 1)
        self.link = ViewLink([self.warped.view, self.weights.view, self.result.view], self)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show one photo in all panes."""
        self.matches.show_pane(snapshot.matches)
        self.warped.show_pane(snapshot.warped)
        self.weights.show_weights(snapshot.weights, snapshot.largest_share)
        self.result.show_pane(snapshot.result)

    def hold_reference(self, is_held: bool) -> None:
        """Show the reference in all panes that can, as long as a key is held."""
        self.warped.set_compared(is_held)
        self.result.set_compared(is_held or self.result.before.isChecked())

    def zoom_by(self, factor: float) -> None:
        """Zoom all panes."""
        self.result.view.zoom_by(factor)
        self.matches.view.zoom_by(factor)

    def fit(self) -> None:
        """Show everything in all panes."""
        self.link.fit()
        self.matches.view.fit()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for pane in self.panes:
            pane.set_theme(theme)
