"""Where the clean picture is saved: the name that is proposed, the dialog, and the question before overwriting."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

_FILTERS = "PNG picture (*.png);;TIFF picture (*.tif *.tiff);;JPEG picture (*.jpg *.jpeg)"
_SUFFIXES = {"PNG": ".png", "TIFF": ".tif", "JPEG": ".jpg"}


def proposed_path(inputs: Sequence[Path], bundled: Path | None = None) -> Path:
    """Return `<folder>_clean.png` next to the folder that was opened, or that holds the photos.

    Where nothing can be written there, or it lies in `bundled` (the app's own samples), the user's pictures folder
    is proposed instead.
    """
    first = inputs[0].absolute()
    folder = first if first.is_dir() else first.parent
    if folder.name == "frames":  # a sequence on disk: the folder above has the name
        folder = folder.parent
    place = folder.parent
    is_bundled = bundled is not None and folder.is_relative_to(bundled)
    if is_bundled or not os.access(place, os.W_OK):
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        place = Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
    return place / f"{folder.name or 'photos'}_clean.png"


class SaveDialog(QObject):
    """Asks where to save, and asks again before a file is replaced; then says `chosen` (path, may be replaced)."""

    chosen = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.dialog: QFileDialog | None = None
        self.question: QMessageBox | None = None
        self._path = Path()

    def ask(self, proposal: Path) -> None:
        """Open the dialog; the window stays alive behind it."""
        dialog = QFileDialog(self._window, "Save the clean picture", str(proposal.parent), _FILTERS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(proposal.suffix.removeprefix("."))
        dialog.selectFile(proposal.name)
        # Some systems' dialogs complete the name only after their own question; ours is asked for the very file.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.accepted.connect(self._on_accepted)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _on_accepted(self) -> None:
        assert self.dialog is not None
        path = Path(self.dialog.selectedFiles()[0])
        if not path.suffix:
            path = path.with_suffix(_SUFFIXES.get(self.dialog.selectedNameFilter().split()[0], ".png"))
        self._path = path
        if path.exists():
            self._ask_to_replace()
        else:
            self.chosen.emit(path, False)

    def _ask_to_replace(self) -> None:
        question = QMessageBox(
            QMessageBox.Icon.Question,
            "Replace the file?",
            f"{self._path.name} exists already in {self._path.parent}. Replace it by the clean picture?",
            parent=self._window,
        )
        replace = question.addButton("Replace", QMessageBox.ButtonRole.AcceptRole)
        keep = question.addButton("Keep it", QMessageBox.ButtonRole.RejectRole)
        replace.setObjectName("replace")
        question.setDefaultButton(keep)
        question.setEscapeButton(keep)
        question.accepted.connect(self._on_replace)
        question.finished.connect(question.deleteLater)
        self.question = question
        question.open()

    @Slot()
    def _on_replace(self) -> None:
        self.chosen.emit(self._path, True)
