"""Runs the engine on its own thread; the engine, torch with it, is imported only here.

Slots run on the worker's thread. Every run answers exactly once: finished, failed or cancelled.
"""

import gc
import logging
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from diar_gui.errors import Cancelled, DiarError
from diar_gui.paths import log_path
from diar_gui.progress import Progress

_REPORT_EVERY_S = 0.04

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choices:
    """What the engine offers: names and defaults for the choosers."""

    methods: tuple[str, ...]
    default_method: str
    features: tuple[str, ...]
    default_features: str


@dataclass(frozen=True, eq=False)
class Job:
    """One run: its id, what to work on, how (None: the engine's default), and the flag that stops it."""

    run_id: int
    paths: tuple[Path, ...]
    method: str | None = None
    features: str | None = None
    cancel: threading.Event = field(default_factory=threading.Event)


class EngineWorker(QObject):
    """Imports the engine, then runs one job after the other."""

    loaded = Signal(object)
    progressed = Signal(int, float, str)
    stage_done = Signal(int, object)
    finished = Signal(int, object)
    failed = Signal(int, str)
    cancelled = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._n_spared_modules = 0

    @Slot()
    def load(self) -> None:
        """Import what takes long, so that the first run starts at once; says `loaded` with the engine's choices."""
        try:
            choices = _import_engine()
            self._spare_modules()
            self.loaded.emit(choices)
        except Exception:  # a run will meet the same fault, and tell
            _log.exception("The engine could not be loaded")

    @Slot(object)
    def run(self, job: Job) -> None:
        """Run the job; its one answer carries the job's id."""
        try:
            result = self._run(job)
        except Cancelled:
            self.cancelled.emit(job.run_id)
        except DiarError as error:
            _log.info("Run %d failed: %s", job.run_id, error)
            self.failed.emit(job.run_id, str(error))
        except MemoryError:
            _log.exception("Run %d ran out of memory", job.run_id)
            self.failed.emit(job.run_id, "There is not enough free memory; close other programs, or use fewer photos.")
        except BaseException as error:  # whatever it was, the run must end in an answer
            _log.exception("Run %d failed", job.run_id)
            self.failed.emit(job.run_id, fault_sentence(error))
        else:
            self.finished.emit(job.run_id, result)

    def _run(self, job: Job) -> object:
        report = _Reporter(self, job.run_id)
        progress = Progress(report, job.cancel.is_set)
        progress.update(0.0, "Loading the engine...")
        _import_engine()
        from diar_gui import pipeline
        from diar_gui.alignment import AlignmentOptions
        from diar_gui.reconstruction import ReconstructionOptions

        progress.update(0.0, "Reading the photos")
        options = pipeline.RunOptions(
            alignment=AlignmentOptions(features=job.features) if job.features else AlignmentOptions(),
            reconstruction=ReconstructionOptions(method=job.method) if job.method else ReconstructionOptions(),
        )

        def tell(stage: object) -> None:
            self._spare_modules()
            self.stage_done.emit(job.run_id, stage)

        return pipeline.run(job.paths, options, progress, tell)

    def _spare_modules(self) -> None:
        """Exempt new modules from garbage collection: they live on, and walking over them stalls the window."""
        if len(sys.modules) > self._n_spared_modules:
            self._n_spared_modules = len(sys.modules)
            gc.freeze()


def fault_sentence(error: BaseException) -> str:
    """Return the sentence for a fault of the program itself."""
    text = str(error).strip().splitlines()
    what = f"{type(error).__name__}: {text[0][:120]}" if text else type(error).__name__
    return f"The program made a mistake ({what}); please try again, the details are in {log_path()}."


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


@cache
def _import_engine() -> Choices:
    """Import the engine and torch and return what they offer."""
    import torch  # noqa: F401 - the engine imports it in the midst of a run; here the window says that it loads

    from diar_gui import pipeline  # noqa: F401
    from diar_gui.alignment import FEATURES, AlignmentOptions
    from diar_gui.reconstruction import METHODS, ReconstructionOptions

    return Choices(METHODS, ReconstructionOptions().method, FEATURES, AlignmentOptions().features)
