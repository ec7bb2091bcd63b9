"""Saving the clean picture: where to, then writing it, then telling; and whether there is anything unsaved."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from diar_gui.colour import eight_bits
from diar_gui.gui.actions import Actions
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.saving.save_dialog import SaveDialog, proposed_path
from diar_gui.gui.session.export_worker import ExportRequest
from diar_gui.gui.session.session import Session
from diar_gui.paths import resource_path


class Saving(QObject):
    """Says `started` and `done` with the path, `told` with a sentence; failures are the session's to tell.

    Args:
        session: whose result is saved.
        window: the dialog's parent.
    """

    started = Signal(object)
    done = Signal(object)
    changed = Signal()
    told = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._path = Path()
        self.is_unsaved = False
        self.dialog = SaveDialog(window)
        self.dialog.chosen.connect(self._on_chosen)
        session.exported.connect(self._on_exported)
        session.run_finished.connect(self._on_new_picture)
        session.editing.changed.connect(self._on_edited)
        session.state_changed.connect(self._on_state_changed)

    @Slot()
    def choose(self) -> None:
        """Ask where the clean picture is to be saved."""
        if self._session.result is None:
            return
        try:
            bundled = resource_path("sample")
        except FileNotFoundError:
            bundled = None
        self.dialog.ask(proposed_path(self._session.inputs, bundled))

    def offer(self, actions: Actions) -> None:
        """Do what the window's action asks for."""
        actions.copy_picture.triggered.connect(self.copy)

    @Slot()
    def copy(self) -> None:
        """Put the clean picture, at eight bits, onto the clipboard."""
        if self._session.result is not None:
            pixels = eight_bits(self._session.result.reconstruction.picture)
            image = image_on(pixels)
            QGuiApplication.clipboard().setImage(image.copy())
            self.told.emit(self.tr("The clean picture is on the clipboard."))

    @Slot()
    def show_in_folder(self) -> None:
        """Open the folder of what was saved last in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))

    def mark(self, *, is_unsaved: bool) -> None:
        """Take note that something is not saved yet, or that all is."""
        if is_unsaved != self.is_unsaved:
            self.is_unsaved = is_unsaved
            self.changed.emit()

    @Slot(object, bool)
    def _on_chosen(self, path: Path, may_replace: bool) -> None:
        from diar_gui.outputs import Outputs  # late: with it comes the engine, which is there once there is a result

        self.started.emit(path)
        photos = tuple(photo.path for photo in self._session.photos)
        outputs = Outputs(path, overwrite=may_replace, colour=self._session.settings.colour)
        self._session.export(ExportRequest(outputs, photos))

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self._path = path
        self.mark(is_unsaved=False)
        self.done.emit(path)

    @Slot()
    def _on_new_picture(self) -> None:
        self.mark(is_unsaved=True)

    @Slot()
    def _on_edited(self) -> None:
        if self._session.result is not None:
            self.mark(is_unsaved=True)

    @Slot()
    def _on_state_changed(self) -> None:
        if self._session.result is None:
            self.mark(is_unsaved=False)
