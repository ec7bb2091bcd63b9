"""Adjusting light and colour of the clean picture: the bar above the panes, and the click that chooses its white."""

import math

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent

from diar_gui.edits import Finish
from diar_gui.gui.panes.finish_bar import FinishBar
from diar_gui.gui.panes.result import ResultView
from diar_gui.gui.pictures.view import PictureView, ViewTool


class Finishing(QObject):
    """Begins and ends it.

    changed: see `FinishBar`. white_chosen: with column and row of the pixel that is to be white.
    begun, ended: light and colour are being adjusted now, or no longer.

    Args:
        result: the pane of the clean picture.
        parent: Qt's.
    """

    changed = Signal(object, str, int)
    white_chosen = Signal(int, int)
    begun = Signal()
    ended = Signal()

    def __init__(self, result: ResultView, parent: QObject) -> None:
        super().__init__(parent)
        self.bar = FinishBar()
        self._pipette = _Pipette(result.view, self)
        result.view.add_tool(self._pipette)
        self.is_active = False
        self.bar.changed.connect(self.changed)
        self.bar.pipette_wanted.connect(self._pipette.set_active)
        self.bar.closed.connect(self.stop)

    def start(self) -> None:
        """Show the controls."""
        if not self.is_active:
            self.is_active = True
            self.bar.show()
            self.bar.exposure.setFocus(Qt.FocusReason.OtherFocusReason)
            self.begun.emit()

    @Slot()
    def stop(self) -> None:
        """Be done: the pipette first, where it is in hand."""
        if not self.is_active:
            return
        self.is_active = False
        self.bar.pipette.setChecked(False)
        self.bar.hide()
        self.ended.emit()

    def show_finish(self, finish: Finish) -> None:
        """Show how the finish is now."""
        self.bar.show_finish(finish)

    def choose_white(self, column: int, row: int) -> None:
        """Take a pixel of the clean picture for white paper, and put the pipette away."""
        self.bar.pipette.setChecked(False)
        self.white_chosen.emit(column, row)


class _Pipette(ViewTool):
    """Takes one click."""

    def __init__(self, view: PictureView, finishing: Finishing) -> None:
        self._view = view
        self._finishing = finishing
        self._is_active = False

    def set_active(self, is_active: bool) -> None:
        """Take the mouse, or leave it to the view."""
        self._is_active = is_active
        if is_active:
            self._view.viewport().setCursor(Qt.CursorShape.CrossCursor)
        else:
            self._view.viewport().unsetCursor()

    def press(self, place: QPointF, event: QMouseEvent) -> bool:
        """Take the pixel under the mouse."""
        if not self._is_active or event.button() is not Qt.MouseButton.LeftButton:
            return False
        self._choose(place)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Take the pixel in the middle of the view by the space bar."""
        if not self._is_active or event.key() != Qt.Key.Key_Space:
            return False
        self._choose(self._view.centre)
        return True

    def _choose(self, place: QPointF) -> None:
        if self._view.content.contains(place):
            self._finishing.choose_white(math.floor(place.x()), math.floor(place.y()))
