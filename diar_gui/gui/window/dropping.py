"""What becomes of files that are dropped: opened, added to what is open, or refused."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from diar_gui.gui.look.question import Answer, ask
from diar_gui.gui.projects.projects import SUFFIX
from diar_gui.gui.queue.queueing import are_sets
from diar_gui.gui.session.session import Session
from diar_gui.images import SUFFIXES
from diar_gui.videos import VIDEO_SUFFIXES

_ADD, _OPEN = "add", "open"


class Dropping(QObject):
    """Photos are added to open ones; of a folder the user is asked whether it is more of the same or something else.

    sets_wanted: with folders that hold a set each. open_wanted: with what is to be opened in place of what is, and
    whether to begin at once. add_wanted: with what is to be added. refused, told: with a sentence.
    """

    open_wanted = Signal(list, bool)
    add_wanted = Signal(list)
    sets_wanted = Signal(list)
    refused = Signal(str)
    told = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._paths: list[Path] = []
        self._note = ""
        self.question: QMessageBox | None = None

    @Slot(list)
    def take(self, paths: Sequence[Path]) -> None:
        """Take what was dropped."""
        if len(paths) == 1 and paths[0].suffix.lower() == SUFFIX and not paths[0].is_dir():
            self.open_wanted.emit(list(paths), False)
            return
        folders = [path for path in paths if path.is_dir()]
        photos = [path for path in paths if path.suffix.lower() in SUFFIXES | VIDEO_SUFFIXES and path not in folders]
        junk = [path for path in paths if path not in folders and path not in photos]
        good = [path for path in paths if path not in junk]
        if not good:
            self.refused.emit(self._refusal(junk))
            return
        self._note = self._passed_over(junk) if junk else ""
        if are_sets(good):
            self.sets_wanted.emit(good)
        elif not self._session.photos:
            self.open_wanted.emit(good, False)
        elif folders:
            self._ask(good, folders[0].name)
        else:
            self.add_wanted.emit(good)
        if self._note:
            self.told.emit(self._note)

    def take_note(self) -> str:
        """Return what is still to be said of the last drop, once."""
        note, self._note = self._note, ""
        return note

    def _refusal(self, junk: Sequence[Path]) -> str:
        if len(junk) == 1:
            return self.tr("{name} is no photo that DIAR reads; nothing was changed.").format(name=junk[0].name)
        return self.tr("None of these {n} files is a photo that DIAR reads; nothing was changed.").format(n=len(junk))

    def _passed_over(self, junk: Sequence[Path]) -> str:
        if len(junk) == 1:
            return self.tr("{name} is no photo that DIAR reads; it was passed over.").format(name=junk[0].name)
        return self.tr("{n} files are no photos that DIAR reads; they were passed over.").format(n=len(junk))

    def _ask(self, paths: list[Path], name: str) -> None:
        if self.question is not None:
            return
        self._paths = paths
        text = self.tr("Add the photos of \u201c{name}\u201d to the open ones, or open them instead?").format(name=name)
        answers = (Answer(self.tr("Add"), _ADD), Answer(self.tr("Open instead"), _OPEN), Answer(self.tr("Cancel")))
        self.question = ask(self._window, text, "", answers, self._on_answered)

    def _on_answered(self, answer: str) -> None:
        self.question = None
        if answer == _ADD:
            self.add_wanted.emit(self._paths)
        elif answer == _OPEN:
            self.open_wanted.emit(self._paths, False)
