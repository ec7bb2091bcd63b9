"""What the program is, whose work it stands on, and what a report of a fault should say."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from diar_gui import __version__
from diar_gui.gui.dialogs.system_information import open_log_folder, system_information
from diar_gui.gui.look.icons import app_icon
from diar_gui.gui.look.labels import label
from diar_gui.paths import log_path

_ICON_PX = 72
_LICENCES_SIZE_PX = (980, 620)


class AboutDialog(QDialog):
    """Version, purpose, licence, and the ways to more; `devices`, what networks run on, goes into what is copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About DIAR"))
        self.devices: tuple[str, ...] = ()
        self.licences: LicencesDialog | None = None
        self.answer = label("", "muted")
        self.answer.setWordWrap(True)
        self.licences_button = QPushButton(self.tr("&Licences"))
        self.log_button = QPushButton(self.tr("Open log &folder"))
        self.copy_button = QPushButton(self.tr("&Copy system information"))
        self.licences_button.clicked.connect(self._show_licences)
        self.log_button.clicked.connect(self._open_log_folder)
        self.copy_button.clicked.connect(self._copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        tools = QHBoxLayout()
        for button in (self.licences_button, self.log_button, self.copy_button):
            button.setAutoDefault(False)
            tools.addWidget(button)
        tools.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 22, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(self._head())
        layout.addLayout(tools)
        layout.addWidget(self.answer)
        layout.addWidget(buttons)

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setPixmap(app_icon().pixmap(_ICON_PX, _ICON_PX))
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        texts = (
            label(f"DIAR {__version__}", "headline", points_more=6),
            label(
                self.tr(
                    "Makes one clean picture of a flat thing out of several photos that are spoiled by glare, shadows, "
                    "people in front or a slanted view."
                ),
                "aboutText",
            ),
            label(
                self.tr(
                    "After \u201cDIAR: Deep Image Alignment and Reconstruction using Swin Transformers\u201d by "
                    "Kwiatkowski, Matern and Hellwich. Free software under the Apache License 2.0. It works on this "
                    "computer only: nothing is sent anywhere."
                ),
                "muted",
            ),
        )
        column = QVBoxLayout()
        column.setSpacing(8)
        for text in texts:
            text.setWordWrap(True)
            text.setMinimumWidth(400)
            column.addWidget(text)
        column.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(20)
        head.addWidget(icon)
        head.addLayout(column, 1)
        return head

    @Slot()
    def _show_licences(self) -> None:
        if self.licences is None:
            self.licences = LicencesDialog(self)
        self.licences.open()

    @Slot()
    def _open_log_folder(self) -> None:
        if open_log_folder():
            self.answer.clear()
        else:
            self.answer.setText(
                self.tr("The folder could not be shown; the log file is {path}.").format(path=log_path())
            )

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(system_information(self.devices))
        self.answer.setText(self.tr("Copied; paste it into your message."))


class LicencesDialog(QDialog):
    """The licences of the program and of all that is shipped with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        self.resize(*_LICENCES_SIZE_PX)
        self._texts: list[tuple[str, str]] = []
        self.names = QListWidget()
        self.text = QPlainTextEdit()
        self.names.setAccessibleName(self.tr("Programs and data"))
        self.names.setFixedWidth(260)
        self.names.setSpacing(2)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.licence = label("", "paneTitle")
        self.licence.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        for name, version, licence, text in _entries():
            self.names.addItem(f"{name} {version}".strip())
            self._texts.append((licence, text))
        self.names.currentRowChanged.connect(self._on_row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        right = QVBoxLayout()
        right.addWidget(self.licence)
        right.addWidget(self.text, 1)
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addWidget(self.names)
        columns.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.addLayout(columns, 1)
        layout.addWidget(buttons)
        if self._texts:
            self.names.setCurrentRow(0)
        else:
            self.text.setPlainText(self.tr("The list of licences is missing from this installation."))

    @Slot(int)
    def _on_row(self, row: int) -> None:
        licence, text = self._texts[row] if 0 <= row < len(self._texts) else ("", "")
        self.licence.setText(licence)
        self.text.setPlainText(text)


def _entries() -> list[tuple[str, str, str, str]]:
    """Return (name, version, licence, text) of the program and of each part that is shipped with it."""
    try:
        from diar_gui import licences  # reads many files: only when they are asked for
    except ImportError:
        return []
    return list(licences.entries())
