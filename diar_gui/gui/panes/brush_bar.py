"""The bar above the panes while the brush is in hand: which photo, use or never, size, softness."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSlider, QToolButton, QWidget

from diar_gui.gui.look.controls import move_quietly, named_slider, toggle_button
from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import label
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.panes.brush_tool import UNWANTED_COLOUR, WANTED_COLOUR, BrushTool
from diar_gui.gui.panes.pane import ElidedLabel

_SCALE = 200  # steps of a slider


class BrushBar(QFrame):
    """Controls of a brush; `closed` says that the user is done with it."""

    closed = Signal()

    def __init__(self, tool: BrushTool) -> None:
        super().__init__()
        self.setObjectName("information")
        self.setFixedHeight(42)
        self.setAccessibleName(self.tr("Brush"))
        self._tool = tool
        self.photo_label = ElidedLabel("headline")
        self.use_button = toggle_button(self.tr("Use it here"), self.tr("Paint where this photo is to be used"))
        self.never_button = toggle_button(self.tr("Never here"), self.tr("Paint where this photo must not be used"))
        group = QButtonGroup(self)
        for button in (self.use_button, self.never_button):
            group.addButton(button)
        self.size_slider = self._slider(
            self.tr("Size of the brush"), self.tr("Size of the brush ([ and ], or Alt and the wheel)")
        )
        self.softness_slider = self._slider(
            self.tr("Softness of the brush"),
            self.tr("How soft the border is (Shift and [ or ], or Alt, Shift and the wheel)"),
        )
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Put the brush away (Esc)"))
        self.close_button.setAccessibleName(self.tr("Put the brush away"))
        self._lay_out()
        self.use_button.clicked.connect(self._on_kind)
        self.never_button.clicked.connect(self._on_kind)
        self.size_slider.valueChanged.connect(self._on_size)
        self.softness_slider.valueChanged.connect(self._on_softness)
        self.close_button.clicked.connect(self.closed)
        tool.changed.connect(self.update_controls)
        self.update_controls()
        self.hide()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 6, 0)
        layout.setSpacing(8)
        layout.addWidget(self.photo_label, 1)
        layout.addWidget(self.use_button)
        layout.addWidget(self.never_button)
        for text, slider in ((self.tr("Size"), self.size_slider), (self.tr("Softness"), self.softness_slider)):
            caption = label(text, "muted")
            caption.setBuddy(slider)
            layout.addSpacing(6)
            layout.addWidget(caption)
            layout.addWidget(slider)
        layout.addWidget(self.close_button)

    @property
    def focus_chain(self) -> list[QWidget]:
        """What the Tab key goes through."""
        return [self.use_button, self.never_button, self.size_slider, self.softness_slider, self.close_button]

    def _slider(self, name: str, tip: str) -> QSlider:
        slider = named_slider(name, tip, 0, _SCALE)
        slider.setFixedWidth(96)
        return slider

    def show_photo(self, name: str) -> None:
        """Say which photo the strokes speak of."""
        self.photo_label.setText(self.tr("Brush for {photo}").format(photo=name))

    @Slot()
    def update_controls(self) -> None:
        """Show how the brush is now."""
        self.use_button.setChecked(self._tool.is_wanted)
        self.never_button.setChecked(not self._tool.is_wanted)
        for slider, fraction in (
            (self.size_slider, self._tool.size_fraction),
            (self.softness_slider, self._tool.softness),
        ):
            move_quietly(slider, round(fraction * _SCALE))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.use_button.setIcon(tinted("brush", WANTED_COLOUR if theme is not DARK else "#2fd3a0"))
        self.never_button.setIcon(tinted("cancel", UNWANTED_COLOUR if theme is not DARK else "#ff8a3d"))
        self.close_button.setIcon(tinted("close", theme.text))

    @Slot()
    def _on_kind(self) -> None:
        self._tool.set_wanted(self.use_button.isChecked())

    @Slot(int)
    def _on_size(self, value: int) -> None:
        self._tool.set_size_fraction(value / _SCALE)

    @Slot(int)
    def _on_softness(self, value: int) -> None:
        self._tool.set_softness(value / _SCALE)
