"""Writes what is exported, on a thread of its own: layers take a minute, and the panes do not wait."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from diar_gui.errors import DiarError
from diar_gui.gui.session.engine_worker import fault_sentence
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.outputs import Outputs
    from diar_gui.pipeline import Result

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class ExportRequest:
    """A wish to write something of a result; photos: all that were listed."""

    outputs: "Outputs"
    photos: tuple[Path, ...]
    result: "Result | None" = None


class ExportWorker(QObject):
    """Every request ends in `exported` with the main file, or in `export_failed` with a sentence."""

    exported = Signal(object)
    export_failed = Signal(object)

    @Slot(object)
    def export(self, request: ExportRequest) -> None:
        """Write what is wanted whole, or nothing, and say so."""
        outputs = request.outputs
        assert request.result is not None
        try:
            outputs.check(request.photos)
            outputs.write(request.result, request.photos, Progress())
        except DiarError as error:
            self.export_failed.emit(error.sentence)
        except Exception as error:
            _log.exception("%s could not be written", outputs.main)
            self.export_failed.emit(fault_sentence(error))
        else:
            self.exported.emit(outputs.main)
