"""The page "Colour and size": what is measured of light, colours and size, and what it says of the picture."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.colour_size.slot import PhotoSlot
from diar_gui.gui.colour_size.target_view import TargetView
from diar_gui.gui.look import words
from diar_gui.gui.look.controls import length_box
from diar_gui.gui.look.labels import label, wrapped_note
from diar_gui.names import AUTO, COLOURS, MM_PER_INCH, TONES

_PANEL_WIDTH_PX, _SCROLL_BAR_PX = 420, 16
_OWN = "own"  # photo of the target


@dataclass(frozen=True)
class ColourSize:
    """What is chosen here. size_mm: (width, height), None where it is not known; the others as `Settings` has them."""

    flat_field: Path | None = None
    target: Path | str | None = None
    tone: str = TONES[0]
    colour: str = COLOURS[0]
    size_mm: tuple[float, float] | None = None


class ColourSizePage(QWidget):
    """`applied` brings what is chosen, `cancelled` leaves the page; `straighten_wanted` leads to where size is marked.

    slots: the places for photos, whose pictures are to be read.
    """

    applied = Signal(object)
    cancelled = Signal()
    straighten_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = TONES[0]
        self._picture_size: tuple[int, int] | None = None
        self.flat_field = PhotoSlot(self.tr("Flat field"), takes_folders=True)
        self.target = QComboBox()
        self.target_photo = PhotoSlot(self.tr("Photo of the colour target"), takes_folders=False)
        self.tone = QComboBox()
        self.colour = QComboBox()
        self.width_box = length_box(self.tr("True width in millimetres"))
        self.height_box = length_box(self.tr("True height in millimetres"))
        self.straighten_button = QPushButton(self.tr("Straighten..."))
        self.size_note = wrapped_note()
        self.tone_note = wrapped_note()
        self.colour_note = wrapped_note()
        self.problem = wrapped_note()
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.apply_button = QPushButton(self.tr("Apply"))
        self.apply_button.setObjectName("primary")
        self.target_view = TargetView()
        self.light_note = wrapped_note()
        self._fill_choosers()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._panel())
        layout.addWidget(self._report_side(), 1)
        self._connect()
        chain = [*self.flat_field.focus_chain, self.target, *self.target_photo.focus_chain, self.tone, self.width_box]
        chain += [self.height_box, self.straighten_button, self.colour, self.cancel_button, self.apply_button]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    # Making it.

    def _fill_choosers(self) -> None:
        self.target.addItem(self.tr("None"), None)
        self.target.addItem(self.tr("Look for it in the photos"), AUTO)
        self.target.addItem(self.tr("A photo of it:"), _OWN)
        for name in TONES:
            self.tone.addItem(words.in_words(words.TONES, name)[0], name)
        for name in COLOURS:
            self.colour.addItem(words.in_words(words.COLOURS, name)[0], name)
        for chooser, name in (
            (self.target, self.tr("Colour target")),
            (self.tone, self.tr("Light of the picture")),
            (self.colour, self.tr("Colour space of the saved picture")),
        ):
            chooser.setAccessibleName(name)
            chooser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _panel(self) -> QWidget:
        inner = self._inner = QWidget()
        inner.setObjectName("colourSizeInner")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(16, 14, 16, 8)
        rows.setSpacing(6)
        rows.addWidget(label(self.tr("Colour and size"), "panelTitle", points_more=2))
        rows.addSpacing(4)
        self._add(
            rows,
            self.tr("Flat field"),
            self.tr("A white board under the same lamps; uneven light is divided out."),
            self.flat_field,
        )
        self._add(
            rows,
            self.tr("Colour target"),
            self.tr("A ColorChecker Classic; it sets colours, white and exposure."),
            self.target,
            self.target_photo,
        )
        self._add(rows, self.tr("Light of the picture"), "", self.tone, self.tone_note)
        self._add(rows, self.tr("True size"), "", self._size_row(), self.size_note)
        self._add(rows, self.tr("Colour space of the saved picture"), "", self.colour, self.colour_note)
        rows.addStretch(1)
        area = QScrollArea()
        area.setObjectName("colourSizeArea")
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ends = QHBoxLayout()
        ends.setContentsMargins(16, 4, 16, 14)
        ends.addWidget(self.cancel_button, 1)
        ends.addWidget(self.apply_button, 1)
        self.problem.setContentsMargins(16, 0, 16, 0)
        panel = self._panel_widget = QWidget()
        panel.setObjectName("photoPanel")
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(4)
        layout.addWidget(area, 1)
        layout.addWidget(self.problem)
        layout.addLayout(ends)
        return panel

    def _add(self, rows: QVBoxLayout, title: str, explanation: str, *parts: QWidget) -> None:
        rows.addWidget(label(title, "headline"))
        if explanation:
            rows.addWidget(wrapped_note(explanation))
        for part in parts:
            rows.addWidget(part)
        rows.addSpacing(10)

    def _size_row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.width_box, 1)
        layout.addWidget(label("\u00d7", "muted"))
        layout.addWidget(self.height_box, 1)
        layout.addWidget(label(self.tr("mm"), "muted"))
        layout.addSpacing(8)
        layout.addWidget(self.straighten_button)
        return row

    def _report_side(self) -> QWidget:
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(20, 14, 20, 14)
        rows.setSpacing(12)
        rows.addWidget(label(self.tr("What the target says"), "panelTitle", points_more=2))
        rows.addWidget(self.target_view)
        rows.addWidget(self.light_note)
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _connect(self) -> None:
        for chooser in (self.target, self.colour):
            chooser.currentIndexChanged.connect(self._refresh)
        self.tone.activated.connect(self._on_tone)
        for slot in self.slots:
            slot.changed.connect(self._refresh)
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(self._refresh)
        self.straighten_button.clicked.connect(self.straighten_wanted)
        self.cancel_button.clicked.connect(self.cancelled)
        self.apply_button.clicked.connect(self._apply)

    # What is shown.

    @property
    def slots(self) -> tuple[PhotoSlot, PhotoSlot]:
        """The places for photos."""
        return self.flat_field, self.target_photo

    @property
    def chosen(self) -> ColourSize:
        """What is chosen now; a target of its own is None while its photo is missing."""
        kind = self.target.currentData()
        width, height = self.width_box.value(), self.height_box.value()
        return ColourSize(
            self.flat_field.path,
            self.target_photo.path if kind == _OWN else kind,
            self._tone,
            self.colour.currentData(),
            (width, height) if width > 0 and height > 0 else None,
        )

    def open(
        self,
        chosen: ColourSize,
        report: dict[str, Any] | None,
        *,
        picture_size: tuple[int, int] | None,
        can_straighten: bool,
    ) -> None:
        """Begin with what is chosen so far.

        Args:
            chosen: it.
            report: of the last run, see `report.make_report`; None before one.
            picture_size: (height, width) of the straightened picture; None where it is not straightened.
            can_straighten: whether there is a picture that could be.
        """
        self._tone = chosen.tone
        self._picture_size = picture_size
        self.flat_field.put(chosen.flat_field)
        is_own = isinstance(chosen.target, Path)
        self.target_photo.put(chosen.target if isinstance(chosen.target, Path) else None)
        self.target.setCurrentIndex(self.target.findData(_OWN if is_own else chosen.target))
        self.colour.setCurrentIndex(self.colour.findData(chosen.colour))
        for box, value in zip((self.width_box, self.height_box), chosen.size_mm or (0.0, 0.0), strict=True):
            box.setValue(value)
            box.setEnabled(picture_size is not None)
        self.straighten_button.setEnabled(can_straighten)
        self.target_view.show_report(None if report is None else report["target"])
        self.light_note.setText(self._light_sentence(report))
        self._refresh()
        self._inner.ensurePolished()
        needed = self._inner.minimumSizeHint().width() + _SCROLL_BAR_PX
        self._panel_widget.setFixedWidth(max(_PANEL_WIDTH_PX, needed))
        self.flat_field.photo_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape cancels, Enter applies."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.apply_button.isEnabled():
            self._apply()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_tone(self) -> None:
        self._tone = self.tone.currentData()
        self._refresh()

    @Slot()
    def _apply(self) -> None:
        self.applied.emit(self.chosen)

    @Slot()
    def _refresh(self) -> None:
        kind = self.target.currentData()
        self.target_photo.setVisible(kind == _OWN)
        self.tone.setEnabled(kind is None)
        self.tone.setCurrentIndex(self.tone.findData("as-shot" if kind is not None else self._tone))
        self.tone_note.setText(
            words.in_words(words.TONES, self._tone)[1]
            if kind is None
            else self.tr("The target sets the light, and the picture keeps it.")
        )
        self.colour_note.setText(words.in_words(words.COLOURS, self.colour.currentData())[1])
        width, height = self.width_box.value(), self.height_box.value()
        problem = ""
        if kind == _OWN and self.target_photo.path is None:
            problem = self.tr("Put the photo of the colour target into its place.")
        elif (width > 0) != (height > 0):
            problem = self.tr("Type both the true width and the true height.")
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.apply_button.setEnabled(not problem)
        self.size_note.setText(self._size_sentence(width, height))

    def _size_sentence(self, width: float, height: float) -> str:
        if self._picture_size is None:
            return self.tr("Mark the subject's corners by straightening; its true size can be typed there or here.")
        if not (width > 0 and height > 0):
            return self.tr("Of the straightened subject; the picture's resolution follows from it.")
        pixels = self._picture_size[0] * self._picture_size[1]
        per_inch = (pixels / (width * height)) ** 0.5 * MM_PER_INCH
        return self.tr("About {n} pixels per inch.").format(n=self.locale().toString(round(per_inch)))

    def _light_sentence(self, report: dict[str, Any] | None) -> str:
        field = None if report is None else report["flat_field"]
        if field is None:
            return ""
        share = QLocale().toString(100 * field["least_light"], "f", 0)
        return self.tr("Flat field: {photos}. The darkest place had {share} % of the light of the brightest.").format(
            photos=", ".join(field["photos"]), share=share
        )
