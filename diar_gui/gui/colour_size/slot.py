"""A place that takes one photo, or a folder of some: by a drop, or chosen in a dialog."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from diar_gui.gui.look.labels import wrapped_note
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.images import SUFFIXES

_PICTURE = QSize(72, 48)


class PhotoSlot(QFrame):
    """Holds a path. `changed` tells that it is another one; `wanted` that its picture is to be read.

    Args:
        name: what is to be put there.
        takes_folders: whether a folder of photos serves as well.
        parent: Qt's.
    """

    changed = Signal()
    wanted = Signal(object)

    def __init__(self, name: str, *, takes_folders: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("slot")
        self.setAcceptDrops(True)
        self._takes_folders = takes_folders
        self._path: Path | None = None
        self.picture = QLabel()
        self.picture.setFixedSize(_PICTURE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.note = wrapped_note()
        self.photo_button = QPushButton(self.tr("Photo..."))
        self.folder_button = QPushButton(self.tr("Folder..."))
        self.remove_button = QPushButton(self.tr("Remove"))
        self.setAccessibleName(name)
        for button, said in (
            (self.photo_button, self.tr("{name}: choose a photo")),
            (self.folder_button, self.tr("{name}: choose a folder of photos")),
            (self.remove_button, self.tr("{name}: remove")),
        ):
            button.setAccessibleName(said.format(name=name))
        self.dialog: QFileDialog | None = None
        self.photo_button.clicked.connect(self._choose_photo)
        self.folder_button.clicked.connect(self._choose_folder)
        self.remove_button.clicked.connect(self._remove)
        self._lay_out()
        self.put(None)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.text)
        words.addWidget(self.note)
        above = QHBoxLayout()
        above.setSpacing(10)
        above.addWidget(self.picture)
        above.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.photo_button, self.folder_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(8)
        layout.addLayout(above)
        layout.addLayout(buttons)
        self.folder_button.setVisible(self._takes_folders)

    @property
    def path(self) -> Path | None:
        """What lies in it; None for nothing."""
        return self._path

    @property
    def focus_chain(self) -> list[QWidget]:
        """What the Tab key goes through."""
        return [self.photo_button, self.folder_button, self.remove_button]

    def put(self, path: Path | None) -> None:
        """Show another path, without telling so."""
        self._path = path
        self.note.setText("")
        self.picture.setPixmap(QPixmap())
        self.picture.setVisible(path is not None and path.suffix.lower() in SUFFIXES)
        self.remove_button.setVisible(path is not None)
        if path is not None:
            self.text.setText(path.name)
            self.text.setToolTip(str(path))
            self.wanted.emit(path)
        else:
            self.text.setToolTip("")
            self.text.setText(
                self.tr("Drop a photo or a folder of photos here.")
                if self._takes_folders
                else self.tr("Drop a photo here.")
            )

    @Slot(object, object)
    def show_read(self, path: Path, pixels: np.ndarray) -> None:
        """Show the picture of what was read, `(H, W, 3)` uint8, if it still lies here."""
        if path == self._path:
            image = image_on(pixels)
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(
                QPixmap.fromImage(image).scaled(_PICTURE, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            )

    def take(self, paths: list[Path]) -> None:
        """Take what was dropped or chosen, or say why not."""
        path = paths[0] if len(paths) == 1 else None
        if path is None:
            self.note.setText(self.tr("One at a time; put several photos into a folder."))
        elif path.is_dir() and not self._takes_folders:
            self.note.setText(self.tr("{name} is a folder; one photo is needed here.").format(name=path.name))
        elif not path.is_dir() and path.suffix.lower() not in SUFFIXES:
            self.note.setText(self.tr("{name} is no photo that DIAR reads.").format(name=path.name))
        else:
            self.put(path.absolute())
            self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files, as copies."""
        if event.mimeData().hasUrls():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Take what was dropped."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if paths := [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]:
            self.take(paths)

    @Slot()
    def _choose_photo(self) -> None:
        self._ask(self.tr("Choose a photo"), QFileDialog.FileMode.ExistingFile)

    @Slot()
    def _choose_folder(self) -> None:
        self._ask(self.tr("Choose a folder"), QFileDialog.FileMode.Directory)

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, title, "" if self._path is None else str(self._path.parent))
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        self.take([Path(name)])

    @Slot()
    def _remove(self) -> None:
        self.put(None)
        self.changed.emit()
        self.photo_button.setFocus()
