"""Makes pictures ready for a placement by hand, and refines it, on a thread of its own.

Slots run on the worker's thread; every request gets one answer with its id. The engine is imported only here.
"""

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from diar_gui.colour import eight_bits
from diar_gui.errors import Cancelled, DiarError
from diar_gui.gui.placement.check_pane import CHECK_SIDE_PX
from diar_gui.gui.session.engine_worker import fault_sentence
from diar_gui.gui.shown.display import Picture, picture_of
from diar_gui.images import Frame, shrunk
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.alignment import AlignmentOptions

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PlacementPair:
    """The photo to place and the reference, and the id of the visit to the page that they belong to."""

    id: int
    photo: Frame
    reference: Frame


@dataclass(frozen=True, eq=False)
class PreparedPair:
    """Both pictures for any zoom, and small ones, `(h, w, 3)` uint8, for the check."""

    photo: Picture
    reference: Picture
    small_photo: np.ndarray
    small_reference: np.ndarray


@dataclass(frozen=True, eq=False)
class PlacementJob:
    """One refinement: its id, `(N, 2)` points of both, how (None: as by default), and the flag that stops it."""

    id: int
    pair: PlacementPair
    photo_points: np.ndarray
    reference_points: np.ndarray
    options: "AlignmentOptions | None" = None
    cancel: threading.Event = field(default_factory=threading.Event)


class PlacementWorker(QObject):
    """Prepares pairs, places photos."""

    prepared = Signal(int, object)
    progressed = Signal(int, float)
    placed = Signal(int, object)
    failed = Signal(int, object)
    cancelled = Signal(int)

    @Slot(object)
    def prepare(self, pair: PlacementPair) -> None:
        """Make the pictures, and import what moving points will need."""
        try:
            from diar_gui import alignment  # noqa: F401

            frames = (pair.photo, pair.reference)
            small = [eight_bits(frame.in_srgb(shrunk(frame.pixels, CHECK_SIDE_PX))) for frame in frames]
            photo, reference = (picture_of(frame.in_srgb(), seen=frame.seen) for frame in frames)
            made = PreparedPair(photo, reference, *small)
        except Exception as error:
            self.failed.emit(pair.id, _sentence(error))
        else:
            self.prepared.emit(pair.id, made)

    @Slot(object)
    def place(self, job: PlacementJob) -> None:
        """Refine what the points say; its one answer carries the job's id."""
        try:
            from diar_gui.alignment import place

            progress = Progress(lambda fraction, _: self.progressed.emit(job.id, fraction), job.cancel.is_set)
            found = place(
                job.pair.photo,
                job.pair.reference,
                job.photo_points,
                job.reference_points,
                options=job.options,
                progress=progress,
            )
        except Cancelled:
            self.cancelled.emit(job.id)
        except Exception as error:
            self.failed.emit(job.id, _sentence(error))
        else:
            self.placed.emit(job.id, found)


def _sentence(error: Exception) -> str:
    """Return what to tell the user; what is not the user's doing goes into the log."""
    if isinstance(error, DiarError):
        return error.sentence
    _log.error("A placement by hand failed", exc_info=error)
    if isinstance(error, MemoryError):
        return QCoreApplication.translate("Placement", "There is not enough free memory; close other programs.")
    return fault_sentence(error)
