"""Exporting: asks what and where, lets the session write it, and remembers the choice for the next time."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from diar_gui.gui.actions import Actions
from diar_gui.gui.saving.export_choice import ExportChoice
from diar_gui.gui.saving.export_dialog import ExportDialog
from diar_gui.gui.saving.save import Saving
from diar_gui.gui.saving.save_dialog import bundled_photos, proposed_path
from diar_gui.gui.session.export_worker import ExportRequest
from diar_gui.gui.session.session import Session
from diar_gui.names import COLOURS

if TYPE_CHECKING:
    from diar_gui.outputs import Outputs


class Exporting(QObject):
    """Says `started` with a path; that it is done is `Saving`'s to tell, failures are the session's.

    Args:
        session: whose result is exported.
        saving: told when the clean picture is not among what was written.
        window: the dialog's parent.
    """

    started = Signal(object)

    def __init__(self, session: Session, saving: Saving, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._saving = saving
        self._window = window
        self._choice = ExportChoice()
        self._was_unsaved: bool | None = None
        self.dialog: ExportDialog | None = None
        session.exported.connect(self._on_exported)

    def offer(self, actions: Actions) -> None:
        """Do what the window's action asks for."""
        actions.export.triggered.connect(self.choose)

    @Slot()
    def choose(self) -> None:
        """Ask what is to be exported."""
        result = self._session.result
        if result is None or self.dialog is not None:
            return
        photos = [photo.path for photo in self._session.photos]
        proposal = proposed_path(self._session.inputs, bundled_photos())
        bits = 8 * result.reconstruction.picture.dtype.itemsize
        if self._choice.colour == COLOURS[0]:
            self._choice = replace(self._choice, colour=self._session.settings.colour)
        has_true_size = result.report["size_mm"] is not None
        self.dialog = ExportDialog(self._choice, proposal, photos, bits, self._window, has_true_size=has_true_size)
        self.dialog.chosen.connect(self._on_chosen)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    @Slot(object)
    def _on_chosen(self, outputs: "Outputs") -> None:
        assert self.dialog is not None
        self._choice = self.dialog.choice
        self._was_unsaved = self._saving.is_unsaved if outputs.picture is None and outputs.layers is None else None
        self.started.emit(outputs.main)
        self._session.export(ExportRequest(outputs, tuple(photo.path for photo in self._session.photos)))

    @Slot(int)
    def _on_finished(self, _: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    @Slot(object)
    def _on_exported(self, _: Path) -> None:
        if self._was_unsaved is not None:  # maps alone are not the picture
            self._saving.mark(is_unsaved=self._was_unsaved)
            self._was_unsaved = None
