"""What the window shows before there are photos: what to do, and what comes of it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import beside_icon, label
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.look.translations import in_window_language
from diar_gui.gui.window.before_after import BeforeAfter
from diar_gui.images import FORMATS_READ

_ZONE = QSize(640, 540)
_MARGIN_PX, _FRAME_PX = 64, 6  # beside the texts, and around all


class EmptyState(QWidget):
    """An invitation to drop photos, with buttons for those who do not drag."""

    folder_wanted = Signal()
    photos_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        zone = QFrame()
        zone.setObjectName("dropZone")
        zone.setMinimumHeight(_ZONE.height())
        self._zone = zone
        title = label(self.tr("Drop a folder of photos here"), "dropTitle", points_more=9)
        text = label(
            self.tr(
                "Several photos of the same flat thing: a painting behind glass, a poster, a whiteboard, a page, a "
                "facade. DIAR brings them together into one clean picture without glare, shadows and passers-by."
            ),
            "muted",
            points_more=1,
        )
        formats = in_window_language(FORMATS_READ)
        hint = label(self.tr("{formats}. Your photos are never changed.").format(formats=formats), "muted")
        for each in (title, text, hint):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            each.setWordWrap(True)  # other languages need more room
        self.folder_button = QPushButton(beside_icon(self.tr("Open folder...")))
        self.folder_button.setObjectName("primary")
        self.folder_button.clicked.connect(self.folder_wanted)
        self.photos_button = QPushButton(beside_icon(self.tr("Choose photos...")))
        self.photos_button.clicked.connect(self.photos_wanted)
        self.sample_button = QPushButton(beside_icon(self.tr("Try the sample")))
        self.sample_button.setToolTip(
            self.tr("Opens photos of a painting behind glass with people before it, and makes one clean picture.")
        )
        self.sample_button.clicked.connect(self.sample_wanted)
        self._buttons = self._button_row()
        layout = QVBoxLayout(zone)
        layout.setContentsMargins(_MARGIN_PX, 24, _MARGIN_PX, 20)
        layout.setSpacing(12)
        layout.addStretch(1)
        layout.addWidget(BeforeAfter(), 0, Qt.AlignmentFlag.AlignCenter)
        layout.addSpacing(2)
        for each in (title, text):
            layout.addWidget(each)
        layout.addSpacing(8)
        layout.addLayout(self._buttons)
        layout.addStretch(1)
        layout.addWidget(hint)
        outer = QVBoxLayout(self)
        outer.addWidget(zone, 0, Qt.AlignmentFlag.AlignCenter)

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        for button in (self.folder_button, self.photos_button, self.sample_button):
            button.setMinimumHeight(38)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.folder_button.setIcon(tinted("folder", theme.on_accent))
        self.photos_button.setIcon(tinted("photos", theme.text))
        self.sample_button.setIcon(tinted("sample", theme.text))
        # Texts that break into lines do not ask for the width that the buttons need.
        self._buttons.invalidate()
        self._zone.setFixedWidth(max(_ZONE.width(), self._buttons.sizeHint().width() + 2 * _MARGIN_PX + _FRAME_PX))
