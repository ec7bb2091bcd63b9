"""A placement's work, without a widget: one pair of pictures at a time, prepared and refined on a worker's thread.

Lives on the GUI thread. Every answer carries the id of its question; answers to older questions are dropped.
"""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal, Slot

from diar_gui.gui.placement.worker import PlacementJob, PlacementPair, PlacementWorker
from diar_gui.images import Frame

if TYPE_CHECKING:
    from diar_gui.alignment import AlignmentOptions


class Placing(QObject):
    """Speaks with the worker by signals; its thread starts with the first pair and ends with `close`."""

    prepared = Signal(object)
    progressed = Signal(float)
    placed = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    _prepare_wanted = Signal(object)
    _place_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._n_questions = 0
        self._pair: PlacementPair | None = None
        self._job: PlacementJob | None = None
        self._thread = QThread(self)
        self._worker = PlacementWorker()
        self._worker.moveToThread(self._thread)
        self._prepare_wanted.connect(self._worker.prepare)
        self._place_wanted.connect(self._worker.place)
        self._worker.prepared.connect(self._on_prepared)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.placed.connect(self._on_placed)
        self._worker.failed.connect(self._on_failed)
        self._worker.cancelled.connect(self._on_cancelled)

    @property
    def pair(self) -> PlacementPair | None:
        """What is being placed on what."""
        return self._pair

    @property
    def is_placing(self) -> bool:
        """Whether a refinement is on."""
        return self._job is not None

    def open(self, photo: Frame, reference: Frame) -> None:
        """Take another pair; `prepared` or `failed` follows."""
        self.forget()
        self._pair = PlacementPair(self._new_id(), photo, reference)
        if not self._thread.isRunning():
            self._thread.start()
        self._prepare_wanted.emit(self._pair)

    def place(self, photo_points: np.ndarray, reference_points: np.ndarray, options: "AlignmentOptions | None") -> None:
        """Refine what `(N, 2)` points say; `placed`, `failed` or `stopped` follows."""
        if self._pair is None or self._job is not None:
            return
        self._job = PlacementJob(self._new_id(), self._pair, photo_points.copy(), reference_points.copy(), options)
        self._place_wanted.emit(self._job)

    def stop(self) -> None:
        """Ask the refinement to stop."""
        if self._job is not None:
            self._job.cancel.set()

    def forget(self) -> None:
        """Let go of the pair; what is on for it stops, and its answer is dropped."""
        self.stop()
        self._pair = self._job = None
        self._new_id()

    def close(self) -> None:
        """Stop what is on and wait for the thread to end."""
        self.forget()
        self._thread.quit()
        self._thread.wait()

    def _new_id(self) -> int:
        self._n_questions += 1
        return self._n_questions

    def _is_current(self, job_id: int) -> bool:
        return self._job is not None and self._job.id == job_id

    @Slot(int, object)
    def _on_prepared(self, pair_id: int, made: object) -> None:
        if self._pair is not None and self._pair.id == pair_id:
            self.prepared.emit(made)

    @Slot(int, float)
    def _on_progressed(self, job_id: int, fraction: float) -> None:
        if self._is_current(job_id):
            self.progressed.emit(fraction)

    @Slot(int, object)
    def _on_placed(self, job_id: int, found: object) -> None:
        if self._is_current(job_id):
            self._job = None
            self.placed.emit(found)

    @Slot(int, object)
    def _on_failed(self, question_id: int, sentence: str) -> None:
        if self._is_current(question_id) or (self._pair is not None and self._pair.id == question_id):
            self._job = None
            self.failed.emit(sentence)

    @Slot(int)
    def _on_cancelled(self, job_id: int) -> None:
        if self._is_current(job_id):
            self._job = None
            self.stopped.emit()
