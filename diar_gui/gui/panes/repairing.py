"""Going through the places that are not clean: where the panes are, and what could stand there instead."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, Signal, Slot

from diar_gui.gui.panes.repair_bar import RepairBar
from diar_gui.gui.panes.result import ResultView
from diar_gui.gui.shown.alternatives import Box
from diar_gui.gui.shown.snapshot import Snapshot


class Repairing(QObject):
    """Walks from place to place, the largest first.

    wished: `box` is another one, whose alternatives are to come with the next snapshot.
    chosen: with the path of a photo and the box of the place at which it is to be used.
    begun, ended: places are being repaired now, or no longer.

    What is asked for before the panes show the finished picture is done as soon as they do.

    Args:
        result: the pane of the clean picture, which knows where the places are.
        bring: shows that pane where it is hidden.
        parent: Qt's.
    """

    wished = Signal()
    chosen = Signal(object, object)
    begun = Signal()
    ended = Signal()

    def __init__(self, result: ResultView, bring: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._result = result
        self._bring = bring
        self._index = 0
        self._is_waiting_for: Callable[[], None] | None = None
        self._box: Box | None = None
        self.bar = RepairBar()
        self.bar.step_wanted.connect(self.step)
        self.bar.chosen.connect(self._on_chosen)
        self.bar.closed.connect(self.stop)

    @property
    def is_active(self) -> bool:
        """Whether places are being repaired."""
        return self._box is not None

    @property
    def box(self) -> Box | None:
        """The place whose alternatives are wanted; None while none is repaired."""
        return self._box

    @Slot()
    def show_next(self) -> None:
        """Bring the next place into the middle, so large that what is around it still shows."""
        boxes = self._result.boxes
        if self.is_active:
            self.step(1)
        elif boxes.boxes:
            self._go_to(0 if boxes.current is None else boxes.current + 1)
        else:
            self._is_waiting_for = self.show_next

    @Slot()
    def start(self) -> None:
        """Repair the place that was shown last, or the largest."""
        boxes = self._result.boxes
        if boxes.boxes and not self.is_active:
            self.bar.show()
            self._repair(boxes.current or 0)
            self.begun.emit()
        elif not self.is_active:
            self._is_waiting_for = self.start

    @Slot(int)
    def step(self, by: int) -> None:
        """Go on to another place."""
        if self._result.boxes.boxes and self.is_active:
            self._repair(self._index + by)

    @Slot()
    def stop(self) -> None:
        """Be done."""
        if self.is_active:
            self._box = None
            self.bar.hide()
            self.wished.emit()
            self.ended.emit()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what could stand there; after a correction, go on to what is left."""
        if not snapshot.is_preview and (begin := self._is_waiting_for) is not None:
            self._is_waiting_for = None
            if self._result.boxes.boxes:
                begin()
        if not self.is_active:
            return
        if snapshot.result.picture is None:
            self.stop()
        elif snapshot.is_preview:
            self.bar.show_waiting(self.tr("The picture is being made anew\u2026"))
        elif not self._result.boxes.boxes:
            self.stop()
        elif self._result.boxes.current is None:
            self._repair(min(self._index, len(self._result.boxes.boxes) - 1))
        elif snapshot.alternatives is not None and snapshot.alternatives.box == self._box:
            self.bar.show_alternatives(snapshot.alternatives)

    def _repair(self, index: int) -> None:
        box = self._go_to(index)
        self.bar.show_place(self._index + 1, len(self._result.boxes.boxes))
        self._box = (round(box.x()), round(box.y()), round(box.width()), round(box.height()))
        self.wished.emit()

    def _go_to(self, index: int) -> QRectF:
        boxes = self._result.boxes
        self._index = index % len(boxes.boxes)
        self._bring()
        box = boxes.go_to(self._index)
        self._result.view.show_box(box)
        return box

    @Slot(object)
    def _on_chosen(self, path: Path) -> None:
        self.bar.show_waiting(self.tr("The picture is being made anew\u2026"))
        self.chosen.emit(path, self._box)
