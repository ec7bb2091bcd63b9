"""Videos among what is opened: each becomes photos first, if the user wants it."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from diar_gui.gui.videos.dialog import VideoDialog
from diar_gui.images import SUFFIXES
from diar_gui.videos import VIDEO_SUFFIXES, is_video


class TakingFromVideos(QObject):
    """Asks of each video in turn; `done` brings what is to be opened, whether at once, and whether it is added.

    noticed: with a sentence.
    """

    done = Signal(list, bool, bool)
    noticed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Path] = []
        self._found: list[Path] = []
        self._flags = (False, False)
        self.dialog: VideoDialog | None = None

    def take(self, paths: Sequence[Path], *, starts: bool, adds: bool) -> bool:
        """Ask about the videos among files and in folders; tell whether there are any, so that `done` may follow."""
        if self.dialog is not None:
            return True
        self._found, self._waiting = [], []
        for path in paths:
            if is_video(path):
                self._waiting.append(path)
                continue
            videos, has_photos = _in_folder(path)
            self._waiting += videos
            if has_photos or not videos:
                self._found.append(path)
        self._flags = (starts, adds)
        if not self._waiting:
            return False
        self._ask()
        return True

    def _ask(self) -> None:
        path = self._waiting.pop(0)
        dialog = VideoDialog(path, _free_folder(path, self.tr("{name} photos")), self._window)
        dialog.taken.connect(self._on_taken)
        dialog.noticed.connect(self.noticed)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        dialog.open()

    @Slot(list)
    def _on_taken(self, photos: list[Path]) -> None:
        self._found += photos

    @Slot(int)
    def _on_finished(self, code: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        if code != QDialog.DialogCode.Accepted and not self._found:
            self._waiting.clear()
        if self._waiting:
            self._ask()
        elif self._found:
            self.done.emit(list(self._found), *self._flags)


def _in_folder(path: Path) -> tuple[list[Path], bool]:
    """Return the videos in a folder, and whether there are photos in it; of a file, none."""
    try:
        names = sorted(each for each in path.iterdir() if not each.name.startswith("."))
    except OSError:
        return [], False
    videos = [each for each in names if each.suffix.lower() in VIDEO_SUFFIXES and each.is_file()]
    return videos, any(each.suffix.lower() in SUFFIXES or each.name == "frames" for each in names)


def _free_folder(video: Path, name: str) -> Path:
    """Return a folder that does not exist: beside the video, or where nothing can be written there among pictures."""
    place = video.absolute().parent
    if not os.access(place, os.W_OK):
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        place = Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
    folder = place / name.format(name=video.stem)
    number = 2
    while folder.exists():
        folder = place / f"{name.format(name=video.stem)} {number}"
        number += 1
    return folder
