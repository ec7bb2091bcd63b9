"""Reads, shrinks and writes pictures for the window on a thread of its own, beside the engine's.

Slots run on the worker's thread, one request per call, so that nobody waits behind a long queue.
"""

import logging
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from diar_gui.errors import Cancelled, DiarError
from diar_gui.gui.session.engine_worker import fault_sentence
from diar_gui.gui.shown import display
from diar_gui.gui.shown.photos import Photo
from diar_gui.gui.shown.snapshot import FULL_SIDE_PX, make_snapshot
from diar_gui.gui.shown.stages import Stages
from diar_gui.gui.shown.wishes import NO_WISHES, Wishes
from diar_gui.images import find_images, read_photo
from diar_gui.progress import Progress

if TYPE_CHECKING:
    pass

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
    wishes: Wishes = NO_WISHES


class DisplayWorker(QObject):
    """Lists photos, makes thumbnails and snapshots, writes pictures."""

    found = Signal(int, object)
    load_failed = Signal(int, object)
    thumbnail_made = Signal(int, int, object)
    unreadable_found = Signal(int, int, object)
    snapshot_made = Signal(int, object)
    snapshot_failed = Signal(int, object)
    photo_read = Signal(object, object)
    photo_not_read = Signal(object, object)
    small_read = Signal(object, object)
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
            self.load_failed.emit(load_id, error.sentence)
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
            photo = read_photo(path)
            self.thumbnail_made.emit(load_id, row, display.thumbnail(photo.pixels, THUMBNAIL_SIZE, photo.seen))
        except DiarError as error:
            self.unreadable_found.emit(load_id, row, error.sentence)
        except Exception as error:
            _log.exception("No thumbnail of %s", path)
            self.unreadable_found.emit(load_id, row, fault_sentence(error))
        self._more_thumbnails.emit()

    @Slot(object)
    def make_snapshot(self, request: SnapshotRequest) -> None:
        """Make the panes of a photo, first roughly, then finely where nothing newer is wanted."""
        progress = Progress(is_cancelled=lambda: request.id != self._newest_snapshot.id)
        for long_side_px in (_ROUGH_SIDE_PX, FULL_SIDE_PX):
            try:
                progress.check_cancelled()
                snapshot = make_snapshot(
                    request.stages, request.photo, self._kept, long_side_px, wishes=request.wishes, progress=progress
                )
            except Cancelled:
                return
            except Exception as error:
                _log.exception("The panes could not be drawn")
                self.snapshot_failed.emit(request.id, fault_sentence(error))
                return
            self.snapshot_made.emit(request.id, snapshot)
            if not snapshot.is_rough:
                return

    @Slot(object)
    def read(self, path: Path) -> None:
        """Read a photo to be looked at as it was shot; says `photo_read` with its path and the picture."""
        try:
            photo = read_photo(path)
            self.photo_read.emit(path, display.picture_of(photo.pixels, seen=photo.seen))
        except DiarError as error:
            self.photo_not_read.emit(path, error.sentence)
        except Exception as error:
            _log.exception("%s cannot be shown", path)
            self.photo_not_read.emit(path, fault_sentence(error))

    @Slot(object)
    def read_small(self, path: Path) -> None:
        """Read a photo for a place that holds it; says `small_read` with its path and a small picture, if it can."""
        try:
            photo = read_photo(path)
        except DiarError:  # the run that needs it will tell
            return
        except Exception:
            _log.exception("No picture of %s", path)
            return
        self.small_read.emit(path, display.thumbnail(photo.pixels, THUMBNAIL_SIZE, photo.seen))

    @Slot()
    def forget(self) -> None:
        """Let go of the pictures of an earlier run."""
        self._kept.clear()
