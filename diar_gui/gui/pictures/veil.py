"""A word over a picture that is not the one that was asked for yet."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

_ABOVE_PX = 12


class Veil(QLabel):
    """Lies at the top of a view while its picture is being renewed; mouse and keys go through it."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setObjectName("veil")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setText(self.tr("Being renewed\u2026"))
        self.hide()
        self._view = view
        view.installEventFilter(self)

    def set_shown(self, is_shown: bool) -> None:
        """Show it, or take it away."""
        self._place()
        self.setVisible(is_shown)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        self.adjustSize()
        self.move((self._view.width() - self.width()) // 2, _ABOVE_PX)
