"""Makes a picture ready for the screen and finds the subject's corners in it, on a thread of its own."""

import logging

import cv2
import numpy as np
from PySide6.QtCore import QObject, QThread, Signal, Slot

from diar_gui import geometry
from diar_gui.gui.shown import display
from diar_gui.straightening import find_corners

_log = logging.getLogger(__name__)


class _Worker(QObject):
    """Does the work; its slots run on the thread."""

    prepared = Signal(int, object)
    found = Signal(int, object)

    @Slot(int, object, object)
    def prepare(self, request_id: int, pixels: np.ndarray, image_size: tuple[int, int]) -> None:
        self.prepared.emit(request_id, display.picture_of(pixels, image_size))

    @Slot(int, object, object)
    def find(self, request_id: int, pixels: np.ndarray, image_size: tuple[int, int]) -> None:
        corners = None
        try:
            corners = find_corners(pixels)
        except (cv2.error, np.linalg.LinAlgError, ValueError, MemoryError):
            _log.exception("The corners could not be looked for")
        if corners is not None:
            corners = geometry.transfer(geometry.resizing(pixels.shape[:2], image_size), corners)
        self.found.emit(request_id, corners)


class CornerFinder(QObject):
    """Answers on the GUI thread; only the newest request is answered.

    `prepared` carries a `display.Picture`, `found` the `(4, 2)` corners in pixels of the full size, or None.
    """

    prepared = Signal(object)
    found = Signal(object)
    _prepare_wanted = Signal(int, object, object)
    _find_wanted = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest_picture = self._newest_find = 0
        self._thread = QThread(self)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._prepare_wanted.connect(self._worker.prepare)
        self._find_wanted.connect(self._worker.find)
        self._worker.prepared.connect(self._on_prepared)
        self._worker.found.connect(self._on_found)

    def prepare(self, pixels: np.ndarray, image_size: tuple[int, int]) -> None:
        """Make the picture; `prepared` follows."""
        self._start()
        self._newest_picture += 1
        self._prepare_wanted.emit(self._newest_picture, pixels, image_size)

    def find(self, pixels: np.ndarray, image_size: tuple[int, int]) -> None:
        """Look for the corners; `found` follows unless `forget` is called before."""
        self._start()
        self._newest_find += 1
        self._find_wanted.emit(self._newest_find, pixels, image_size)

    def forget(self) -> None:
        """Answer no request that is still on."""
        self._newest_picture += 1
        self._newest_find += 1

    def close(self) -> None:
        """Wait for the thread to end; a later request starts it again."""
        self.forget()
        self._thread.quit()
        self._thread.wait()

    @property
    def is_running(self) -> bool:
        """Whether the thread is there."""
        return self._thread.isRunning()

    def _start(self) -> None:
        if not self._thread.isRunning():
            self._thread.start()

    @Slot(int, object)
    def _on_prepared(self, request_id: int, picture: display.Picture) -> None:
        if request_id == self._newest_picture:
            self.prepared.emit(picture)

    @Slot(int, object)
    def _on_found(self, request_id: int, corners: np.ndarray | None) -> None:
        if request_id == self._newest_find:
            self.found.emit(corners)
