"""Printing the clean picture: how large, on which printer, and the work on a thread of its own."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRectF, QThread, Signal, Slot
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QRadioButton, QVBoxLayout, QWidget

from diar_gui.colour import eight_bits
from diar_gui.gui.actions import Actions
from diar_gui.gui.look.labels import label
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.session.engine_worker import fault_sentence
from diar_gui.gui.session.session import Session
from diar_gui.names import MM_PER_INCH

if TYPE_CHECKING:
    from diar_gui.pipeline import Result

_log = logging.getLogger(__name__)


def printed_area(page: QRectF, size: tuple[int, int], size_px: tuple[float, float] | None) -> QRectF:
    """Return where on the page the picture goes: in the middle, fitted, or of a given size, which may reach beyond.

    Args:
        page: what can be printed on, in the printer's pixels.
        size: (height, width) of the picture.
        size_px: width and height that it is to have there; None to fit it.
    """
    if size_px is None:
        scale = min(page.width() / size[1], page.height() / size[0])
        size_px = size[1] * scale, size[0] * scale
    width, height = size_px
    return QRectF(page.center().x() - width / 2, page.center().y() - height / 2, width, height)


@dataclass(frozen=True, eq=False)
class PrintJob:
    """A picture `(H, W, 3)` uint8 for a printer; size_mm: that it is to have, None to fit it on the page."""

    printer: QPrinter
    pixels: np.ndarray
    size_mm: tuple[float, float] | None


class PrintWorker(QObject):
    """Prints one job after the other."""

    done = Signal()
    failed = Signal(object)

    @Slot(object)
    def work(self, job: PrintJob) -> None:
        """Print the picture; says `done` or `failed`."""
        try:
            if _print(job):
                self.done.emit()
            else:
                self.failed.emit(self.tr("The printer does not take the picture; check it, or choose another one."))
        except Exception as error:
            _log.exception("The picture could not be printed")
            self.failed.emit(fault_sentence(error))


def _print(job: PrintJob) -> bool:
    painter = QPainter()
    if not painter.begin(job.printer):
        return False
    per_mm = job.printer.resolution() / MM_PER_INCH
    size_px = None if job.size_mm is None else (job.size_mm[0] * per_mm, job.size_mm[1] * per_mm)
    page = QRectF(job.printer.pageRect(QPrinter.Unit.DevicePixel))
    page.moveTo(0, 0)  # the painter begins where the printer can
    draw(painter, page, job.pixels, size_px)
    return painter.end()


def draw(painter: QPainter, page: QRectF, pixels: np.ndarray, size_px: tuple[float, float] | None) -> None:
    """Draw a picture `(H, W, 3)` uint8 on a page; see `printed_area`."""
    image = image_on(pixels)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipRect(page)
    painter.drawImage(printed_area(page, (pixels.shape[0], pixels.shape[1]), size_px), image)


class SizeDialog(QDialog):
    """Asks how large the picture is to be printed.

    Args:
        size_mm: its true width and height, None where they are not known.
        parent: Qt's.
    """

    def __init__(self, size_mm: tuple[float, float] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Print the clean picture"))
        self._size_mm = size_mm
        self.fitted = QRadioButton(self.tr("&Fitted on the page"))
        self.true = QRadioButton(self.tr("In its &true size"))
        self.fitted.setChecked(True)
        self.true.setEnabled(size_mm is not None)
        if size_mm is None:
            text = self.tr("The true size is known once it was given while straightening.")
        else:
            width, height = (f"{side:g}" for side in size_mm)
            text = self.tr("{width} x {height} mm; what does not fit on the page is cut off.")
            text = text.format(width=width, height=height)
        note = label(text, "muted")
        note.setContentsMargins(24, 0, 0, 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.print_button = buttons.addButton(self.tr("&Choose a printer..."), QDialogButtonBox.ButtonRole.AcceptRole)
        self.print_button.setObjectName("primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(9)
        for each in (self.fitted, self.true, note):
            layout.addWidget(each)
        layout.addSpacing(8)
        layout.addWidget(buttons)

    @property
    def size_mm(self) -> tuple[float, float] | None:
        """The size in which it is to be printed; None to fit it on the page."""
        return self._size_mm if self.true.isChecked() else None


class Printing(QObject):
    """Says `told` when the picture is with the printer, or `failed` with a sentence.

    Args:
        session: whose result is printed.
        actions: it answers to that for printing.
        window: the dialogs' parent.
    """

    told = Signal(object)
    failed = Signal(object)
    _wanted = Signal(object)

    def __init__(self, session: Session, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.size_dialog: SizeDialog | None = None
        self.printer_dialog: QPrintDialog | None = None
        self._worker: PrintWorker | None = None
        self._thread = QThread(self)
        actions.print_picture.triggered.connect(self.choose)

    @Slot()
    def choose(self) -> None:
        """Ask how large, then where."""
        result = self._session.result
        if result is None or self.size_dialog is not None:
            return
        straightening = result.edits.straightening
        self.size_dialog = SizeDialog(None if straightening is None else straightening.size_mm, self._window)
        self.size_dialog.accepted.connect(self._choose_printer)
        self.size_dialog.finished.connect(self._on_size_answered)
        self.size_dialog.open()

    @Slot()
    def _choose_printer(self) -> None:
        result = self._session.result
        if result is None or self.size_dialog is None:
            return
        size_mm = self.size_dialog.size_mm
        printer = new_printer(result, size_mm)
        dialog = QPrintDialog(printer, self._window)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile)
        dialog.accepted.connect(lambda: self.print_on(printer, size_mm))
        dialog.finished.connect(dialog.deleteLater)
        self.printer_dialog = dialog
        dialog.setModal(True)
        dialog.show()  # its own `open` wants a receiver

    @Slot(int)
    def _on_size_answered(self, _: int) -> None:
        if self.size_dialog is not None:
            self.size_dialog.deleteLater()
            self.size_dialog = None

    def print_on(self, printer: QPrinter, size_mm: tuple[float, float] | None) -> None:
        """Print the picture as it is now; None fits it on the page."""
        result = self._session.result
        if result is None:
            return
        if self._worker is None:
            self._worker = PrintWorker()
            self._worker.moveToThread(self._thread)
            self._wanted.connect(self._worker.work)
            self._worker.done.connect(self._on_done)
            self._worker.failed.connect(self.failed)
            self._thread.start()
        self._wanted.emit(PrintJob(printer, eight_bits(result.reconstruction.picture), size_mm))

    @Slot()
    def _on_done(self) -> None:
        self.told.emit(self.tr("The clean picture is with the printer."))

    def close(self) -> None:
        """Wait until what is being printed is done."""
        self._thread.quit()
        self._thread.wait()


def new_printer(result: "Result", size_mm: tuple[float, float] | None) -> QPrinter:
    """Return the system's usual printer, its page turned as the picture is."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    height, width = result.reconstruction.picture.shape[:2]
    lies = width > height if size_mm is None else size_mm[0] > size_mm[1]
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait)
    printer.setDocName("DIAR")
    return printer
