"""Where the window's message lies: over the line above the panes, so that nothing moves when it comes and goes."""

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from diar_gui.gui.look.message_bar import MessageBar

_SIDES_PX, _ABOVE_PX, _BELOW_PX = 12, 3, 2


class MessagePlace(QObject):
    """Keeps a message at the top of the pages, beside what stands at their left.

    Args:
        message: to be placed.
        pages: over which it lies.
        beside: what it leaves free while that is to be seen: the list of photos.
    """

    def __init__(self, message: MessageBar, pages: QStackedWidget, beside: QWidget) -> None:
        super().__init__(message)
        self._message = message
        self._pages = pages
        self._beside = beside
        message.setParent(pages.parentWidget())
        layout = message.layout()
        if layout is not None:
            layout.setContentsMargins(_SIDES_PX, _ABOVE_PX, _SIDES_PX, _BELOW_PX)
        for each in (message, pages, beside):
            each.installEventFilter(self)
        pages.currentChanged.connect(self.place)

    @Slot()
    def place(self) -> None:
        """Put it where it belongs."""
        area = self._pages.geometry()
        left = self._beside.width() if self._beside.isVisible() else 0
        width = area.width() - left
        layout = self._message.layout()
        height = self._message.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)
        self._message.setGeometry(area.left() + left, area.top(), width, height)
        self._message.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the pages, and what the message says."""
        kind = event.type()
        follows = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
        says_else = watched is self._message and kind in (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if says_else or (watched is not self._message and kind in follows):
            self.place()
        return False
