"""Printing: where the picture lies on the page, and a page as a PDF."""

import re
from dataclasses import replace

import numpy as np
import pytest
from project_desk import PATIENCE_MS, desk
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from diar_gui.edits import NO_EDITS, Straightening
from diar_gui.gui.actions import Actions
from diar_gui.gui.saving.printing import Printing, draw, new_printer, printed_area

PAGE = QRectF(0, 0, 600, 800)


def test_a_fitted_picture_fills_the_page_in_one_direction():
    assert printed_area(PAGE, (300, 400), None) == QRectF(0, 175, 600, 450)
    assert printed_area(PAGE, (800, 300), None) == QRectF(150, 0, 300, 800)


def test_a_picture_in_true_size_lies_in_the_middle_and_may_reach_beyond():
    area = printed_area(PAGE, (10, 10), (900.0, 100.0))
    assert (area.size().toTuple(), area.center()) == ((900, 100), QPointF(300, 400))


@pytest.fixture
def work(qtbot, make_photos, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with desk(qtbot) as made:
        made.run([make_photos(3)])
        made.printing = Printing(made.session, Actions(made.session.editing, made.window), made.window)
        yield made
        made.printing.close()


def drawn(size, size_px):
    """Return a grey page of 600 x 800 pixels with a black picture of a size (height, width) on it."""
    page = QImage(600, 800, QImage.Format.Format_Grayscale8)
    page.fill(255)
    painter = QPainter(page)
    draw(painter, PAGE, np.zeros((*size, 3), np.uint8), size_px)
    painter.end()
    pixels = np.frombuffer(page.constBits(), np.uint8).reshape(800, page.bytesPerLine())[:, :600]
    rows, columns = (np.nonzero((pixels < 128).any(axis=axis))[0] for axis in (1, 0))
    return columns[0], columns[-1] + 1, rows[0], rows[-1] + 1


def test_what_is_drawn_lies_there_and_is_cut_off_at_the_page():
    assert drawn((300, 400), None) == (0, 600, 175, 625)
    assert drawn((300, 400), (200.0, 100.0)) == (200, 400, 350, 450)
    assert drawn((300, 400), (900.0, 100.0)) == (0, 600, 350, 450)


@pytest.mark.parametrize("size_mm", [None, (60.0, 100.0)])
def test_a_page_is_made_with_the_picture_on_it(work, tmp_path, size_mm):
    printer = new_printer(work.session.result, size_mm)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "page.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    with work.qtbot.waitSignal(work.printing.told, timeout=PATIENCE_MS):
        work.printing.print_on(printer, size_mm)
    data = (tmp_path / "page.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    found = re.search(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", data)
    assert (float(found[1]) > float(found[2])) == (size_mm is None)  # turned as what is printed
    height, width = work.session.result.reconstruction.picture.shape[:2]
    assert b"/Width %d" % width in data
    assert b"/Height %d" % height in data


def test_a_printer_that_fails_is_one_sentence(work, tmp_path):
    printer = new_printer(work.session.result, None)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "page.pdf"))
    with work.qtbot.waitSignal(work.printing.failed, timeout=PATIENCE_MS) as told:
        work.printing.print_on(printer, None)
    assert "printer" in told.args[0]


def test_the_true_size_is_offered_once_it_is_known(work, qtbot):
    work.printing.choose()
    dialog = work.printing.size_dialog
    assert not dialog.true.isEnabled()
    assert dialog.size_mm is None
    dialog.reject()
    reference = work.session.result.frames.frames[work.session.result.alignment.reference].path.absolute()
    corners = ((5.0, 5.0), (90.0, 5.0), (90.0, 60.0), (5.0, 60.0))
    straightening = Straightening(reference, corners, 210 / 297, (210.0, 297.0))
    work.edit(replace(NO_EDITS, straightening=straightening))
    work.printing.choose()
    dialog = work.printing.size_dialog
    dialog.true.click()
    assert dialog.size_mm == (210.0, 297.0)
    printer = new_printer(work.session.result, dialog.size_mm)
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Portrait
    dialog.accept()
    assert work.printing.printer_dialog.isVisible()
    work.printing.printer_dialog.reject()
