"""Asks where the photos of a project are that have moved."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import label
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.projects.worker import Opened, Search

_WIDTH_PX = 560
_LEAST_N_PHOTOS = 2


class MissingPhotosDialog(QDialog):
    """Lists the missing photos; `accepted` when all are found or the user does without, then `project` is to be opened.

    Args:
        opened: the project with photos missing.
        theme: its colours.
        parent: Qt's.
    """

    search_wanted = Signal(object)

    def __init__(self, opened: Opened, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Where are the photos?"))
        self.setMinimumWidth(_WIDTH_PX)
        self.project = opened.project
        self.opened = opened
        self._theme = theme
        self._places: dict[Path, Path] = {}
        self._search: Search | None = None
        self.list = QListWidget()
        self.answer = label("", "muted")
        self.folder_button = QPushButton(self.tr("Choose &folder..."))
        self.leave_out_button = QPushButton(self.tr("&Leave out"))
        self.open_button = QPushButton(self.tr("&Open"))
        self.folder_dialog: QFileDialog | None = None
        self._lay_out()
        self._show_photos()

    def _lay_out(self) -> None:
        n_missing, n_photos = len(self.opened.missing), len(self.project.photos) + len(self.project.beside)
        title = self.tr("{k} of {n} photos are not where they were").format(k=n_missing, n=n_photos)
        advice = QLabel(
            self.tr(
                "They may have been moved or renamed. Choose a folder, and DIAR looks for them by their names, also in "
                "the folders within it."
            )
        )
        for text in (advice, self.answer):
            text.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.list.setAccessibleName(self.tr("Missing photos"))
        self.list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        for button, role in (
            (self.folder_button, QDialogButtonBox.ButtonRole.ActionRole),
            (self.leave_out_button, QDialogButtonBox.ButtonRole.ActionRole),
            (self.open_button, QDialogButtonBox.ButtonRole.AcceptRole),
        ):
            buttons.addButton(button, role)
        self.open_button.setObjectName("primary")
        self.folder_button.setDefault(True)
        self.folder_button.clicked.connect(self._choose_folder)
        self.leave_out_button.clicked.connect(self._leave_out)
        buttons.accepted.connect(self._open)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        for part in (label(title, "headline", points_more=1), advice, self.list, self.answer, buttons):
            layout.addWidget(part)

    @property
    def missing(self) -> tuple[Path, ...]:
        """Those that are not found yet."""
        return tuple(photo for photo in self.opened.missing if photo not in self._places)

    def _show_photos(self) -> None:
        self.list.clear()
        for photo in self.opened.missing:
            place = self._places.get(photo)
            icon = tinted("warning", self._theme.warn) if place is None else tinted("check", self._theme.good)
            item = QListWidgetItem(icon, str(place or photo))
            item.setToolTip(str(place or photo))
            text = self.tr("{path}, missing") if place is None else self.tr("{path}, found")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text.format(path=place or photo))
            self.list.addItem(item)
        n_left = len(set(self.opened.project.photos) - set(self.missing))
        self.leave_out_button.setEnabled(bool(self.missing) and n_left >= _LEAST_N_PHOTOS)
        self.open_button.setEnabled(not self.missing)

    @Slot()
    def _choose_folder(self) -> None:
        start = next((p.parent for p in self.opened.project.photos if p not in self.opened.missing), None)
        dialog = QFileDialog(self, self.tr("Where the photos are"), str(start or self.opened.path.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.look_in)
        dialog.finished.connect(dialog.deleteLater)
        self.folder_dialog = dialog
        dialog.open()

    @Slot(str)
    def look_in(self, folder: str) -> None:
        """Look for the missing photos under a folder."""
        self._end_search()
        wanted = Opened(self.opened.path, self.opened.project.relocated(self._places), self.missing)
        self._search = Search(wanted, Path(folder))
        self.answer.setText(self.tr("Looking in {folder}...").format(folder=folder))
        self.folder_button.setEnabled(False)
        self.search_wanted.emit(self._search)

    @Slot(object, object)
    def on_searched(self, search: Search, places: dict[Path, Path]) -> None:
        """Take the answer of a search; others' are passed over."""
        if search is not self._search:
            return
        self._search = None
        self.folder_button.setEnabled(True)
        self._places.update(places)
        n_missing = len(self.missing)
        text = self.tr("All photos are found.")
        if n_missing and places:
            text = self.tr("Found: {k}; still missing: {n}.").format(k=len(places), n=n_missing)
        elif n_missing:
            text = self.tr("None of them is in {folder}; choose another folder.").format(folder=search.folder)
        self.answer.setText(text)
        self._show_photos()
        if not n_missing:
            self.open_button.setDefault(True)
            self.open_button.setFocus()

    @Slot()
    def _open(self) -> None:
        self.project = self.opened.project.relocated(self._places)
        self.accept()

    @Slot()
    def _leave_out(self) -> None:
        missing = self.missing
        self.project = self.opened.project.relocated(self._places).without(missing)
        self.accept()

    def done(self, code: int) -> None:
        """End the search with the dialog."""
        self._end_search()
        super().done(code)

    def _end_search(self) -> None:
        if self._search is not None:
            self._search.cancel.set()
            self._search = None
