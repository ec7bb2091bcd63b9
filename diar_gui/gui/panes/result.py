"""The pane of the clean picture: held against what it was made of, with marks where one more photo is needed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, Signal, Slot
from PySide6.QtWidgets import QComboBox

from diar_gui.gui.look.theme import Theme
from diar_gui.gui.panes.grid_view import GridView
from diar_gui.gui.panes.place_boxes import PlaceBoxes
from diar_gui.gui.pictures.divider import Divider
from diar_gui.gui.pictures.items import Comparison, HatchItem
from diar_gui.gui.pictures.legend import Legend, hatched_chip
from diar_gui.gui.shown.snapshot import Snapshot, UsedPhoto
from diar_gui.gui.shown.wishes import Baseline

_GAP_COLOUR = "#ff9d00"


class ResultView(GridView):
    """The clean picture; `baseline_chosen` and `gaps_wanted` say that something else is to be shown with it."""

    baseline_chosen = Signal()
    gaps_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(
            QCoreApplication.translate("ResultView", "Clean picture"),
            QCoreApplication.translate("ResultView", "The result, made of all photos."),
        )
        self._baselines: tuple[Baseline | Path, ...] = tuple(Baseline)
        self.before = self.add_toggle(
            self.tr("Compare"), "compare", self.tr("Drag a divider between before and after (C; hold B for all of it)")
        )
        self.before.toggled.connect(self._on_before)
        self.baseline = QComboBox()
        self.baseline.setAccessibleName(self.tr("What the clean picture is compared with"))
        self.baseline.setToolTip(self.baseline.accessibleName())
        self.baseline.setFixedWidth(112)
        self.baseline.view().setMinimumWidth(190)
        self.baseline.addItems([self.tr("Reference"), self.tr("Median")])
        self.baseline.activated.connect(self._on_baseline)
        self.baseline.hide()
        self.add_to_header(self.baseline)
        self.gaps = self.add_toggle(self.tr("Gaps"), "gaps", self.tr("Mark the places that need one more photo (G)"))
        self.gaps.toggled.connect(self._on_gaps)
        self.hatch = HatchItem()
        self.legend = Legend()
        self.legend.lie_over(self.view)
        self.hatch.set_colour(_GAP_COLOUR)
        self.view.add_item(self.hatch)
        self.boxes = PlaceBoxes()
        self.view.add_item(self.boxes)
        self.divider = Divider(self.view, self.item)
        self.view.changed.connect(self._on_view_changed)

    @property
    def chosen_baseline(self) -> Baseline | Path:
        """What the clean picture is to be compared with."""
        return self._baselines[max(0, self.baseline.currentIndex())]

    def show_result(self, snapshot: Snapshot) -> None:
        """Show this part of a snapshot."""
        has_picture = snapshot.result.picture is not None
        self._offer(snapshot.used)
        is_answer = snapshot.made_for.compare_with == self.chosen_baseline
        self.show_pane(snapshot.result if is_answer else replace(snapshot.result, compared_with=None))
        for button in (self.before, self.gaps):
            button.setEnabled(has_picture)
        if not has_picture:
            self.before.setChecked(False)
        self.boxes.set_boxes(_boxes(snapshot))
        gaps = snapshot.gaps if has_picture and self.gaps.isChecked() else None
        self.hatch.set_mask(gaps.mask if gaps is not None and gaps.share > 0 else None)
        self.legend.show_chips([hatched_chip(_GAP_COLOUR, self._gaps_text(gaps.share))] if gaps is not None else ())
        self.legend.follow(self.view)

    def chosen_comparison(self) -> Comparison:
        """Return whether the divider is wanted."""
        return Comparison.DIVIDER if self.before.isChecked() else Comparison.NONE

    def update_comparison(self) -> None:
        """Show what keys and controls want."""
        super().update_comparison()
        self.boxes.setVisible(self.item.comparison is not Comparison.OTHER)
        self.divider.show_names(self.baseline.currentText(), self.tr("Clean picture"))
        self.divider.set_visible(self.item.comparison is Comparison.DIVIDER)

    def show_caption(self) -> None:
        """Say what shows, or that it is being made."""
        super().show_caption()
        if self.before.isChecked() and self.item.picture is not None and not self.is_compared:
            self.caption.setText(self.tr("making the comparison\u2026"))

    def caption_of_comparison(self, comparison: Comparison) -> str:
        """Return what the other picture is."""
        if self.chosen_baseline is Baseline.REFERENCE:
            return self.tr("the reference as shot")
        if self.chosen_baseline is Baseline.MEDIAN:
            return self.tr("the plain median")
        return self.baseline.currentText()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().set_theme(theme)
        self.legend.set_theme(theme)

    def _offer(self, used: Sequence[UsedPhoto]) -> None:
        """Offer the photos for comparison, keeping what is chosen where it is still there."""
        baselines = (*Baseline, *(photo.path for photo in used))
        if baselines == self._baselines:
            return
        chosen, self._baselines = self.chosen_baseline, baselines
        while self.baseline.count() > len(Baseline):
            self.baseline.removeItem(self.baseline.count() - 1)
        self.baseline.addItems([photo.name for photo in used])
        self.baseline.setCurrentIndex(baselines.index(chosen) if chosen in baselines else 0)
        if chosen not in baselines:
            self.baseline_chosen.emit()

    def _gaps_text(self, share: float) -> str:
        if share == 0:
            return self.tr("No place needs one more photo")
        per_cent = f"{share:.0%}" if share >= 0.01 else self.tr("less than 1%")
        return self.tr("One more photo needed here ({share})").format(share=per_cent)

    @Slot(bool)
    def _on_before(self, is_on: bool) -> None:
        self.baseline.setVisible(is_on)
        self.fit_header()
        self.update_comparison()

    @Slot(int)
    def _on_baseline(self, _: int) -> None:
        self.item.set_other(None)  # what was there is something else
        self.update_comparison()
        self.baseline_chosen.emit()

    @Slot(bool)
    def _on_gaps(self, is_on: bool) -> None:
        if not is_on:
            self.hatch.set_mask(None)
            self.legend.show_chips(())
        self.gaps_wanted.emit()

    @Slot()
    def _on_view_changed(self) -> None:
        self.divider.place()
        self.legend.follow(self.view)


def _boxes(snapshot: Snapshot) -> list[QRectF]:
    """Return the places that are not clean in pixels of the picture that shows; none before it is finished."""
    made, picture = snapshot.reconstruction, snapshot.result.picture
    if made is None or picture is None or snapshot.is_preview:
        return []
    return [QRectF(*place.box) for place in made.places or ()]
