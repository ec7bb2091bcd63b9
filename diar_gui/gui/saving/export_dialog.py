"""Asks what is to be exported, how, and where to."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.look import words
from diar_gui.gui.look.labels import label
from diar_gui.gui.saving.export_choice import ExportChoice
from diar_gui.gui.saving.save_dialog import replace_question
from diar_gui.names import COLOURS

if TYPE_CHECKING:
    from diar_gui.outputs import Outputs

_WIDTH_PX = 640
_SUFFIXES = (".png", ".tif", ".jpg")
_QUALITIES = (100, 95, 90, 80, 70)  # of JPEGs
_SIDES_PX = (6000, 4000, 3000, 2000, 1200)
_MOST_PER_INCH = 2400
_N_NAMED = 4  # files that a question lists


class ExportDialog(QDialog):
    """`chosen` brings the outputs, after a question where something would be replaced.

    Args:
        choice: shown first.
        proposal: folder and name of the picture.
        photos: that were listed.
        bits: that the picture was made with.
        has_true_size: whether the picture's true size is known, so that it can have a scale bar.
        parent: Qt's.
    """

    chosen = Signal(object)

    def __init__(
        self,
        choice: ExportChoice,
        proposal: Path,
        photos: Sequence[Path],
        bits: int,
        parent: QWidget | None = None,
        *,
        has_true_size: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(_WIDTH_PX)
        self._photos = tuple(photos)
        self._bits = bits
        self.picture = QCheckBox(self.tr("&Clean picture"))
        self.photos = QCheckBox(self.tr("&Photos, each as seen from the reference"))
        self.maps = QCheckBox(self.tr("&Maps: how far each photo is trusted, coverage, source, confidence"))
        self.layers = QCheckBox(self.tr("&Layers: the picture, the photos and their weights in one TIFF, a page each"))
        self.report = QCheckBox(self.tr("&Report: what became of each photo, in numbers (JSON)"))
        self.page = QCheckBox(
            self.tr("Report as a pa&ge for people: before and after, places, colours, settings (HTML)")
        )
        self.scale_bar = QCheckBox(self.tr("Scale &bar, as a picture of its own"))
        self.scale_bar.setEnabled(has_true_size)
        if not has_true_size:
            self.scale_bar.setToolTip(self.tr("For a straightened picture whose true size is known."))
        self.notes = QComboBox()
        self.colour = QComboBox()
        self.side = QComboBox()
        self.per_inch = QDoubleSpinBox()
        self.kind = QComboBox()
        self.bits = QComboBox()
        self.quality = QComboBox()
        self.folder = QLineEdit(str(proposal.parent))
        self.name = QLineEdit(proposal.stem)
        self.folder_button = QPushButton(self.tr("&Choose..."))
        self.summary = label("", "muted")
        self.depth_note = label("", "muted")
        self.folder_dialog: QFileDialog | None = None
        self.question: QMessageBox | None = None
        self._outputs: Outputs | None = None
        self._lay_out()
        self._show_choice(choice)
        self._connect()
        self._on_changed()

    # Making it.

    def _lay_out(self) -> None:
        for text in (self.summary, self.depth_note):
            text.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(9)
        layout.addWidget(label(self.tr("What"), "headline"))
        layout.addLayout(self._picture_row())
        layout.addWidget(self.depth_note)
        layout.addLayout(self._how_rows())
        for box in (self.photos, self.maps, self.layers, self.report, self.page, self.scale_bar):
            layout.addWidget(box)
        layout.addSpacing(10)
        layout.addWidget(label(self.tr("Where"), "headline"))
        layout.addLayout(self._place_rows())
        layout.addWidget(self.summary)
        layout.addSpacing(6)
        layout.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = buttons.addButton(self.tr("&Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setObjectName("primary")
        buttons.accepted.connect(self._on_export)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _picture_row(self) -> QHBoxLayout:
        for suffix, text in zip(_SUFFIXES, ("PNG", "TIFF", "JPEG"), strict=True):
            self.kind.addItem(text, suffix)
        for bits, text in ((8, self.tr("8 bit")), (16, self.tr("16 bit"))):
            self.bits.addItem(text, bits)
        for quality in _QUALITIES:
            self.quality.addItem(self.tr("Quality {n}").format(n=quality), quality)
        self.kind.setAccessibleName(self.tr("Format of the picture"))
        self.bits.setAccessibleName(self.tr("Bits per channel"))
        self.quality.setAccessibleName(self.tr("Quality of the JPEG"))
        self.depth_note.setContentsMargins(26, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.picture, 1)
        for part in (self.kind, self.bits, self.quality):
            row.addWidget(part)
        return row

    def _how_rows(self) -> QGridLayout:
        for name in COLOURS:
            self.colour.addItem(words.in_words(words.COLOURS, name)[0], name)
        self.side.addItem(self.tr("Full size"))
        for side_px in _SIDES_PX:
            self.side.addItem(self.tr("At most {n} pixels").format(n=side_px), side_px)
        self.per_inch.setRange(0, _MOST_PER_INCH)
        self.per_inch.setDecimals(0)
        self.per_inch.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.per_inch.setMinimumHeight(30)
        self.per_inch.setSpecialValueText(self.tr("As it is"))
        self.per_inch.setSuffix(self.tr(" ppi"))
        for strip, text in (
            (None, self.tr("All, and a colour profile")),
            ("gps", self.tr("All but the place (GPS)")),
            ("all", self.tr("None, and no profile")),
        ):
            self.notes.addItem(text, strip)
        grid = QGridLayout()
        grid.setContentsMargins(26, 0, 0, 6)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for i, (text, field) in enumerate(
            (
                (self.tr("C&olours"), self.colour),
                (self.tr("Long &side"), self.side),
                (self.tr("No&tes (EXIF)"), self.notes),
                (self.tr("Resol&ution"), self.per_inch),
            )
        ):
            caption = label(text, "muted")
            caption.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            grid.addWidget(caption, i // 2, 2 * (i % 2))
            grid.addWidget(field, i // 2, 2 * (i % 2) + 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _place_rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for row, (text, field) in enumerate(((self.tr("&Folder"), self.folder), (self.tr("&Name"), self.name))):
            caption = QLabel(text)
            caption.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            grid.addWidget(caption, row, 0)
            grid.addWidget(field, row, 1, 1, 1 if row == 0 else 2)
        grid.addWidget(self.folder_button, 0, 2)
        grid.setColumnStretch(1, 1)
        return grid

    def _show_choice(self, choice: ExportChoice) -> None:
        self.picture.setChecked(choice.has_picture)
        self.photos.setChecked(choice.has_photos)
        self.maps.setChecked(choice.has_maps)
        self.layers.setChecked(choice.has_layers)
        self.report.setChecked(choice.has_report)
        self.page.setChecked(choice.has_page)
        self.scale_bar.setChecked(choice.has_scale_bar and self.scale_bar.isEnabled())
        self.notes.setCurrentIndex(self.notes.findData(choice.strip))
        self.colour.setCurrentIndex(self.colour.findData(choice.colour))
        self.side.setCurrentIndex(max(0, self.side.findData(choice.long_side_px)))
        self.per_inch.setValue(choice.pixels_per_inch or 0)
        self.kind.setCurrentIndex(self.kind.findData(choice.suffix))
        self.bits.setCurrentIndex(self.bits.findData(choice.bits))
        self.quality.setCurrentIndex(self.quality.findData(choice.jpeg_quality))

    def _connect(self) -> None:
        for box in (self.picture, self.photos, self.maps, self.layers, self.report, self.page, self.scale_bar):
            box.toggled.connect(self._on_changed)
        for chooser in (self.kind, self.bits, self.notes):
            chooser.currentIndexChanged.connect(self._on_changed)
        for field in (self.folder, self.name):
            field.textChanged.connect(self._on_changed)
        self.folder_button.clicked.connect(self._choose_folder)

    # What is chosen.

    @property
    def choice(self) -> ExportChoice:
        """What is chosen now."""
        return ExportChoice(
            self.picture.isChecked(),
            self.photos.isChecked(),
            self.maps.isChecked(),
            self.layers.isChecked(),
            self.report.isChecked(),
            self.kind.currentData(),
            self.bits.currentData(),
            self.quality.currentData(),
            self.notes.currentData(),
            self.colour.currentData(),
            self.side.currentData(),
            round(self.per_inch.value()) or None,
            self.page.isChecked(),
            self.scale_bar.isChecked(),
        )

    @property
    def _stem(self) -> str:
        """The name without an ending that somebody typed nevertheless."""
        name = self.name.text().strip()
        return name[: -len(Path(name).suffix)] if Path(name).suffix.lower() in (*_SUFFIXES, ".tiff", ".jpeg") else name

    @Slot()
    def _on_changed(self) -> None:
        choice, stem = self.choice, self._stem
        is_jpeg = choice.suffix == ".jpg"
        for part in (self.kind, self.bits, self.quality, self.side, self.per_inch, self.notes):
            part.setEnabled(choice.has_picture)
        # Without a profile nobody could know which colours those are.
        has_profile = choice.strip != "all" or not (choice.has_picture or choice.has_layers)
        self.colour.setEnabled(has_profile)
        if not has_profile and choice.colour not in COLOURS[:2]:
            self.colour.setCurrentIndex(0)
        self.bits.setVisible(not is_jpeg)
        self.quality.setVisible(is_jpeg)
        self.depth_note.setText(
            self.tr(
                "The picture was made in 8 bits; it is made once more of the photos in finer steps, which takes time."
            )
        )
        self.depth_note.setVisible(self._bits < self._wanted_bits(choice))
        names = choice.names(stem)
        is_named = bool(stem) and not set(stem) & set('/\\:*?"<>|') and stem not in (".", "..")
        text = self.tr("Writes {names}.").format(names=", ".join(names.values()))
        if not is_named:
            text = self.tr('Give it a name without any of / \\ : * ? " < > |.')
        elif choice.is_empty:
            text = self.tr("Choose at least one thing to write.")
        self.summary.setText(text)
        self.export_button.setEnabled(is_named and not choice.is_empty and bool(self.folder.text().strip()))

    @staticmethod
    def _wanted_bits(choice: ExportChoice) -> int:
        return choice.bits if choice.has_picture and choice.suffix != ".jpg" else 8

    @Slot()
    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Where to export to"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        self.folder_dialog = dialog
        dialog.open()

    # Going.

    def _make_outputs(self, *, overwrite: bool) -> "Outputs":
        from diar_gui.outputs import Outputs  # late: with it comes the engine, which is there once there is a result

        choice, folder = self.choice, Path(self.folder.text().strip()).absolute()
        paths = {field: folder / name for field, name in choice.names(self._stem).items()}
        return Outputs(
            paths.get("picture"),
            paths.get("report"),
            paths.get("warped"),
            paths.get("weights"),
            overwrite,
            choice.strip,
            paths.get("layers"),
            self._wanted_bits(choice) if choice.has_picture else None,
            choice.jpeg_quality,
            choice.colour,
            long_side_px=choice.long_side_px,
            pixels_per_inch=choice.pixels_per_inch,
            page=paths.get("page"),
            scale_bar=paths.get("scale_bar"),
        )

    @Slot()
    def _on_export(self) -> None:
        there = [path for path in self._make_outputs(overwrite=False).planned(self._photos) if path.exists()]
        if not there:
            self._go(overwrite=False)
            return
        names = ", ".join(path.name for path in there[:_N_NAMED])
        if len(there) > _N_NAMED:
            names = self.tr("{names} and {n} more").format(names=names, n=len(there) - _N_NAMED)
        text = self.tr("{names} exist already in {folder}. Replace them?")
        if len(there) == 1:
            text = self.tr("{names} exists already in {folder}. Replace it?")
        self.question = replace_question(text.format(names=names, folder=there[0].parent), self)
        self.question.accepted.connect(self._on_replace)
        self.question.open()

    @Slot()
    def _on_replace(self) -> None:
        self._go(overwrite=True)

    def _go(self, *, overwrite: bool) -> None:
        self.chosen.emit(self._make_outputs(overwrite=overwrite))
        self.accept()
