"""The controls that say which proportions a straightened picture gets."""

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from diar_gui.gui.look.controls import length_box

_LEAST_SIDE_MM = 5.0
_USUAL_MM = (
    ("A0", 1189, 841),
    ("A1", 841, 594),
    ("A2", 594, 420),
    ("A3", 420, 297),
    ("A4", 297, 210),
    ("A5", 210, 148),
)
_RATIOS = (("1 : 1", 1, 1), ("4 : 3", 4, 3), ("3 : 2", 3, 2), ("16 : 9", 16, 9))


def ratio_text(aspect: float) -> str:
    """Return "1.41 : 1", or "1 : 1.41" for what is taller than wide."""
    if aspect >= 1:
        return QCoreApplication.translate("Proportions", "{ratio:.2f} : 1").format(ratio=aspect)
    return QCoreApplication.translate("Proportions", "1 : {ratio:.2f}").format(ratio=1 / aspect)


class Proportions(QWidget):
    """Estimated from the corners, or the true size as typed or chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._estimate: float | None = None
        self._is_in_mm = False
        self.estimated = QRadioButton(self.tr("As estimated"))
        self.estimated.setToolTip(self.tr("From the slant of the four corners"))
        self.estimate_label = QLabel()
        self.estimate_label.setObjectName("muted")
        self.typed = QRadioButton(self.tr("True size"))
        self.width_box = length_box(self.tr("True width in millimetres"))
        self.height_box = length_box(self.tr("True height in millimetres"))
        self.usual = QComboBox()
        self.usual.setAccessibleName(self.tr("Usual sizes"))
        self.usual.addItem(self.tr("Usual sizes..."))
        for name, longer, shorter in _USUAL_MM:
            text = self.tr("{name}: {width} x {height} mm").format(name=name, width=shorter, height=longer)
            self.usual.addItem(text, (float(longer), float(shorter), True))
        for name, longer, shorter in _RATIOS:
            self.usual.addItem(name, (float(longer), float(shorter), False))
        self.estimated.setChecked(True)
        self._lay_out()
        self.estimated.toggled.connect(self._on_toggled)
        self.width_box.valueChanged.connect(self._on_typed)
        self.height_box.valueChanged.connect(self._on_typed)
        self.usual.activated.connect(self._on_usual)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.estimated)
        first.addStretch()
        first.addWidget(self.estimate_label)
        second.setContentsMargins(24, 0, 0, 0)
        second.addWidget(self.width_box, 1)
        second.addWidget(QLabel("×"))
        second.addWidget(self.height_box, 1)
        second.addWidget(QLabel(self.tr("mm")))
        third = QHBoxLayout()
        third.setContentsMargins(24, 0, 0, 0)
        third.addWidget(self.usual)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(first)
        layout.addWidget(self.typed)
        layout.addLayout(second)
        layout.addLayout(third)

    @property
    def is_typed(self) -> bool:
        """Whether the user gives the size."""
        return self.typed.isChecked()

    @property
    def typed_aspect(self) -> float | None:
        """Width / height of the true size, None while a part of it is missing."""
        width, height = self.width_box.value(), self.height_box.value()
        return width / height if width > 0 and height > 0 else None

    @property
    def size_mm(self) -> tuple[float, float] | None:
        """Width and height that were typed or chosen in mm; None where only their ratio is known."""
        width, height = self.width_box.value(), self.height_box.value()
        is_known = self.is_typed and self._is_in_mm and min(width, height) >= _LEAST_SIDE_MM
        return (width, height) if is_known else None

    @property
    def aspect(self) -> float | None:
        """What counts now; None where there is none."""
        return self.typed_aspect if self.is_typed else self._estimate

    def set_estimate(self, estimate: float | None) -> None:
        """Show what the corners say."""
        self._estimate = estimate
        self.estimate_label.setText("" if estimate is None else ratio_text(estimate))

    def set_typed(self, aspect: float | None, size_mm: tuple[float, float] | None = None) -> None:
        """Begin with a known size or ratio as if it had been typed, or with the estimate."""
        width, height = size_mm or ((0.0, 0.0) if aspect is None else (100.0 * aspect, 100.0))
        self._is_in_mm = size_mm is not None
        for box, value in ((self.width_box, width), (self.height_box, height)):
            box.blockSignals(True)
            box.setDecimals(1 if aspect is None or size_mm is not None else 3)
            box.setValue(value)
            box.blockSignals(False)
        self.usual.setCurrentIndex(0)
        (self.estimated if aspect is None and size_mm is None else self.typed).setChecked(True)

    @Slot(bool)
    def _on_toggled(self, _: bool) -> None:
        self.changed.emit()

    @Slot(float)
    def _on_typed(self, _: float) -> None:
        self._is_in_mm = True
        self.typed.setChecked(True)
        self.changed.emit()

    @Slot(int)
    def _on_usual(self, index: int) -> None:
        sides = self.usual.itemData(index)
        if sides is None:
            return
        is_lying = self._estimate is None or self._estimate >= 1
        *sides, is_in_mm = sides
        self.width_box.setValue(max(sides) if is_lying else min(sides))
        self.height_box.setValue(min(sides) if is_lying else max(sides))
        self._is_in_mm = is_in_mm
        self.typed.setChecked(True)
