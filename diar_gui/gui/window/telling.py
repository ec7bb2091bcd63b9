"""What the window says of a run and of what was saved: below, over the panes, and to who looks elsewhere."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from diar_gui.gui.look.message_bar import MessageBar, MessageKind
from diar_gui.gui.panes.panes import FourPanes
from diar_gui.gui.saving.save import Saving
from diar_gui.gui.session.session import Session
from diar_gui.gui.shown.photos import left_out_sentence
from diar_gui.gui.window.bars import BottomBar
from diar_gui.gui.window.notification import Notifier
from diar_gui.gui.window.unclean_places import UncleanPlaces


class Telling(QObject):
    """Listens to the session, and tells what it is given.

    Args:
        session: whose runs it tells of.
        bottom_bar: where it says what is being done.
        message: where it says what has to be known.
        panes: which show the places that are not clean.
        notifier: for who looks elsewhere.
        saving: which shows in its folder what was saved.
        parent: Qt's.
    """

    def __init__(
        self,
        session: Session,
        bottom_bar: BottomBar,
        message: MessageBar,
        panes: FourPanes,
        notifier: Notifier,
        saving: Saving,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._bottom_bar = bottom_bar
        self._message = message
        self._panes = panes
        self._notifier = notifier
        self._saving = saving
        self.unclean = UncleanPlaces(session, message, panes, self)
        for tool in (panes.repairing, panes.finishing):
            tool.ended.connect(self.unclean.tell_what_is_left)
        session.workers.engine.noticed.connect(self.inform)
        for signal in (session.load_failed, session.snapshot_failed, session.export_failed):
            signal.connect(self.warn)
        session.run_failed.connect(self._on_run_failed)
        session.run_finished.connect(self._on_run_finished)
        session.update_finished.connect(self._on_update_finished)
        session.run_cancelled.connect(self._on_run_cancelled)
        saving.started.connect(self.tell_saving)
        saving.done.connect(self._on_saved)
        saving.told.connect(self.inform)

    @Slot(object)
    def warn(self, sentence: str) -> None:
        """Say what went wrong."""
        self._bottom_bar.show_idle("")
        self._message.tell(MessageKind.WARNING, sentence)

    @Slot(object)
    def inform(self, sentence: str) -> None:
        """Say what is good to know."""
        self._message.tell(MessageKind.INFORMATION, sentence)

    @Slot(object)
    def tell_saving(self, path: Path) -> None:
        """Say what is being written."""
        self._bottom_bar.show_idle(self.tr("Saving {name}...").format(name=path.name))

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._bottom_bar.show_idle(self.tr("Saved."))
        text = self.tr("Saved as {path}.").format(path=path)
        self._message.tell(MessageKind.SUCCESS, text, (self.tr("Show in folder"), self._saving.show_in_folder))

    @Slot()
    def _on_run_finished(self) -> None:
        self.unclean.tell(left_out_sentence(self._session.photos))
        self._bottom_bar.show_idle(self._done_sentence())
        if self._session.settings.notify:
            self._notifier.tell(self.tr("The clean picture is done"), self._bottom_bar.text.text())

    def _done_sentence(self) -> str:
        return " ".join(filter(None, (self.unclean.done_sentence(), self._target_sentence())))

    def _target_sentence(self) -> str:
        """Return what the colour target says of the picture; nothing without one."""
        target = None if self._session.result is None else self._session.result.report["target"]
        if target is None:
            return ""
        found, locale = target["in_picture"] or target["held_out"], self._panes.locale()
        mean, worst = (locale.toString(found[name], "f", 1) for name in ("mean", "worst"))
        return self.tr("Colour target: off by {mean}, at worst {worst} (dE2000).").format(mean=mean, worst=worst)

    @Slot()
    def _on_update_finished(self) -> None:
        self.unclean.tell()
        self._bottom_bar.show_idle(self._done_sentence())

    @Slot(object)
    def _on_run_failed(self, sentence: str) -> None:
        self._panes.brush.clear_pending()
        self.warn(sentence)
        if self._session.settings.notify:
            self._notifier.tell(self.tr("No clean picture was made"), sentence)

    @Slot()
    def _on_run_cancelled(self) -> None:
        self._bottom_bar.show_idle(self.tr("Cancelled; nothing was changed."))
