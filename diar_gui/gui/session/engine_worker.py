"""Runs the engine on its own thread; the engine, torch with it, is imported only here.

Slots run on the worker's thread. Every run answers exactly once: finished, failed or cancelled.
"""

import gc
import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from diar_gui import devices
from diar_gui.edits import NO_EDITS, Edits
from diar_gui.errors import Cancelled, DiarError
from diar_gui.gui.look import words
from diar_gui.gui.session.settings import Settings
from diar_gui.paths import log_path
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.alignment import Alignment
    from diar_gui.images import FrameSet
    from diar_gui.pipeline import Result, RunOptions

_REPORT_EVERY_S = 0.04

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Job:
    """One run, or one update of an earlier run's result.

    run_id: its answers carry it. paths: the photos. settings: how. edits: all corrections.
    base: the result to update without aligning again; None for a run.
    known: gives the alignment that is known of the frames from before, see `pipeline.run`; None for none.
    cancel: the flag that stops it.
    """

    run_id: int
    paths: tuple[Path, ...]
    settings: Settings
    edits: Edits = NO_EDITS
    base: "Result | None" = None
    known: "Callable[[FrameSet], Alignment | None] | None" = None
    cancel: threading.Event = field(default_factory=threading.Event)


class EngineWorker(QObject):
    """Imports the engine, then runs one job after the other."""

    loaded = Signal()
    progressed = Signal(int, float, object)
    stage_done = Signal(int, object)
    finished = Signal(int, object)
    failed = Signal(int, object)
    cancelled = Signal(int)
    devices_found = Signal(object)
    estimated = Signal(int, object)
    noticed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._n_spared_modules = 0

    @Slot()
    def load(self) -> None:
        """Import what takes long, so that the first run starts at once; says `loaded`."""
        try:
            _import_engine()
            self._spare_modules()
            self.loaded.emit()
        except Exception:  # a run will meet the same fault, and tell
            _log.exception("The engine could not be loaded")

    @Slot()
    def find_devices(self) -> None:
        """Find out what networks can run on; says `devices_found` with what the chooser says of each."""
        try:
            self.devices_found.emit(words.device_choices(devices.find_devices(), devices.graphics_driver()))
        except Exception:
            _log.exception("The devices could not be listed")

    @Slot(int, object, object)
    def estimate(self, number: int, paths: tuple[Path, ...], settings: Settings) -> None:
        """Find out what a run would need; says `estimated` with that number."""
        try:
            from diar_gui.estimate import estimate_run

            self.estimated.emit(number, estimate_run(paths, run_options(settings)).sentence)
        except Exception:  # the run itself will tell what is wrong
            _log.exception("Nobody can tell what a run would need")

    @Slot(object)
    def run(self, job: Job) -> None:
        """Run the job; its one answer carries the job's id."""
        try:
            result = self._run(job)
        except Cancelled:
            self.cancelled.emit(job.run_id)
        except DiarError as error:
            _log.info("Run %d failed: %s", job.run_id, error)
            self.failed.emit(job.run_id, error.sentence)
        except MemoryError:
            _log.exception("Run %d ran out of memory", job.run_id)
            sentence = self.tr("There is not enough free memory; close other programs, or use fewer photos.")
            self.failed.emit(job.run_id, sentence)
        except BaseException as error:  # whatever it was, the run must end in an answer
            _log.exception("Run %d failed", job.run_id)
            self.failed.emit(job.run_id, fault_sentence(error))
        else:
            self.finished.emit(job.run_id, result)

    def _run(self, job: Job) -> object:
        report = _Reporter(self, job.run_id)
        progress = Progress(report, job.cancel.is_set, on_notice=self.noticed.emit)
        if job.base is None:
            progress.update(0.0, self.tr("Loading the engine..."))
        _import_engine()
        from diar_gui import pipeline

        def tell(stage: object) -> None:
            self._spare_modules()
            self.stage_done.emit(job.run_id, stage)

        options = run_options(job.settings)
        if job.base is not None:
            return pipeline.update(job.base, options, job.edits, progress, tell)
        progress.update(0.0, self.tr("Reading the photos"))
        return pipeline.run(job.paths, options, progress, tell, edits=job.edits, known=job.known)

    def _spare_modules(self) -> None:
        """Exempt new modules from garbage collection: they live on, and walking over them stalls the window."""
        if len(sys.modules) > self._n_spared_modules:
            self._n_spared_modules = len(sys.modules)
            gc.freeze()


def fault_sentence(error: BaseException) -> str:
    """Return the sentence for a fault of the program itself."""
    text = str(error).strip().splitlines()
    what = f"{type(error).__name__}: {text[0][:120]}" if text else type(error).__name__
    sentence = QCoreApplication.translate(
        "Faults", "The program made a mistake ({what}); please try again, the details are in {path}."
    )
    return sentence.format(what=what, path=log_path())


class _Reporter:
    """Passes progress on as a signal, not more often than eyes can follow."""

    def __init__(self, worker: EngineWorker, run_id: int) -> None:
        self._worker = worker
        self._run_id = run_id
        self._last_s = 0.0
        self._message = ""

    def __call__(self, fraction: float, message: str) -> None:
        now = time.monotonic()
        if message in ("", self._message) and now - self._last_s < _REPORT_EVERY_S:
            return
        self._last_s = now
        self._message = message or self._message
        self._worker.progressed.emit(self._run_id, fraction, self._message)


def run_options(settings: Settings) -> "RunOptions":
    """Return the settings as the pipeline takes them."""
    from diar_gui.alignment import AlignmentOptions
    from diar_gui.pipeline import RunOptions
    from diar_gui.reconstruction import ReconstructionOptions

    alignment = AlignmentOptions(features=settings.features)
    if settings.working_size_px is not None:
        alignment = replace(alignment, working_size_px=settings.working_size_px)
    reconstruction = ReconstructionOptions(method=settings.method, tone=settings.tone)
    return RunOptions(
        alignment,
        reconstruction,
        settings.device,
        settings.max_memory_bytes,
        settings.canvas,
        settings.flat_field,
        settings.target,
    )


@cache
def _import_engine() -> None:
    """Import the engine and torch."""
    import torch  # noqa: F401 - the engine imports it in the midst of a run; here the window says that it loads

    from diar_gui import pipeline  # noqa: F401
