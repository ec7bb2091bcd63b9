"""Where something is saved: the name that is proposed, the dialog, and the question before overwriting."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from diar_gui.gui.look.translations import QT_TRANSLATE_NOOP
from diar_gui.paths import resource_path


@dataclass(frozen=True)
class Kind:
    """What is saved: the dialog's title, what files it writes, and what is asked before one is replaced.

    filters: for a file dialog. suffixes: of the filters, in the same order. All texts are translated when shown.
    """

    title: str
    filters: str
    suffixes: tuple[str, ...]
    question: str


PICTURE = Kind(
    QT_TRANSLATE_NOOP("Save", "Save the clean picture"),
    QT_TRANSLATE_NOOP("Save", "PNG picture (*.png);;TIFF picture (*.tif *.tiff);;JPEG picture (*.jpg *.jpeg)"),
    (".png", ".tif", ".jpg"),
    QT_TRANSLATE_NOOP("Save", "{name} exists already in {folder}. Replace it by the clean picture?"),
)
PROJECT = Kind(
    QT_TRANSLATE_NOOP("Save", "Save the project"),
    QT_TRANSLATE_NOOP("Save", "DIAR project (*.diar)"),
    (".diar",),
    QT_TRANSLATE_NOOP("Save", "{name} exists already in {folder}. Replace it by this project?"),
)


def work_folder(inputs: Sequence[Path]) -> Path:
    """Return the folder that gives the work its name: the one that was opened, or that holds the photos."""
    first = inputs[0].absolute()
    folder = first if first.is_dir() else first.parent
    return folder.parent if folder.name == "frames" else folder  # of a sequence on disk the folder above has the name


def work_name(inputs: Sequence[Path]) -> str:
    """Return the name of that folder; empty where nothing is open."""
    return work_folder(inputs).name if inputs else ""


def proposed_path(inputs: Sequence[Path], bundled: Path | None = None, ending: str = "_clean.png") -> Path:
    """Return the opened folder's name with an ending, next to that folder or to the one that holds the photos.

    Where nothing can be written there, or it lies in `bundled` (the app's own samples), the user's pictures folder
    is proposed instead.
    """
    folder = work_folder(inputs)
    place = folder.parent
    is_bundled = bundled is not None and folder.is_relative_to(bundled)
    if is_bundled or not os.access(place, os.W_OK):
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        place = Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
    return place / f"{folder.name or 'photos'}{ending}"


def bundled_photos() -> Path | None:
    """Return the folder of the app's own samples; None where there is none."""
    try:
        return resource_path("sample")
    except FileNotFoundError:
        return None


class SaveDialog(QObject):
    """Asks where to save, and asks again before a file is replaced.

    chosen: with the path and whether it may be replaced. given_up: none was chosen.
    """

    chosen = Signal(object, bool)
    given_up = Signal()

    def __init__(self, parent: QWidget, kind: Kind = PICTURE) -> None:
        super().__init__(parent)
        self._window = parent
        self._kind = kind
        self.dialog: QFileDialog | None = None
        self.question: QMessageBox | None = None
        self._path = Path()

    def ask(self, proposal: Path) -> None:
        """Open the dialog; the window stays alive behind it."""
        title, filters = _translated(self._kind.title), _translated(self._kind.filters)
        dialog = QFileDialog(self._window, title, str(proposal.parent), filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(proposal.suffix.removeprefix("."))
        dialog.selectFile(proposal.name)
        # Some systems' dialogs complete the name only after their own question; ours is asked for the very file.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.accepted.connect(self._on_accepted)
        dialog.rejected.connect(self.given_up)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _on_accepted(self) -> None:
        assert self.dialog is not None
        path = Path(self.dialog.selectedFiles()[0])
        suffixes = self._kind.suffixes
        if not path.suffix or (len(suffixes) == 1 and path.suffix.lower() != suffixes[0]):
            chosen = self.dialog.nameFilters().index(self.dialog.selectedNameFilter())
            path = path.with_name(path.name + suffixes[chosen])
        self._path = path
        if path.exists():
            self._ask_to_replace()
        else:
            self.chosen.emit(path, False)

    def _ask_to_replace(self) -> None:
        text = _translated(self._kind.question).format(name=self._path.name, folder=self._path.parent)
        self.question = replace_question(text, self._window)
        self.question.accepted.connect(self._on_replace)
        self.question.rejected.connect(self.given_up)
        self.question.open()

    @Slot()
    def _on_replace(self) -> None:
        self.chosen.emit(self._path, True)


def replace_question(text: str, window: QWidget) -> QMessageBox:
    """Return the question whether something may be replaced; `accepted` says yes, and no is what Enter says."""
    question = QMessageBox(QMessageBox.Icon.Question, _translated(_REPLACE_TITLE), text, parent=window)
    replace = question.addButton(_translated(_REPLACE), QMessageBox.ButtonRole.AcceptRole)
    keep = question.addButton(_translated(_KEEP), QMessageBox.ButtonRole.RejectRole)
    replace.setObjectName("replace")
    replace.setAutoDefault(False)  # else a change of theme may make it what Enter presses
    question.setDefaultButton(keep)
    question.setEscapeButton(keep)
    question.finished.connect(question.deleteLater)
    return question


_REPLACE_TITLE = QT_TRANSLATE_NOOP("Save", "Replace what is there?")
_REPLACE = QT_TRANSLATE_NOOP("Save", "Replace")
_KEEP = QT_TRANSLATE_NOOP("Save", "Keep it")


def _translated(text: str) -> str:
    return QCoreApplication.translate("Save", text)
