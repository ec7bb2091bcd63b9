"""What the window works on: the photos, the run, its results; without a single widget.

Lives on the GUI thread, does nothing slow itself, and speaks with two workers by signals. Every answer carries
the id of its question; answers to older questions are dropped.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from diar_gui.edits import NO_EDITS, Edits
from diar_gui.gui.session.display_worker import Newest, SnapshotRequest
from diar_gui.gui.session.editing import Editing
from diar_gui.gui.session.engine_worker import Job
from diar_gui.gui.session.export_worker import ExportRequest
from diar_gui.gui.session.known import known_from
from diar_gui.gui.session.settings import Settings
from diar_gui.gui.session.state import PhotosToOpen, State
from diar_gui.gui.session.workers import Workers
from diar_gui.gui.shown import photos as rows
from diar_gui.gui.shown.photos import Photo
from diar_gui.gui.shown.snapshot import Snapshot, photo_at
from diar_gui.gui.shown.stages import Stages
from diar_gui.gui.shown.wishes import NO_WISHES, Wishes

if TYPE_CHECKING:
    from diar_gui.gui.session.state import Known
    from diar_gui.pipeline import Result


class Session(QObject):
    """One set of photos, their corrections, and at most one run or update at a time."""

    engine_loaded = Signal()
    state_changed = Signal()
    photos_replaced = Signal()
    photos_changed = Signal()
    thumbnail_made = Signal(int, object)
    progressed = Signal(float, object)
    snapshot_changed = Signal(object)
    snapshot_failed = Signal(object)
    load_failed = Signal(object)
    run_finished = Signal()
    update_started = Signal()
    update_finished = Signal()
    run_failed = Signal(object)
    run_cancelled = Signal()
    exported = Signal(object)
    export_failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.EMPTY
        self.photos: tuple[Photo, ...] = ()
        self.inputs: tuple[Path, ...] = ()
        self.n_added = 0
        self.is_same_work = False
        self._removed: tuple[tuple[Path, ...], Callable[[Settings], Known | None] | None] | None = None
        self.selected_row = -1
        self.is_engine_loaded = False
        self.settings = Settings()
        self.editing = Editing(self)
        self.wishes = NO_WISHES
        self.result: Result | None = None
        self.stages = Stages()
        self._known: Callable[[Settings], Known | None] | None = None
        self._waiting_export: ExportRequest | None = None
        self._job: Job | None = None
        self._n_runs = 0
        self._pending = PhotosToOpen()
        self._newest_load = Newest()
        self._newest_snapshot = Newest()
        self.workers = Workers(self._newest_load, self._newest_snapshot, self)
        self._connect()
        self.workers.start()

    def _connect(self) -> None:
        engine, display = self.workers.engine, self.workers.display
        self.editing.changed.connect(self._on_edited)
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
        display.snapshot_failed.connect(self._on_snapshot_failed)
        self.workers.export.exported.connect(self.exported)
        self.workers.export.export_failed.connect(self.export_failed)

    # What the window asks for.

    def load_engine(self) -> None:
        """Begin to import the engine in the background."""
        self.workers.load_wanted.emit()

    def open(
        self,
        inputs: Sequence[Path],
        *,
        start: bool = False,
        edits: Edits | None = None,
        known: "Callable[[Settings], Known | None] | None" = None,
    ) -> None:
        """Take these folders and files in place of what is open; where photos are found, a run that is on is cancelled.

        Args:
            inputs: photos and folders.
            start: whether to make the clean picture as soon as the photos are listed.
            edits: corrections of these photos from before.
            known: gives, under the settings of a run, their alignment from before, see `pipeline.run`.
        """
        self._newest_load.id += 1
        self._pending = PhotosToOpen(tuple(path.absolute() for path in inputs), start, edits or NO_EDITS, known)
        if not self.is_busy:
            self._set_state(State.LISTING)
        self.workers.listing_wanted.emit(self._newest_load.id, self._pending.inputs)

    def add(self, inputs: Sequence[Path]) -> None:
        """Take more photos to those that are open; where a picture was made or is being made, it is made anew."""
        paths = (*self.inputs, *(path.absolute() for path in inputs))
        self._list_anew(tuple(dict.fromkeys(paths)), None)

    def remove(self, path: Path) -> None:
        """Take a photo out of those that are open, one at least stays; `take_back` follows, if it is wanted.

        Where a picture was made it is made anew of the others, without aligning them again unless they lay on it.
        """
        rest = tuple(photo.path for photo in self.photos if photo.path != path)
        if rest and len(rest) < len(self.photos):
            known = None if self.result is None else known_from(self.result)
            self._removed = self.inputs, known
            self._list_anew(rest, known)

    def take_back(self) -> None:
        """Open again what was removed last."""
        if self._removed is not None:
            self._list_anew(*self._removed)
            self._removed = None

    def _list_anew(self, inputs: tuple[Path, ...], known: "Callable[[Settings], Known | None] | None") -> None:
        """Take other photos for the same work."""
        starts = self.result is not None or self.is_busy
        self._newest_load.id += 1
        self._pending = PhotosToOpen(inputs, starts, known=known, keeps=True)
        if not self.is_busy:
            self._set_state(State.LISTING)
        self.workers.listing_wanted.emit(self._newest_load.id, inputs)

    def start_run(self) -> None:
        """Make the clean picture of the listed photos."""
        if self.state is not State.READY:
            return
        self._abandon_run()
        self._drop_results()
        self.photos = rows.as_waiting(self.photos, self.editing.edits.left_out)
        self._set_state(State.RUNNING)
        self.photos_changed.emit()
        self.progressed.emit(0.0, self.tr("Loading the engine..."))
        self._want_snapshot()
        self._send_job(None)

    def change_settings(self, settings: Settings) -> None:
        """Take other settings; where they concern how the picture is made of aligned photos, it is made anew.

        Under another flat field or target the photos are read anew for it.
        """
        before, self.settings = self.settings, settings
        is_begun = self.result is not None or self.is_busy
        if (before.flat_field, before.target) != (settings.flat_field, settings.target) and is_begun:
            known = self._known if self.result is None else known_from(self.result)
            self._abandon_run()
            self._known = known
            self._set_state(State.READY)
            self.start_run()
        elif any(getattr(before, name) != getattr(settings, name) for name in ("method", "tone", "canvas", "device")):
            self._start_update()

    def edit(self, edits: Edits, name: str, gesture: int = -1) -> None:
        """Make these the corrections, as one step of that name to undo; the picture follows without aligning again.

        Args:
            edits: all of them.
            name: of the step.
            gesture: see `Editing.push`.
        """
        self.editing.push(edits, name, gesture)

    def show(self, wishes: Wishes) -> None:
        """Let the panes show something else of the same run."""
        self.wishes = wishes
        self._want_snapshot()

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

    def export(self, request: ExportRequest) -> None:
        """Write what is wanted of the result; `exported` or `export_failed` follows.

        While the picture is being brought up to date with a correction that waits: what is saved equals what is shown.
        """
        if self.is_updating:
            self._waiting_export = request
        elif self.result is not None:
            self.workers.export_wanted.emit(replace(request, result=self.result))

    def close(self) -> None:
        """Stop what is on and wait for both threads to end."""
        self._abandon_run()
        self._newest_load.id += 1
        self._newest_snapshot.id += 1
        self.workers.stop()

    @property
    def selected(self) -> Photo | None:
        """The photo that the panes show."""
        return photo_at(self.photos, self.selected_row)

    @property
    def is_busy(self) -> bool:
        """Whether a run is on."""
        return self.state in (State.RUNNING, State.STOPPING)

    @property
    def is_updating(self) -> bool:
        """Whether a correction is being worked into the picture."""
        return self._job is not None and self._job.base is not None

    # What the workers answer.

    @Slot()
    def _on_engine_loaded(self) -> None:
        self.is_engine_loaded = True
        self.engine_loaded.emit()

    @Slot(int, object)
    def _on_found(self, load_id: int, paths: tuple[Path, ...]) -> None:
        if load_id != self._newest_load.id:
            return
        opening, before, selected = self._pending, {photo.path for photo in self.photos}, self.selected
        row_before = self.selected_row
        if opening.keeps and before == set(paths):
            self._on_load_failed(load_id, self.tr("These photos are open already."))
            return
        self.n_added = len(set(paths) - before) if opening.keeps else 0
        self.is_same_work = opening.keeps
        self._abandon_run()
        self._drop_results()
        self.inputs = opening.inputs
        self._known = opening.known
        if not opening.keeps:
            self._removed = None
            self.editing.replace(opening.edits)
        self.photos = rows.as_waiting(rows.listed(paths), self.editing.edits.left_out)
        self.selected_row = 0 if paths else -1
        if opening.keeps and selected is not None:
            is_there = selected.path in paths
            self.selected_row = paths.index(selected.path) if is_there else min(row_before, len(paths) - 1)
        self._set_state(State.READY)
        self.photos_replaced.emit()
        self._want_snapshot()
        if opening.starts and not (opening.keeps and len(paths) == 1):  # a picture of one photo is none
            self.start_run()

    @Slot(int, object)
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

    @Slot(int, int, object)
    def _on_unreadable_found(self, load_id: int, row: int, reason: str) -> None:
        if load_id == self._newest_load.id:
            self.photos = rows.marked_unreadable(self.photos, row, reason)
            self.photos_changed.emit()
            if row == self.selected_row:
                self._want_snapshot()

    @Slot(int, float, object)
    def _on_progressed(self, run_id: int, fraction: float, message: str) -> None:
        if self._is_current(run_id):
            self.progressed.emit(fraction, message)

    @Slot(int, object)
    def _on_stage_done(self, run_id: int, stage: object) -> None:
        if not self._is_current(run_id):
            return
        self.stages = self.stages.with_stage(stage)
        frames, alignment = self.stages.frames, self.stages.alignment
        if frames is not None:
            self.photos = rows.after_reading(self.photos, frames)
            if alignment is not None:
                left_out = self.editing.edits.left_out
                self.photos = rows.after_alignment(self.photos, frames, alignment, left_out)
        self.photos_changed.emit()
        self._want_snapshot()

    @Slot(int, object)
    def _on_finished(self, run_id: int, result: "Result") -> None:
        if not self._is_current(run_id):
            return
        was_update = self.is_updating
        self._job = None
        self._known = None
        self.result = result
        if was_update:
            self.update_finished.emit()
        else:
            self._set_state(State.READY)
            self.run_finished.emit()
        if result.edits != self.editing.edits:  # corrected while the run was on
            self._start_update()
        elif self._waiting_export is not None:
            request, self._waiting_export = self._waiting_export, None
            self.export(request)

    @Slot(int, object)
    def _on_failed(self, run_id: int, sentence: str) -> None:
        if not self._is_current(run_id):
            return
        if self.is_updating:
            self._job = None
            self._waiting_export = None
            self.update_finished.emit()
        else:
            self._end_without_result()
        self.run_failed.emit(sentence)

    @Slot(int)
    def _on_cancelled(self, run_id: int) -> None:
        if self._is_current(run_id):
            self._end_without_result()
            self.photos = rows.as_waiting(self.photos, self.editing.edits.left_out)
            self.photos_changed.emit()
            self.run_cancelled.emit()

    @Slot()
    def _on_edited(self) -> None:
        if self.result is None and not self.is_busy:
            self.photos = rows.as_waiting(self.photos, self.editing.edits.left_out)
            self.photos_changed.emit()
        self._start_update()

    @Slot(int, object)
    def _on_snapshot_made(self, request_id: int, snapshot: Snapshot) -> None:
        if request_id == self._newest_snapshot.id:
            self.snapshot_changed.emit(snapshot)

    @Slot(int, object)
    def _on_snapshot_failed(self, request_id: int, sentence: str) -> None:
        if request_id == self._newest_snapshot.id:
            self.snapshot_failed.emit(sentence)

    # Steps of the above.

    def _start_update(self) -> None:
        """Bring the result up to date with corrections and settings; an update that is on is given up for it."""
        if self.result is None or self.is_busy:
            return
        self._abandon_run()
        self._send_job(self.result)
        self.update_started.emit()

    def _send_job(self, base: "Result | None") -> None:
        self._n_runs += 1
        paths = tuple(p.path for p in self.photos)
        known = None if self._known is None else self._known(self.settings)  # here, as no thread may read settings
        self._job = Job(self._n_runs, paths, self.settings, self.editing.edits, base, known)
        self.workers.run_wanted.emit(self._job)

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
        self._waiting_export = None
        self.stages = Stages()
        self.workers.forgetting_wanted.emit()

    def _want_snapshot(self) -> None:
        self._newest_snapshot.id += 1
        self.workers.snapshot_wanted.emit(
            SnapshotRequest(self._newest_snapshot.id, self.stages, self.selected, self.wishes)
        )

    def _set_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit()
