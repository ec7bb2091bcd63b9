"""Asking which photos to open."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from diar_gui.images import SUFFIXES
from diar_gui.paths import resource_path
from diar_gui.videos import VIDEO_SUFFIXES


class Opening(QObject):
    """Says `chosen` with the paths and whether to begin at once, `more_chosen`, or `failed` with a sentence."""

    chosen = Signal(list, bool)
    more_chosen = Signal(list)
    failed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder."""
        dialog = QFileDialog(self._window, self.tr("Open a folder of photos"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask(dialog)

    @Slot()
    def choose_photos(self) -> None:
        """Ask for photos."""
        self._ask(self._photo_dialog(self.tr("Choose photos")))

    @Slot()
    def choose_more(self) -> None:
        """Ask for photos to be added to the open ones."""
        dialog = self._photo_dialog(self.tr("Add photos"))
        dialog.filesSelected.connect(self._on_more_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def open_sample(self) -> None:
        """Take the bundled photos of a painting behind glass."""
        try:
            sample = resource_path("sample/gallery")
        except FileNotFoundError:
            self.failed.emit(
                self.tr("The sample is missing from this installation; open a folder of your own instead.")
            )
            return
        self.chosen.emit([sample], True)

    def _photo_dialog(self, title: str) -> QFileDialog:
        endings = " ".join(f"*{s}" for s in sorted(SUFFIXES | VIDEO_SUFFIXES))
        kinds = self.tr("Photos and videos ({endings});;All files (*)").format(endings=endings)
        dialog = QFileDialog(self._window, title, "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        return dialog

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(self._on_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _on_selected(self, names: Sequence[str]) -> None:
        self.chosen.emit([Path(n) for n in names], False)

    @Slot(list)
    def _on_more_selected(self, names: Sequence[str]) -> None:
        self.more_chosen.emit([Path(n) for n in names])
