"""The page on which a photo is placed by hand: pairs of points on the photo and the reference, and a check."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.placement.bar import HintLine, PlacementBar
from diar_gui.gui.placement.check_pane import CheckPane
from diar_gui.gui.placement.guess import N_START_PAIRS, next_pair, start_pairs
from diar_gui.gui.placement.placing import Placing
from diar_gui.gui.placement.points_pane import MAX_N_POINTS, PointsPane
from diar_gui.gui.placement.words import points_hint
from diar_gui.gui.placement.worker import PreparedPair
from diar_gui.images import Frame

if TYPE_CHECKING:
    from diar_gui.alignment import AlignmentOptions, PlacedFrame

Points = Sequence[tuple[float, float]]


class PlacementView(QWidget):
    """Asks for pairs of points and ends in `placed` or `cancelled`; `shut_down` ends its thread.

    `placed` carries the points of the photo and of the reference, tuples of (x, y) in full-size pixels of each, and
    the homography as three rows; `outcome` then says in one sentence how it went, `result` holds the engine's answer.
    """

    placed = Signal(object, object, object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: PlacedFrame | None = None
        self.outcome = ""
        self._options: AlignmentOptions | None = None
        self._start = (np.empty((0, 2)), np.empty((0, 2)))
        self._is_start_a_guess = True
        self._H: np.ndarray | None = None
        self._is_ready = False
        self._untouched: set[int] = set()
        self._chosen = 0
        self.placing = Placing(self)
        self.hint, self.bar, self.check = HintLine(), PlacementBar(), CheckPane()
        self.photo, self.reference = PointsPane(self.tr("Photo")), PointsPane(self.tr("Reference"))
        self.photo.view.setAccessibleName(self.tr("Photo: points; digits choose one, arrow keys move it"))
        self.reference.view.setAccessibleName(self.tr("Reference: points; digits choose one, arrow keys move it"))
        # One update for all that the mouse did since the last one.
        self._refresh_timer = QTimer(self, interval=0, singleShot=True)
        self._refresh_timer.timeout.connect(self.refresh)
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        for pane, other in ((self.photo, self.reference), (self.reference, self.photo)):
            pane.point_moved.connect(self._on_point_moved)
            pane.chosen.connect(self._choose)
            pane.aimed.connect(other.show_magnifier)
            pane.aim_ended.connect(other.hide_magnifier)
            pane.remove_wanted.connect(self.remove_pair)
        self.bar.add_button.clicked.connect(self.add_pair)
        self.bar.remove_button.clicked.connect(self.remove_pair)
        self.bar.restart_button.clicked.connect(self.restart)
        self.bar.cancel_button.clicked.connect(self.cancel)
        self.bar.place_button.clicked.connect(self.place)
        self.placing.prepared.connect(self._on_prepared)
        self.placing.progressed.connect(self._on_progressed)
        self.placing.placed.connect(self._on_placed)
        self.placing.failed.connect(self._on_failed)
        self.placing.stopped.connect(self._on_stopped)

    def _lay_out(self) -> None:
        panes = QHBoxLayout()
        panes.setSpacing(10)
        for pane, share in ((self.photo, 5), (self.reference, 5), (self.check, 3)):
            panes.addWidget(pane, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.hint)
        layout.addLayout(panes, 1)
        layout.addWidget(self.bar)
        order = (self.photo.view, self.reference.view, self.check.blink, self.check.view, *self.bar.buttons)
        for first, second in pairwise(order):
            self.setTabOrder(first, second)

    # What the window asks for.

    def open(
        self,
        photo: Frame,
        reference: Frame,
        H_reference_from_photo: np.ndarray | Sequence[Sequence[float]] | None = None,
        *,
        pairs: tuple[Points, Points] | None = None,
        options: "AlignmentOptions | None" = None,
    ) -> None:
        """Begin to place a photo on the reference.

        Args:
            photo: what to place.
            reference: on what.
            H_reference_from_photo: how it lies now, between full-size pixels; the points start from it.
            pairs: points of an earlier placement, of the photo and of the reference, to start from instead.
            options: how to refine; the engine's defaults if None.
        """
        self._leave()
        H_known = None if H_reference_from_photo is None else np.array(H_reference_from_photo, float)
        self._is_start_a_guess = pairs is None and H_known is None
        self._options = options
        self._start = start_pairs(photo.size, reference.size, H_known)
        if pairs is not None:
            self._start = (np.array(pairs[0], float)[:MAX_N_POINTS], np.array(pairs[1], float)[:MAX_N_POINTS])
        self.hint.show_title(self.tr("Place {name} by hand"), photo.name)
        self.hint.tell(MessageKind.INFORMATION, self.tr("The pictures are being made ready..."))
        self.photo.show_name(photo.name)
        self.reference.show_name(reference.name)
        self._enable()
        self.placing.open(photo, reference)

    def shut_down(self) -> None:
        """Stop what is on, let go of the pictures and end the thread."""
        self._leave()
        self.placing.close()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for part in (self.hint, self.photo, self.reference, self.check, self.bar):
            part.set_theme(theme)

    @property
    def is_ready(self) -> bool:
        """Whether points can be moved."""
        return self._is_ready and not self.placing.is_placing

    @property
    def H_reference_from_photo(self) -> np.ndarray | None:  # noqa: N802 - the field's own letters
        """What the points say now, between full-size pixels; None where they say nothing sensible."""
        return self._H

    # What the user does.

    @Slot()
    def add_pair(self) -> None:
        """Put another pair where there is none yet."""
        pair = self.placing.pair
        if pair is None or not self.is_ready or len(self.photo.points) >= MAX_N_POINTS:
            return
        sizes = (pair.photo.size, pair.reference.size)
        added = next_pair(self.photo.points, self.reference.points, sizes, self._H)
        self.photo.set_points(np.vstack([self.photo.points, added[0]]))
        self.reference.set_points(np.vstack([self.reference.points, added[1]]))
        self._choose(len(self.photo.points) - 1)
        self.refresh()

    @Slot()
    def remove_pair(self) -> None:
        """Take the chosen pair away, as long as four remain."""
        if not self.is_ready or len(self.photo.points) <= N_START_PAIRS:
            return
        for pane in (self.photo, self.reference):
            pane.set_points(np.delete(pane.points, self._chosen, axis=0))
        self._untouched = {i - (i > self._chosen) for i in self._untouched if i != self._chosen}
        self._choose(min(self._chosen, len(self.photo.points) - 1))
        self.refresh()

    @Slot()
    def restart(self) -> None:
        """Put the points back to where they were at first."""
        if self.is_ready:
            self.photo.set_points(self._start[0])
            self.reference.set_points(self._start[1])
            self._untouched = set(range(len(self._start[0]))) if self._is_start_a_guess else set()
            self._choose(0)
            self.refresh()

    @Slot()
    def place(self) -> None:
        """Have the pixels do the rest."""
        if not self.bar.place_button.isEnabled():
            return
        self._lock(True)
        self.hint.tell(MessageKind.INFORMATION, self.tr("The photo is being fitted on the pixels..."))
        self.placing.place(self.photo.points, self.reference.points, self._options)
        self._enable()

    @Slot()
    def cancel(self) -> None:
        """Stop the refinement; where none is on, leave."""
        if self.placing.is_placing:
            self.bar.cancel_button.setEnabled(False)
            self.placing.stop()
            return
        self._leave()
        self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Place on Enter (or press the button that has the focus), leave on Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton):
                focused.click()
            else:
                self.place()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """End the thread."""
        self.shut_down()
        super().closeEvent(event)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self._chosen = index
        for pane in (self.photo, self.reference):
            pane.choose(index)

    @Slot(int)
    def _on_point_moved(self, index: int) -> None:
        self._untouched.discard(index)
        self._refresh_timer.start()

    # What follows.

    @Slot()
    def refresh(self) -> None:
        """Show what the points say now."""
        if not self.is_ready:
            return
        from diar_gui.alignment import HandPairs, PairFault

        pair = self.placing.pair
        assert pair is not None
        pairs = HandPairs(self.photo.points, self.reference.points, pair.photo.size, pair.reference.size)
        fit = pairs.fit()
        self._H = None if isinstance(fit, PairFault) else fit
        self.check.show_homography(self._H)
        self.hint.tell(*points_hint(pairs, fit, self._untouched))
        self._enable()

    def _enable(self) -> None:
        n_pairs, is_ready = len(self.photo.points), self.is_ready
        self.bar.add_button.setEnabled(is_ready and n_pairs < MAX_N_POINTS)
        self.bar.remove_button.setEnabled(is_ready and n_pairs > N_START_PAIRS)
        self.bar.restart_button.setEnabled(is_ready and not self._is_at_start)
        self.bar.enable_place(is_ready and self._H is not None and not self._untouched)

    @property
    def _is_at_start(self) -> bool:
        now = (self.photo.points, self.reference.points)
        return all(np.array_equal(a, b) for a, b in zip(now, self._start, strict=True))

    def _lock(self, is_locked: bool) -> None:
        for pane in (self.photo, self.reference):
            pane.set_locked(is_locked)
        self.bar.show_placing(is_locked)

    def _leave(self) -> None:
        """Let go of everything that belongs to the pair."""
        self.placing.forget()
        self._refresh_timer.stop()
        self._is_ready, self._H = False, None
        self._lock(False)
        for pane in (self.photo, self.reference):
            pane.clear()
        self.check.clear()

    @Slot(object)
    def _on_prepared(self, made: PreparedPair) -> None:
        pair = self.placing.pair
        assert pair is not None
        self.photo.show_picture(made.photo, pair.photo.pixels)
        self.reference.show_picture(made.reference, pair.reference.pixels)
        self.check.show_pictures(made.small_photo, pair.photo.size, made.small_reference, pair.reference.size)
        self._is_ready = True
        self.restart()
        self.photo.view.setFocus()

    @Slot(float)
    def _on_progressed(self, fraction: float) -> None:
        self.bar.progress.setValue(round(100 * fraction))

    @Slot(object)
    def _on_placed(self, found: "PlacedFrame") -> None:
        H = found.aligned.H_ref_from_frame
        assert H is not None
        self.result = found
        self.outcome = found.note
        points = [tuple((x, y) for x, y in pane.points.tolist()) for pane in (self.photo, self.reference)]
        self._leave()
        self.placed.emit(*points, tuple(tuple(row) for row in H.tolist()))

    @Slot(object)
    def _on_failed(self, sentence: str) -> None:
        self._lock(False)
        self.refresh()
        self.hint.tell(MessageKind.WARNING, sentence)

    @Slot()
    def _on_stopped(self) -> None:
        self._lock(False)
        self.refresh()
