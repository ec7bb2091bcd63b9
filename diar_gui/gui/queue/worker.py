"""Finds sets of photos, and works through them with the engine of `diar batch`, each on a thread of its own."""

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from diar_gui.errors import Cancelled, DiarError
from diar_gui.gui.session.engine_worker import fault_sentence, run_options
from diar_gui.gui.session.settings import Settings
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.batch import Batch, Entry, PhotoSet
    from diar_gui.batch.workers import Work

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class QueueJob:
    """Sets to work through.

    inputs: the folders in which they were found. folder: for all outputs. settings: of each run.
    stop: the flag that gives all of them up. cancelled: names of sets to be given up one by one.
    """

    sets: "tuple[PhotoSet, ...]"
    inputs: tuple[Path, ...]
    folder: Path
    settings: Settings
    stop: threading.Event = field(default_factory=threading.Event)
    cancelled: SimpleQueue[str] = field(default_factory=SimpleQueue)


@dataclass(frozen=True, eq=False)
class Ended:
    """How a set ended: its line in the manifest, and small JPEGs, as base64, of its reference photo and picture."""

    entry: "Entry"
    before: str
    after: str


class SetFinder(QObject):
    """Finds sets; `found` brings the number of the question and the sets, `failed` the number and a sentence."""

    found = Signal(int, object)
    failed = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.is_closing = threading.Event()

    @Slot(int, object)
    def find(self, number: int, inputs: tuple[Path, ...]) -> None:
        """Find the sets below folders."""
        try:
            from diar_gui.batch import Grouping, find_sets

            self.found.emit(number, find_sets(inputs, Grouping(), Progress(is_cancelled=self.is_closing.is_set)))
        except Cancelled:
            return
        except DiarError as error:
            self.failed.emit(number, error.sentence)
        except Exception as error:
            _log.exception("The sets could not be listed")
            self.failed.emit(number, fault_sentence(error))


class PdfWriter(QObject):
    """Writes pictures as the pages of a PDF; `written` brings its path, `failed` a sentence."""

    written = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.is_closing = threading.Event()

    @Slot(object, object)
    def write(self, path: Path, pictures: tuple[Path, ...]) -> None:
        """Write them, in place of what has the name."""
        try:
            from diar_gui.pdf import write_pdf

            write_pdf(path, pictures, Progress(is_cancelled=self.is_closing.is_set), overwrite=True)
        except Cancelled:
            return
        except DiarError as error:
            self.failed.emit(error.sentence)
        except Exception as error:
            _log.exception("%s could not be written", path)
            self.failed.emit(fault_sentence(error))
        else:
            self.written.emit(path)


class QueueWorker(QObject):
    """Does one job after the other; each ends in `finished`, with the sentence that says why it broke off or "".

    moved: the share of all that is done, and by name how far the sets are that are being worked on.
    ended: with how a set ended.
    """

    moved = Signal(float, object)
    ended = Signal(object)
    finished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.work: Work | None = None
        self.is_closing = threading.Event()

    @Slot(object)
    def run(self, job: QueueJob) -> None:
        """Work through the sets."""
        sentence: str = ""
        try:
            self._run(job)
        except Cancelled:
            pass
        except DiarError as error:
            sentence = error.sentence
        except Exception as error:
            _log.exception("The queue broke off")
            sentence = fault_sentence(error)
        self.finished.emit(sentence)

    def _run(self, job: QueueJob) -> None:
        from diar_gui.batch import Batch, BatchOptions, check_place
        from diar_gui.batch.work import reconstruct_set

        check_place(job.folder, job.inputs)
        options = BatchOptions(job.folder, run_options(job.settings), resumes=True)
        batch = Batch(options, lambda _: None, self.work or reconstruct_set)
        told: set[str] = set()

        def report(fraction: float, message: str) -> None:
            self._cancel_single(batch, job)
            self._tell_ended(batch, told)
            self.moved.emit(fraction, batch.at_work)

        try:
            batch.take(job.sets)
            batch.work_through(Progress(report, lambda: job.stop.is_set() or self.is_closing.is_set()))
        finally:
            self._tell_ended(batch, told)
            batch.close()

    @staticmethod
    def _cancel_single(batch: "Batch", job: QueueJob) -> None:
        try:
            while True:
                batch.cancel(job.cancelled.get_nowait())
        except Empty:
            return

    def _tell_ended(self, batch: "Batch", told: set[str]) -> None:
        for name, entry in list(batch.ended.items()):
            if name not in told:
                told.add(name)
                self.ended.emit(Ended(entry, *batch.thumbnails(name)))


class QueueThreads(QObject):
    """Finder, worker and writer and their threads; what is asked of them goes by these signals."""

    sets_wanted = Signal(int, object)
    run_wanted = Signal(object)
    pdf_wanted = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.finder, self.worker, self.writer = SetFinder(), QueueWorker(), PdfWriter()
        self._threads = (QThread(self), QThread(self), QThread(self))
        for each, thread in zip(self._workers, self._threads, strict=True):
            each.moveToThread(thread)
        self.sets_wanted.connect(self.finder.find)
        self.run_wanted.connect(self.worker.run)
        self.pdf_wanted.connect(self.writer.write)

    @property
    def _workers(self) -> tuple[SetFinder, QueueWorker, PdfWriter]:
        return self.finder, self.worker, self.writer

    def start(self) -> None:
        """Start the threads, unless they run."""
        for thread in self._threads:
            if not thread.isRunning():
                thread.start()

    def stop(self) -> None:
        """Break off what is on, and wait for the threads to end."""
        for each, thread in zip(self._workers, self._threads, strict=True):
            each.is_closing.set()
            thread.quit()
        for thread in self._threads:
            thread.wait()
