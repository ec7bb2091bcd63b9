"""From the controls of light and colour to the finish of the session's corrections."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from diar_gui.edits import Finish
from diar_gui.gui.actions import Actions
from diar_gui.gui.look.message_bar import MessageBar
from diar_gui.gui.panes.panes import FourPanes
from diar_gui.gui.session.session import Session


class Adjusting(QObject):
    """Every change is one named step of the session's editing.

    Args:
        session: that is corrected.
        actions: it answers to that for light and colour, and enables it as it makes sense.
        panes: with the controls.
        message: that would lie over them.
        parent: Qt's.
    """

    refused = Signal(str)

    def __init__(
        self, session: Session, actions: Actions, panes: FourPanes, message: MessageBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._finishing = panes.finishing
        actions.adjust.triggered.connect(panes.start_finish)
        panes.finishing.begun.connect(message.clear)
        panes.finishing.changed.connect(self._on_finish)
        panes.finishing.white_chosen.connect(self._on_white)
        for signal in (session.state_changed, session.editing.changed):
            signal.connect(self._show_finish)

    @Slot()
    def _show_finish(self) -> None:
        if self._session.result is None:
            self._finishing.stop()
        self._finishing.show_finish(self._session.editing.edits.finish)

    @Slot(object, str, int)
    def _on_finish(self, finish: Finish, name: str, gesture: int) -> None:
        self._session.edit(replace(self._session.editing.edits, finish=finish), name, gesture)

    @Slot(int, int)
    def _on_white(self, column: int, row: int) -> None:
        """Take a pixel of the clean picture for white paper."""
        stack, result = self._session.stages.shown_stack, self._session.result
        if result is None or stack is None or stack.size != result.stack.size:
            return  # what is shown is about to be another picture
        from diar_gui.finish import white_at, with_white  # late: with it comes the engine

        white = white_at(result.plain.picture, column, row)
        if white is None:
            self.refused.emit(
                self.tr("That is too dark or too colourful to be white paper; click on a brighter place.")
            )
            return
        edits = self._session.editing.edits
        self._session.edit(replace(edits, finish=with_white(edits.finish, white)), self.tr("White point"))
