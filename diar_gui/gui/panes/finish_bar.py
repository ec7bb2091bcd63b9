"""The bar above the panes while light and colour are adjusted: exposure, warmth, white point, even white."""

import time
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QWidget

from diar_gui.edits import NO_FINISH, Finish
from diar_gui.gui.look.controls import move_quietly, named_slider, toggle_button
from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import label
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.panes.pane import ElidedLabel
from diar_gui.names import EXPOSURE_RANGE_EV, WARMTH_RANGE_MIRED

_STEPS_PER_EV = 20
_STEP_MIRED = 2
_TELL_EVERY_MS = 80  # while a slider is moved
_SAME_GESTURE_S = 1.5  # so soon after one another keys and turns of the wheel are one step to undo
_LEAST_SLIDER_PX, _MOST_SLIDER_PX = 56, 150


class FinishBar(QFrame):
    """Controls of a finish.

    changed: with the finish, the name of the step, and a number that is the same for all that one gesture changes.
    pipette_wanted: whether a click into the picture is to choose its white. closed: the user is done.
    """

    changed = Signal(object, str, int)
    pipette_wanted = Signal(bool)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("information")
        self.setFixedHeight(42)
        self.setAccessibleName(self.tr("Light and colour"))
        self._finish = NO_FINISH
        self._gesture, self._moved, self._moved_s = 0, None, 0.0
        self.title = ElidedLabel("headline")
        self.title.setText(self.tr("Light and colour"))
        low, high = (round(value * _STEPS_PER_EV) for value in EXPOSURE_RANGE_EV)
        self.exposure = self._slider(
            self.tr("Exposure"), self.tr("Brighter or darker; a step of 1 is twice the light"), low, high
        )
        low, high = (round(value / _STEP_MIRED) for value in WARMTH_RANGE_MIRED)
        self.warmth = self._slider(self.tr("Warmth"), self.tr("Warmer (yellowish) or colder (bluish) light"), low, high)
        self.exposure_text, self.warmth_text = self._number("+0.00"), self._number("+80")
        self.pipette = toggle_button(
            self.tr("White point"), self.tr("Click on white paper in the clean picture: it becomes neutral and white")
        )
        self.even = toggle_button(
            self.tr("Even white"), self.tr("Of a board or a page: what is blank becomes evenly white, ink stays")
        )
        self.reset_button = self._icon_button(self.tr("As it was made: without any of this"))
        self.close_button = self._icon_button(self.tr("Done (Esc)"))
        self._timer = QTimer(self, interval=_TELL_EVERY_MS, singleShot=True)
        self._timer.timeout.connect(self._tell)
        self._name = ""
        self._lay_out()
        self._connect()
        self.show_finish(NO_FINISH)
        self.hide()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 6, 0)
        layout.setSpacing(6)
        layout.addWidget(self.title, 1)
        for slider, number in ((self.exposure, self.exposure_text), (self.warmth, self.warmth_text)):
            caption = label(slider.accessibleName(), "muted")
            caption.setBuddy(slider)
            layout.addWidget(caption)
            layout.addWidget(slider, 1)
            layout.addWidget(number)
            layout.addSpacing(6)
        for button in (self.pipette, self.even, self.reset_button, self.close_button):
            layout.addWidget(button)

    def _connect(self) -> None:
        for slider in (self.exposure, self.warmth):
            slider.sliderPressed.connect(self._begin_gesture)
            slider.valueChanged.connect(self._on_moved)
            slider.sliderReleased.connect(self._tell_now)
        self.pipette.toggled.connect(self.pipette_wanted)
        self.even.clicked.connect(self._on_even)
        self.reset_button.clicked.connect(self._on_reset)
        self.close_button.clicked.connect(self.closed)

    def _slider(self, name: str, tip: str, low: int, high: int) -> QSlider:
        slider = named_slider(name, tip, low, high)
        slider.setPageStep(5)
        slider.setMinimumWidth(_LEAST_SLIDER_PX)
        slider.setMaximumWidth(_MOST_SLIDER_PX)
        slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return slider

    def _number(self, widest: str) -> QLabel:
        number = label("", "muted")
        number.setFixedWidth(number.fontMetrics().horizontalAdvance(widest) + 4)
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return number

    def _icon_button(self, tip: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    @property
    def focus_chain(self) -> list[QWidget]:
        """What the Tab key goes through."""
        return [self.exposure, self.warmth, self.pipette, self.even, self.reset_button, self.close_button]

    def show_finish(self, finish: Finish) -> None:
        """Show how the finish is now."""
        if self._timer.isActive():
            return  # what the hand does is newer
        self._finish = finish
        values = (
            (self.exposure, finish.exposure_ev * _STEPS_PER_EV),
            (self.warmth, finish.warmth_mired / _STEP_MIRED),
        )
        for slider, value in values:
            move_quietly(slider, round(value))
        self.even.setChecked(finish.is_even)
        self._show_numbers()

    def _show_numbers(self) -> None:
        finish = self._finish
        self.exposure_text.setText(f"{finish.exposure_ev:+.2f}" if finish.exposure_ev else "0")
        self.warmth_text.setText(f"{finish.warmth_mired:+.0f}" if finish.warmth_mired else "0")
        self.reset_button.setEnabled(finish != NO_FINISH)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for button, icon in (
            (self.pipette, "pipette"),
            (self.even, "even"),
            (self.reset_button, "restart"),
            (self.close_button, "close"),
        ):
            button.setIcon(tinted(icon, theme.text))

    # What the user does.

    @Slot()
    def _begin_gesture(self) -> None:
        self._gesture += 1
        self._moved_s = time.monotonic()

    @Slot(int)
    def _on_moved(self, value: int) -> None:
        slider = self.sender()
        is_same = slider is self._moved and time.monotonic() - self._moved_s < _SAME_GESTURE_S
        if not is_same and not self.exposure.isSliderDown() and not self.warmth.isSliderDown():
            self._begin_gesture()
        self._moved, self._moved_s = slider, time.monotonic()
        if slider is self.exposure:
            self._finish = replace(self._finish, exposure_ev=value / _STEPS_PER_EV)
            self._name = self.tr("Exposure")
        else:
            self._finish = replace(self._finish, warmth_mired=float(value * _STEP_MIRED))
            self._name = self.tr("Warmth")
        self._show_numbers()
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tell(self) -> None:
        self.changed.emit(self._finish, self._name, self._gesture)

    @Slot()
    def _tell_now(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._tell()

    def _take(self, finish: Finish, name: str) -> None:
        self._tell_now()
        self._begin_gesture()
        self._moved = None
        self.changed.emit(finish, name, self._gesture)

    @Slot()
    def _on_even(self) -> None:
        self._take(replace(self._finish, is_even=self.even.isChecked()), self.tr("Even white"))

    @Slot()
    def _on_reset(self) -> None:
        self._take(NO_FINISH, self.tr("Light and colour as they were"))
