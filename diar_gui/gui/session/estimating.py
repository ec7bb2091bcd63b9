"""What a run would need, told before it is begun."""

from PySide6.QtCore import QObject, Signal, Slot

from diar_gui.gui.look.translations import in_window_language
from diar_gui.gui.session.session import Session, State


class Estimating(QObject):
    """Says `estimated` with a sentence when photos are listed and the engine is there to tell."""

    estimated = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._n_asked = 0
        session.photos_replaced.connect(self._ask)
        session.engine_loaded.connect(self._ask)
        session.workers.engine.estimated.connect(self._on_estimated)

    @Slot()
    def _ask(self) -> None:
        session = self._session
        if session.photos and session.is_engine_loaded:
            self._n_asked += 1
            paths = tuple(photo.path for photo in session.photos)
            session.workers.estimate_wanted.emit(self._n_asked, paths, session.settings)

    @Slot(int, object)
    def _on_estimated(self, number: int, sentence: str) -> None:
        is_waiting = self._session.state is State.READY and self._session.result is None
        if number == self._n_asked and is_waiting:
            self.estimated.emit(in_window_language(sentence))
