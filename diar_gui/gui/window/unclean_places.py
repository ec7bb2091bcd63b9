"""What the window says at the end of a run: whether the picture is clean, and which places are not."""

from PySide6.QtCore import QObject, Slot

from diar_gui.gui.look.message_bar import MessageBar, MessageKind
from diar_gui.gui.look.translations import in_window_language
from diar_gui.gui.panes.panes import FourPanes
from diar_gui.gui.session.session import Session


class UncleanPlaces(QObject):
    """Names the places that are not clean, and offers to go through them, the largest first."""

    def __init__(self, session: Session, message: MessageBar, panes: FourPanes, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._message = message
        self._panes = panes
        self._said = ""

    def done_sentence(self) -> str:
        """Return what has been made: a clean picture only where no place is known not to be."""
        n_used = sum(photo.is_used for photo in self._session.photos)
        places = self._sentence()
        if places:
            return self.tr("Done: a picture of {n} photos.").format(n=n_used) + " " + places
        return self.tr("Done: a clean picture of {n} photos.").format(n=n_used)

    def tell(self, before: str = "") -> None:
        """Say which places there are and offer to show them, after another sentence; else only that one.

        Of an earlier picture's places no message is left. While places are repaired, or light and
        colour are adjusted, it would lie over the bar for that.
        """
        is_occupied = self._panes.repairing.is_active or self._panes.finishing.is_active
        places = "" if is_occupied else self._sentence()
        if not places and not before and self._message.text == self._said:
            self._message.clear()
        self._said = " ".join(filter(None, (before, places)))
        if places:
            show = (self.tr("Show the next place"), self.show_next)
            self._message.tell(MessageKind.WARNING, self._said, (self.tr("Repair..."), self.repair), show)
        elif before:
            self._message.tell(MessageKind.WARNING, before)

    @Slot()
    def tell_what_is_left(self) -> None:
        """Say which places there still are."""
        self.tell()

    @Slot()
    def show_next(self) -> None:
        """Bring the next place into the middle of the panes."""
        self._panes.repairing.show_next()

    @Slot()
    def repair(self) -> None:
        """Go through the places and offer what the photos show there."""
        self._message.clear()
        self._panes.start_repair()

    def _sentence(self) -> str:
        result = self._session.result
        places = result.reconstruction.places if result is not None else None
        if not places:
            return ""
        from diar_gui.reconstruction.places import sentence

        return in_window_language(sentence(places))
