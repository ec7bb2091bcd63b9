"""What is done with the photos of the list themselves: looked at large, removed, taken back."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from diar_gui.gui.actions import Actions
from diar_gui.gui.look.message_bar import MessageBar, MessageKind
from diar_gui.gui.looking.page import LookingPage
from diar_gui.gui.session.session import Session


class ListedPhotos(QObject):
    """Answers to the actions; `left` says that the page of photos as they were shot is closed.

    Args:
        session: whose photos they are.
        actions: of the window.
        pages: where that page takes the place of the panes.
        message: to say what was removed, and to take it back.
    """

    left = Signal()

    def __init__(self, session: Session, actions: Actions, pages: QStackedWidget, message: MessageBar) -> None:
        super().__init__(pages)
        self._session = session
        self._pages = pages
        self._message = message
        self._removed_name = ""
        self.page = LookingPage()
        pages.addWidget(self.page)
        self.page.wanted.connect(session.workers.photo_wanted)
        self.page.closed.connect(self.left)
        session.workers.display.photo_read.connect(self.page.show_read)
        session.workers.display.photo_not_read.connect(self.page.show_unreadable)
        actions.look.triggered.connect(self.look)
        actions.remove_photo.triggered.connect(self.remove)

    @property
    def is_shown(self) -> bool:
        """Whether a photo is looked at."""
        return bool(self._session.photos) and self._pages.currentWidget() is self.page

    @Slot()
    def look(self) -> None:
        """Show the selected photo large, as it was shot."""
        if self._session.selected is not None:
            self._message.clear()
            self._pages.setCurrentWidget(self.page)
            self.page.open(self._session.photos, self._session.selected_row)

    @Slot()
    def remove(self) -> None:
        """Take the selected photo out of the list."""
        photo = self._session.selected
        if photo is None:
            return
        if len(self._session.photos) == 1:
            text = self.tr("One photo has to stay; open others in place of it.")
            self._message.tell(MessageKind.WARNING, text)
            return
        self._removed_name = photo.name
        self._session.remove(photo.path)

    @Slot()
    def take_back(self) -> None:
        """Open again what was removed."""
        self._message.clear()
        self._session.take_back()

    def tell_what_is_gone(self) -> None:
        """Say what was removed, if it was, once the others are listed."""
        name, self._removed_name = self._removed_name, ""
        if name:
            text = self.tr("{name} was removed from the list; its file is left as it is.").format(name=name)
            self._message.tell(MessageKind.INFORMATION, text, (self.tr("Take back"), self.take_back))
