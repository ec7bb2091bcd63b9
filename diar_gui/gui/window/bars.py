"""The two bars of the window: what to do above, how far it has come below."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from diar_gui.gui.look import words
from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import beside_icon, label
from diar_gui.gui.look.remaining import Remaining, in_words
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.look.translations import in_window_language
from diar_gui.gui.session.settings import Settings
from diar_gui.names import FEATURES

_LEAST_CHOOSER_PX = 104  # its text ends in dots there
_LEAST_PRIMARY_PX = 176
_BESIDE_ITEM_PX = 28  # what the style leaves free in the list, and a scroll bar


class TopBar(QFrame):
    """Open, choose how, make (or cancel), save."""

    make_wanted = Signal()
    cancel_wanted = Signal()
    method_chosen = Signal(str)
    features_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self._theme = DARK
        self._is_running = False
        self._is_save_next = False
        self.open_button = QPushButton(beside_icon(self.tr("Open folder...")))
        self.save_button = QPushButton(beside_icon(self.tr("Save picture...")))
        self.primary_button = QPushButton()
        self.primary_button.setObjectName("primary")
        self.primary_button.clicked.connect(self._on_primary_clicked)
        self.method = _chooser(self.tr("How the photos are put together"), words.METHODS, words.METHOD_GROUPS)
        self.features = _chooser(
            self.tr("How the photos are recognised in one another (features)"), words.FEATURES, (("", FEATURES),)
        )
        self.method.activated.connect(self._on_method_activated)
        self.features.activated.connect(self._on_features_activated)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 9)
        layout.setSpacing(8)
        layout.addWidget(self.open_button)
        layout.addStretch(1)
        for text, chooser in ((self.tr("Method"), self.method), (self.tr("Matching"), self.features)):
            caption = label(text, "muted")
            caption.setBuddy(chooser)
            layout.addWidget(caption)
            layout.addWidget(chooser)
            layout.addSpacing(6)
        layout.addWidget(self.save_button)
        layout.addWidget(self.primary_button)

    def show_settings(self, settings: Settings) -> None:
        """Show what is chosen."""
        self.method.setCurrentIndex(self.method.findData(settings.method))
        self.features.setCurrentIndex(self.features.findData(settings.features))

    def show_state(self, *, can_make: bool, is_running: bool, is_stopping: bool, can_save: bool) -> None:
        """Show what can be done now."""
        self._is_running = is_running
        self._is_save_next = can_save and not is_running
        self._show_what_is_next()
        self.primary_button.setEnabled(can_make or (is_running and not is_stopping))
        text = self.tr("Make clean picture")
        if is_running:
            text = self.tr("Stopping...") if is_stopping else self.tr("Cancel")
        self.primary_button.setText(beside_icon(text))
        self.primary_button.setMinimumWidth(max(_LEAST_PRIMARY_PX, self.primary_button.sizeHint().width()))
        self.save_button.setEnabled(can_save)
        for chooser in (self.method, self.features):
            chooser.setEnabled(not is_running)
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.open_button.setIcon(tinted("folder", theme.text))
        on_save, on_make = (theme.on_accent, theme.text) if self._is_save_next else (theme.text, theme.on_accent)
        self.save_button.setIcon(tinted("save", on_save))
        self.primary_button.setIcon(tinted("cancel" if self._is_running else "make", on_make))

    def _show_what_is_next(self) -> None:
        """Let the button stand out that is to be pressed next: make, and once there is a picture, save."""
        names = {self.save_button: self._is_save_next, self.primary_button: not self._is_save_next}
        for button, is_next in names.items():
            button.setObjectName("primary" if is_next else "")
            button.style().unpolish(button)
            button.style().polish(button)

    @Slot()
    def _on_primary_clicked(self) -> None:
        (self.cancel_wanted if self._is_running else self.make_wanted).emit()

    @Slot()
    def _on_method_activated(self) -> None:
        self.method_chosen.emit(self.method.currentData())

    @Slot()
    def _on_features_activated(self) -> None:
        self.features_chosen.emit(self.features.currentData())


class BottomBar(QFrame):
    """What is being done, and how much of it is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottomBar")
        self.setFixedHeight(34)
        self.text = QLabel()
        self.text.setAccessibleName(self.tr("What is being done"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(320)
        self.bar.setAccessibleName(self.tr("Progress"))
        self._remaining = Remaining()
        self.share = label("", "muted")
        self.share.setMinimumWidth(46)
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.share)
        self.show_idle("")

    def show_idle(self, text: str) -> None:
        """Show a text without a bar."""
        self._remaining.start()
        self.text.setText(text)
        self.bar.hide()
        self.share.hide()

    def show_progress(self, fraction: float, text: str) -> None:
        """Show a text, of the engine too, and the bar at `fraction` of its length."""
        self.text.setText(in_window_language(text))
        self.bar.setValue(round(fraction * 1000))
        left_s = self._remaining.after(fraction)
        self.share.setText(f"{fraction:.0%}" if left_s is None else f"{fraction:.0%}  \u00b7  {in_words(left_s)}")
        self.bar.show()
        self.share.show()


def _chooser(name: str, table: dict[str, tuple[str, str]], groups: Sequence[tuple[str, Sequence[str]]]) -> QComboBox:
    """Return a chooser of names in the engine, those of a group below its heading, which cannot be chosen."""
    chooser = QComboBox()
    chooser.setAccessibleName(name)
    chooser.setToolTip(name)
    chooser.setMinimumWidth(_LEAST_CHOOSER_PX)
    chooser.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    chooser.setIconSize(QSize(16, 16))
    for heading, names in groups:
        if heading:
            chooser.addItem(QCoreApplication.translate("Words", heading))
            model = chooser.model()
            assert isinstance(model, QStandardItemModel)
            model.item(chooser.count() - 1).setFlags(Qt.ItemFlag.NoItemFlags)
        for each in names:
            text, explanation = words.in_words(table, each)
            chooser.addItem(text, each)
            chooser.setItemData(chooser.count() - 1, explanation, Qt.ItemDataRole.ToolTipRole)
    # Headings need room in the list that opens, not in the bar.
    chosen = [chooser.itemText(i) for i in range(chooser.count()) if chooser.itemData(i) is not None]
    chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    chooser.setMinimumContentsLength(max(map(len, chosen)))
    chooser.view().setMinimumWidth(chooser.view().sizeHintForColumn(0) + _BESIDE_ITEM_PX)
    return chooser
