"""Looks through videos and writes frames of them, on a thread of its own."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from diar_gui.errors import Cancelled, DiarError
from diar_gui.gui.session.engine_worker import fault_sentence
from diar_gui.progress import Progress
from diar_gui.videos import survey, write_frames
from diar_gui.whole_files import writing_into

_log = logging.getLogger(__name__)


class VideoWorker(QObject):
    """Answers each wish by `seen`, `written` or `failed`, unless it was cancelled.

    progressed: the share that is done. seen: a `Survey`. written: the files. noticed, failed: with a sentence.
    """

    progressed = Signal(float)
    seen = Signal(object)
    written = Signal(list)
    noticed = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cancel = threading.Event()

    @Slot(object)
    def look_through(self, path: Path) -> None:
        """Find out how sharp each frame is."""
        self._answer(lambda progress: self.seen.emit(survey(path, progress)))

    @Slot(object, object, object)
    def write(self, path: Path, numbers: list[int], folder: Path) -> None:
        """Write frames into a folder that is made for them."""

        def write(progress: Progress) -> None:
            with writing_into(folder):
                folder.mkdir(parents=True)
            self.written.emit(write_frames(path, numbers, folder, progress))

        self._answer(write)

    def _answer(self, work: Callable[[Progress], None]) -> None:
        progress = Progress(
            lambda fraction, _: self.progressed.emit(fraction), self.cancel.is_set, on_notice=self.noticed.emit
        )
        try:
            work(progress)
        except Cancelled:
            return
        except DiarError as error:
            self.failed.emit(error.sentence)
        except Exception as error:
            _log.exception("A video could not be read")
            self.failed.emit(fault_sentence(error))
