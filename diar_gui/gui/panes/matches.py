"""The pane of the matches: the reference beside the photo, and lines between the places recognised in both."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QToolButton

from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.panes.pane import Pane
from diar_gui.gui.pictures.items import LinesItem, PictureItem
from diar_gui.gui.pictures.view import PictureView, ViewTool
from diar_gui.gui.shown.match_lines import MatchesPane

_NEAR_PX = 7.0  # how far from a line the mouse may be
_CLICK_PX = 4.0
_PALE = 0.3


class MatchesView(Pane):
    """Shows matches; the line under the mouse stands out, a click keeps it, Page Up and Page Down go through them."""

    def __init__(self) -> None:
        super().__init__(
            QCoreApplication.translate("MatchesView", "Matches"),
            QCoreApplication.translate(
                "MatchesView", "The reference (left) beside the photo; lines join places recognised in both."
            ),
        )
        self._reference = PictureItem()
        self._photo = PictureItem()
        self._inliers = LinesItem()
        self._outliers = LinesItem(dashed=True)
        self._shadow = LinesItem(width=5.0)
        self._chosen_line = LinesItem(width=2.4)
        for item in (self._reference, self._photo, self._outliers, self._inliers, self._shadow, self._chosen_line):
            self.view.add_item(item)
        self._shadow.set_colour("#a0000000")
        self.view.fit_wanted.connect(self._on_fit_wanted)
        self._pane = MatchesPane()
        self._kept: int | None = None
        self._hovered: int | None = None
        self.agree_label = QLabel()
        self.agree_label.setToolTip(
            self.tr("Inliers: matches that fit the photo's homography. Not all of the lines are drawn.")
        )
        self.outliers = QToolButton()
        self.outliers.setCheckable(True)
        self.outliers.setChecked(True)
        self.outliers.setToolTip(
            self.tr("Show or hide what does not agree (X). Outliers: matches that do not fit the homography, not used.")
        )
        self.outliers.toggled.connect(self._on_outliers)
        for widget in (self.agree_label, self.outliers):
            self.add_to_header(widget)
            widget.hide()
        self._picker = _LinePicker(self.view, self)

    def show_pane(self, pane: MatchesPane) -> None:
        """Show this part of a snapshot."""
        is_same = len(pane.inlier_lines) == len(self._pane.inlier_lines) and np.array_equal(
            pane.inlier_lines, self._pane.inlier_lines
        )
        self._pane = pane
        self._reference.set_picture(pane.reference)
        self._photo.set_picture(pane.photo)
        self._photo.setPos(pane.photo_x, 0)
        self._photo.setScale(pane.photo_scale)
        is_pair = pane.reference is not None and pane.photo is not None
        self.agree_label.setVisible(is_pair)
        self.outliers.setVisible(is_pair)
        self.fit_header()
        self.outliers.setAccessibleName(self.tr("Show {n} matches that do not agree").format(n=pane.n_disagree))
        if not is_same:
            self._kept = self._hovered = None
        self._draw()
        if pane.reference is None and pane.photo is None:
            self.show_note(pane.note)
            return
        content = self._photo.mapRectToParent(self._photo.boundingRect()) if pane.photo else QRectF()
        self.view.set_content(content.united(self._reference.boundingRect()))
        self.show_view()

    def fit_header(self) -> None:
        """Say what the counts are of; leave the words to the tooltips where there is no room for them."""
        agree, differ = str(self._pane.n_agree), str(self._pane.n_disagree)
        in_words = self.tr("{n} agree").format(n=agree), self.tr("{n} do not").format(n=differ)
        self.agree_label.setAccessibleName(in_words[0])
        for texts in (in_words, (agree, differ)):
            self.agree_label.setText(f"\u2501 {texts[0]}")
            self.outliers.setText(f"\u2505 {texts[1]}")
            if self.has_room_for_header():
                return

    @property
    def lines(self) -> np.ndarray:
        """The `(N, 4)` lines that show now: those that agree first."""
        outliers = self._pane.outlier_lines if self.outliers.isChecked() else self._pane.outlier_lines[:0]
        return np.vstack([self._pane.inlier_lines, outliers])

    @property
    def chosen(self) -> int | None:
        """The index in `lines` of the line that stands out."""
        return self._hovered if self._hovered is not None else self._kept

    def hover(self, index: int | None) -> None:
        """Let a line stand out as long as the mouse is there."""
        if index != self._hovered:
            self._hovered = index
            self._draw()

    def keep(self, index: int | None) -> None:
        """Let a line stand out until another one is chosen; the same once more lets it go."""
        self._kept = None if index == self._kept else index
        self._draw()

    def step(self, by: int) -> None:
        """Let the next line stand out, or the one before."""
        n_lines = len(self.lines)
        if n_lines:
            self._hovered = None
            self._kept = (by - 1 if by > 0 else by) % n_lines if self._kept is None else (self._kept + by) % n_lines
            self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().set_theme(theme)
        self._inliers.set_colour(theme.agree)
        self._outliers.set_colour(theme.differ)
        on_dark = theme is DARK
        self.agree_label.setStyleSheet(f"color: {theme.agree if on_dark else '#00699e'}")
        self.outliers.setStyleSheet(f"color: {theme.differ if on_dark else theme.warn}")
        self._draw()

    def _draw(self) -> None:
        lines, chosen = self.lines, self.chosen
        n_agree = len(self._pane.inlier_lines)
        self._inliers.set_lines(lines[:n_agree])
        self._outliers.set_lines(lines[n_agree:])
        emphasised = lines[:0] if chosen is None else lines[chosen : chosen + 1]
        self._shadow.set_lines(emphasised)
        self._chosen_line.set_lines(emphasised)
        for item in (self._inliers, self._outliers):
            item.setOpacity(1.0 if chosen is None else _PALE)
        if chosen is not None:
            self._chosen_line.set_colour(self._theme.agree if chosen < n_agree else self._theme.differ)
        self.caption.setText(self._caption())

    def _caption(self) -> str:
        pane, chosen = self._pane, self.chosen
        if pane.reference is not None and pane.photo is None:
            return self.tr("the reference")
        if chosen is None:
            return ""
        errors = np.concatenate([pane.inlier_errors_px, pane.outlier_errors_px])
        x1, y1, x2, y2 = self.lines[chosen].tolist()
        there = ((x2 - pane.photo_x) / pane.photo_scale - 0.5, y2 / pane.photo_scale - 0.5)
        text = self.tr("{x1:.0f}, {y1:.0f} \u2194 {x2:.0f}, {y2:.0f}").format(
            x1=x1 - 0.5, y1=y1 - 0.5, x2=there[0], y2=there[1]
        )
        if not np.isfinite(errors[chosen]):
            return text
        return self.tr("{distance:.1f} px apart").format(distance=errors[chosen]) + f"  \u00b7  {text}"

    @Slot()
    def _on_fit_wanted(self) -> None:
        self.view.fit()

    @Slot(bool)
    def _on_outliers(self, _: bool) -> None:
        self._kept = self._hovered = None
        self._draw()


class _LinePicker(ViewTool):
    """Finds the line under the mouse."""

    def __init__(self, view: PictureView, pane: MatchesView) -> None:
        self._view = view
        self._pane = pane
        self._pressed_at: QPointF | None = None
        view.add_tool(self)

    def press(self, place: QPointF, event: QMouseEvent) -> bool:
        """Remember where a click began; panning begins there, too."""
        self._pressed_at = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        return False

    def release(self, place: QPointF, event: QMouseEvent) -> bool:
        """Keep the line that was clicked."""
        start, self._pressed_at = self._pressed_at, None
        if start is not None and (event.position() - start).manhattanLength() < _CLICK_PX:
            self._pane.keep(self._nearest(place))
        return False

    def move(self, place: QPointF, event: QMouseEvent) -> bool:
        """Let the line under the mouse stand out."""
        if event.buttons() == Qt.MouseButton.NoButton:
            self._pane.hover(self._nearest(place))
        return False

    def leave(self) -> None:
        """Let it go."""
        self._pane.hover(None)

    def key(self, event: QKeyEvent) -> bool:
        """Go through the lines."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() not in steps:
            return False
        self._pane.step(steps[Qt.Key(event.key())])
        return True

    def _nearest(self, place: QPointF) -> int | None:
        distance = distances(self._pane.lines, place.x(), place.y()) * self._view.zoom
        if not len(distance) or distance.min() > _NEAR_PX:
            return None
        return int(distance.argmin())


def distances(lines: np.ndarray, x: float, y: float) -> np.ndarray:
    """Return `(N,)` distances of a point from `(N, 4)` line segments x1, y1, x2, y2."""
    start, along = lines[:, :2], lines[:, 2:] - lines[:, :2]
    from_start = np.array([x, y]) - start
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    t = np.clip((from_start * along).sum(axis=1) / length, 0, 1)
    return np.linalg.norm(from_start - t[:, None] * along, axis=1)
