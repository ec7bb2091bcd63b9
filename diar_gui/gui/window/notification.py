"""Tells that something is done while nobody looks at the window."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from diar_gui.gui.look.icons import app_icon
from diar_gui.gui.look.translations import in_window_language

_SHOWN_FOR_MS = 10_000


class Notifier(QObject):
    """Shows a message of the system where it has a tray, and lets the task bar call for attention elsewhere.

    The icon that a message needs is there only as long as the message. `clicked` says that the user wants the window.
    """

    clicked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None
        self._end = QTimer(self, singleShot=True, interval=_SHOWN_FOR_MS)
        self._end.timeout.connect(self.withdraw)

    @property
    def is_seen(self) -> bool:
        """Whether the user has the window before them, so that a message would only disturb."""
        is_shown = self._window.isVisible() and not self._window.isMinimized()
        return is_shown and QApplication.activeWindow() is not None

    def tell(self, title: str, text: str) -> None:
        """Say it, unless the window is seen anyway; the text may be the engine's."""
        if self.is_seen:
            return
        text = in_window_language(text)
        self.withdraw()
        QApplication.alert(self._window)
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        self._icon = QSystemTrayIcon(app_icon(), self)
        self._icon.setToolTip(title)
        self._icon.messageClicked.connect(self._on_clicked)
        self._icon.activated.connect(self._on_clicked)
        self._icon.show()
        self._icon.showMessage(title, text, app_icon(), _SHOWN_FOR_MS)
        self._end.start()

    @Slot()
    def withdraw(self) -> None:
        """Take message and icon away."""
        self._end.stop()
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    @Slot()
    def _on_clicked(self) -> None:
        self.withdraw()
        self.clicked.emit()
