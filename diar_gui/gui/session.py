"""What the window works on: the photos, the run, its results; without a single widget.

Lives on the GUI thread, does nothing slow itself, and speaks with two workers by signals. Every answer carries
the id of its question; answers to older questions are dropped.
"""

from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from diar_gui.gui import photos as rows
from diar_gui.gui.display_worker import DisplayWorker, Newest, SnapshotRequest
from diar_gui.gui.engine_worker import Choices, EngineWorker, Job
from diar_gui.gui.photos import Photo
from diar_gui.gui.snapshot import Snapshot, Stages, photo_at

if TYPE_CHECKING:
    from diar_gui.pipeline import Result


class State(Enum):
    """What the window can do now."""

    EMPTY = auto()
    LISTING = auto()
    READY = auto()
    RUNNING = auto()
    STOPPING = auto()


class Session(QObject):
    """One set of photos and at most one run at a time."""

    engine_loaded = Signal(object)
    state_changed = Signal()
    photos_replaced = Signal()
    photos_changed = Signal()
    thumbnail_made = Signal(int, object)
    progressed = Signal(float, str)
    snapshot_changed = Signal(object)
    load_failed = Signal(str)
    run_finished = Signal()
    run_failed = Signal(str)
    run_cancelled = Signal()
    exported = Signal(object)
    export_failed = Signal(str)

    _load_wanted = Signal()
    _listing_wanted = Signal(int, object)
    _run_wanted = Signal(object)
    _snapshot_wanted = Signal(object)
    _export_wanted = Signal(object, object, bool)
    _forgetting_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.EMPTY
        self.photos: tuple[Photo, ...] = ()
        self.inputs: tuple[Path, ...] = ()
        self.selected_row = -1
        self.choices: Choices | None = None
        self.result: Result | None = None
        self._stages = Stages()
        self._job: Job | None = None
        self._n_runs = 0
        self._starts_when_listed = False
        self._pending_inputs: tuple[Path, ...] = ()
        self._newest_load, self._newest_snapshot = Newest(), Newest()
        self._engine_thread, self._display_thread = QThread(self), QThread(self)
        self._engine = EngineWorker()
        self._display = DisplayWorker(self._newest_load, self._newest_snapshot)
        self._connect()
        self._engine_thread.start()
        self._display_thread.start()

    def _connect(self) -> None:
        engine, display = self._engine, self._display
        engine.moveToThread(self._engine_thread)
        display.moveToThread(self._display_thread)
        self._load_wanted.connect(engine.load)
        self._run_wanted.connect(engine.run)
        self._listing_wanted.connect(display.load)
        self._snapshot_wanted.connect(display.make_snapshot)
        self._export_wanted.connect(display.export)
        self._forgetting_wanted.connect(display.forget)
        engine.loaded.connect(self._on_engine_loaded)
        engine.progressed.connect(self._on_progressed)
        engine.stage_done.connect(self._on_stage_done)
        engine.finished.connect(self._on_finished)
        engine.failed.connect(self._on_failed)
        engine.cancelled.connect(self._on_cancelled)
        display.found.connect(self._on_found)
        display.load_failed.connect(self._on_load_failed)
        display.thumbnail_made.connect(self._on_thumbnail_made)
        display.unreadable_found.connect(self._on_unreadable_found)
        display.snapshot_made.connect(self._on_snapshot_made)
        display.exported.connect(self.exported)
        display.export_failed.connect(self.export_failed)

    # What the window asks for.

    def load_engine(self) -> None:
        """Begin to import the engine in the background."""
        self._load_wanted.emit()

    def open(self, inputs: Sequence[Path], *, start: bool = False) -> None:
        """Take these folders and files in place of what is open; where photos are found, a run that is on is cancelled.

        Args:
            inputs: photos and folders.
            start: whether to make the clean picture as soon as the photos are listed.
        """
        self._newest_load.id += 1
        self._starts_when_listed = start
        self._pending_inputs = tuple(inputs)
        if not self.is_busy:
            self._set_state(State.LISTING)
        self._listing_wanted.emit(self._newest_load.id, self._pending_inputs)

    def start_run(self, method: str | None = None, features: str | None = None) -> None:
        """Make the clean picture of the listed photos; None takes the engine's default."""
        if self.state is not State.READY:
            return
        self._n_runs += 1
        self._job = Job(self._n_runs, tuple(p.path for p in self.photos), method, features)
        self._drop_results()
        self.photos = rows.as_waiting(self.photos)
        self._set_state(State.RUNNING)
        self.photos_changed.emit()
        self.progressed.emit(0.0, "Loading the engine...")
        self._want_snapshot()
        self._run_wanted.emit(self._job)

    def cancel_run(self) -> None:
        """Ask the run to stop; `run_cancelled` follows, or the end it was about to reach."""
        if self.state is State.RUNNING and self._job is not None:
            self._job.cancel.set()
            self._set_state(State.STOPPING)

    def select(self, row: int) -> None:
        """Show another photo in the panes."""
        if row != self.selected_row:
            self.selected_row = row
            self._want_snapshot()

    def export(self, path: Path, *, overwrite: bool) -> None:
        """Write the clean picture; `exported` or `export_failed` follows."""
        if self.result is not None:
            self._export_wanted.emit(self.result.reconstruction.picture, path, overwrite)

    def close(self) -> None:
        """Stop what is on and wait for both threads to end."""
        self._abandon_run()
        self._newest_load.id += 1
        self._newest_snapshot.id += 1
        for thread in (self._engine_thread, self._display_thread):
            thread.quit()
        for thread in (self._engine_thread, self._display_thread):
            thread.wait()

    @property
    def selected(self) -> Photo | None:
        """The photo that the panes show."""
        return photo_at(self.photos, self.selected_row)

    @property
    def is_busy(self) -> bool:
        """Whether a run is on."""
        return self.state in (State.RUNNING, State.STOPPING)

    # What the workers answer.

    @Slot(object)
    def _on_engine_loaded(self, choices: Choices) -> None:
        self.choices = choices
        self.engine_loaded.emit(choices)

    @Slot(int, object)
    def _on_found(self, load_id: int, paths: tuple[Path, ...]) -> None:
        if load_id != self._newest_load.id:
            return
        self._abandon_run()
        self._drop_results()
        self.inputs = self._pending_inputs
        self.photos = rows.listed(paths)
        self.selected_row = 0 if paths else -1
        self._set_state(State.READY)
        self.photos_replaced.emit()
        self._want_snapshot()
        if self._starts_when_listed:
            self.start_run()

    @Slot(int, str)
    def _on_load_failed(self, load_id: int, sentence: str) -> None:
        if load_id != self._newest_load.id:
            return
        if not self.is_busy:
            self._set_state(State.READY if self.photos else State.EMPTY)
        self.load_failed.emit(sentence)

    @Slot(int, int, object)
    def _on_thumbnail_made(self, load_id: int, row: int, pixels: object) -> None:
        if load_id == self._newest_load.id:
            self.thumbnail_made.emit(row, pixels)

    @Slot(int, int, str)
    def _on_unreadable_found(self, load_id: int, row: int, reason: str) -> None:
        if load_id == self._newest_load.id:
            self.photos = rows.marked_unreadable(self.photos, row, reason)
            self.photos_changed.emit()
            if row == self.selected_row:
                self._want_snapshot()

    @Slot(int, float, str)
    def _on_progressed(self, run_id: int, fraction: float, message: str) -> None:
        if self._is_current(run_id):
            self.progressed.emit(fraction, message)

    @Slot(int, object)
    def _on_stage_done(self, run_id: int, stage: object) -> None:
        if not self._is_current(run_id):
            return
        self._stages = self._stages.with_stage(stage)
        frames, alignment = self._stages.frames, self._stages.alignment
        if frames is not None:
            self.photos = rows.after_reading(self.photos, frames)
            if alignment is not None:
                self.photos = rows.after_alignment(self.photos, frames, alignment)
        self.photos_changed.emit()
        self._want_snapshot()

    @Slot(int, object)
    def _on_finished(self, run_id: int, result: "Result") -> None:
        if self._is_current(run_id):
            self._job = None
            self.result = result
            self._set_state(State.READY)
            self.run_finished.emit()

    @Slot(int, str)
    def _on_failed(self, run_id: int, sentence: str) -> None:
        if self._is_current(run_id):
            self._end_without_result()
            self.run_failed.emit(sentence)

    @Slot(int)
    def _on_cancelled(self, run_id: int) -> None:
        if self._is_current(run_id):
            self._end_without_result()
            self.photos = rows.as_waiting(self.photos)
            self.photos_changed.emit()
            self.run_cancelled.emit()

    @Slot(int, object)
    def _on_snapshot_made(self, request_id: int, snapshot: Snapshot) -> None:
        if request_id == self._newest_snapshot.id:
            self.snapshot_changed.emit(snapshot)

    # Steps of the above.

    def _is_current(self, run_id: int) -> bool:
        return self._job is not None and self._job.run_id == run_id

    def _abandon_run(self) -> None:
        """Stop the run without waiting for its answer, which will be dropped."""
        if self._job is not None:
            self._job.cancel.set()
            self._job = None

    def _end_without_result(self) -> None:
        self._job = None
        self._drop_results()
        self._set_state(State.READY)
        self._want_snapshot()

    def _drop_results(self) -> None:
        self.result = None
        self._stages = Stages()
        self._forgetting_wanted.emit()

    def _want_snapshot(self) -> None:
        self._newest_snapshot.id += 1
        self._snapshot_wanted.emit(SnapshotRequest(self._newest_snapshot.id, self._stages, self.selected))

    def _set_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit()
