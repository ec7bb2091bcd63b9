"""Reads, shrinks and writes pictures for the window on a thread of its own, beside the engine's.

Slots run on the worker's thread, one request per call, so that nobody waits behind a long queue.
"""

import logging
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from diar_gui.errors import DiarError
from diar_gui.gui import display
from diar_gui.gui.engine_worker import fault_sentence
from diar_gui.gui.photos import Photo
from diar_gui.gui.snapshot import FULL_SIDE_PX, Snapshot, Stages, make_snapshot
from diar_gui.images import find_images, read_image, write_image

THUMBNAIL_SIZE = (120, 180)
"""(height, width) in real pixels: twice the size in the list, for screens of high density."""

_ROUGH_SIDE_PX = 1000

_log = logging.getLogger(__name__)


class Newest:
    """The id of the newest request, written by the window and read by the worker: older ones are not worth doing."""

    def __init__(self) -> None:
        self.id = 0


@dataclass(frozen=True, eq=False)
class SnapshotRequest:
    """A wish for the panes of one photo."""

    id: int
    stages: Stages
    photo: Photo | None


class DisplayWorker(QObject):
    """Lists photos, makes thumbnails and snapshots, writes pictures."""

    found = Signal(int, object)
    load_failed = Signal(int, str)
    thumbnail_made = Signal(int, int, object)
    unreadable_found = Signal(int, int, str)
    snapshot_made = Signal(int, object)
    exported = Signal(object)
    export_failed = Signal(str)
    _more_thumbnails = Signal()

    def __init__(self, newest_load: Newest, newest_snapshot: Newest) -> None:
        super().__init__()
        self._newest_load = newest_load
        self._newest_snapshot = newest_snapshot
        self._waiting: deque[tuple[int, int, Path]] = deque()
        self._kept = display.Kept()
        self._more_thumbnails.connect(self.make_thumbnail)

    @Slot(int, object)
    def load(self, load_id: int, inputs: tuple[Path, ...]) -> None:
        """Find the photos, say which, then make their thumbnails one by one."""
        self._kept.clear()
        self._waiting.clear()
        try:
            paths = find_images(inputs)
        except DiarError as error:
            self.load_failed.emit(load_id, str(error))
            return
        except Exception as error:
            _log.exception("The photos could not be listed")
            self.load_failed.emit(load_id, fault_sentence(error))
            return
        self.found.emit(load_id, tuple(paths))
        self._waiting.extend((load_id, row, path) for row, path in enumerate(paths))
        if self._waiting:
            self._more_thumbnails.emit()

    @Slot()
    def make_thumbnail(self) -> None:
        """Make one thumbnail, or find out why there is none, and come back for the next one later."""
        if not self._waiting:
            return
        load_id, row, path = self._waiting.popleft()
        if load_id != self._newest_load.id:
            self._waiting.clear()
            return
        try:
            self.thumbnail_made.emit(load_id, row, display.thumbnail(read_image(path), THUMBNAIL_SIZE))
        except DiarError as error:
            self.unreadable_found.emit(load_id, row, str(error))
        except Exception as error:
            _log.exception("No thumbnail of %s", path)
            self.unreadable_found.emit(load_id, row, fault_sentence(error))
        self._more_thumbnails.emit()

    @Slot(object)
    def make_snapshot(self, request: SnapshotRequest) -> None:
        """Make the panes of a photo, first roughly, then finely where nothing newer is wanted."""
        for long_side_px in (_ROUGH_SIDE_PX, FULL_SIDE_PX):
            if request.id != self._newest_snapshot.id:
                return
            try:
                snapshot = make_snapshot(request.stages, request.photo, self._kept, long_side_px)
            except Exception:
                _log.exception("The panes could not be drawn")
                return
            self.snapshot_made.emit(request.id, snapshot)
            if not _gets_finer(snapshot):
                return

    @Slot(object, object, bool)
    def export(self, pixels: np.ndarray, path: Path, overwrite: bool) -> None:
        """Write the picture whole, or not at all, and say so."""
        try:
            write_image(path, pixels, overwrite=overwrite)
        except DiarError as error:
            self.export_failed.emit(str(error))
        except Exception as error:
            _log.exception("%s could not be written", path)
            self.export_failed.emit(fault_sentence(error))
        else:
            self.exported.emit(path)

    @Slot()
    def forget(self) -> None:
        """Let go of the pictures of an earlier run."""
        self._kept.clear()


def _gets_finer(snapshot: Snapshot) -> bool:
    """Tell whether a larger version would hold more."""
    picture = snapshot.warped.picture
    return snapshot.is_rough and picture is not None and max(picture.size) > _ROUGH_SIDE_PX
