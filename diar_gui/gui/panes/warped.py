"""The pane of the photo brought onto the reference: blinking, through it, or in the squares of a checkerboard."""

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtWidgets import QSlider

from diar_gui.gui.panes.grid_view import GridView
from diar_gui.gui.pictures.items import Comparison
from diar_gui.gui.shown.snapshot import GridPane

_BLINK_EVERY_MS = 650


class WarpedView(GridView):
    """The photo brought onto the reference, held against it."""

    def __init__(self) -> None:
        super().__init__(
            QCoreApplication.translate("WarpedView", "Aligned"),
            QCoreApplication.translate(
                "WarpedView", "The photo, brought onto the reference's place and size (warped)."
            ),
        )
        self.blink = self.add_toggle(self.tr("Blink"), "blink", self.tr("Show photo and reference in turn (or hold B)"))
        self.onion = self.add_toggle(self.tr("Onion skin"), "onion", self.tr("Let the reference shine through (O)"))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(50)
        self.opacity.setFixedWidth(76)
        self.opacity.setAccessibleName(self.tr("How much of the reference shines through"))
        self.opacity.setToolTip(self.opacity.accessibleName())
        self.opacity.hide()
        self.add_to_header(self.opacity)
        self.checkerboard = self.add_toggle(
            self.tr("Checkerboard"),
            "checkerboard",
            self.tr("Show photo and reference in the squares of a checkerboard (K)"),
        )
        self._modes = {
            self.blink: Comparison.OTHER,
            self.onion: Comparison.ONION,
            self.checkerboard: Comparison.CHECKERBOARD,
        }
        for button in self._modes:
            button.toggled.connect(self._on_toggled)
        self.opacity.valueChanged.connect(self._on_opacity)
        self._is_blinked = False
        self._timer = QTimer(self, interval=_BLINK_EVERY_MS)
        self._timer.timeout.connect(self._on_tick)

    def show_pane(self, pane: GridPane) -> None:
        """Show this part of a snapshot."""
        super().show_pane(pane)
        for button in self._modes:
            button.setEnabled(pane.picture is not None)
            if pane.picture is None:
                button.setChecked(False)

    def chosen_comparison(self) -> Comparison:
        """Return what the pressed button stands for."""
        chosen = next((mode for button, mode in self._modes.items() if button.isChecked()), Comparison.NONE)
        return Comparison.NONE if chosen is Comparison.OTHER and not self._is_blinked else chosen

    def caption_of_comparison(self, comparison: Comparison) -> str:
        """Return what the other picture is."""
        return self.tr("reference") if comparison is Comparison.OTHER else self.tr("with the reference")

    @Slot(bool)
    def _on_toggled(self, is_on: bool) -> None:
        sender = self.sender()
        if is_on:
            for button in self._modes:
                if button is not sender:
                    button.setChecked(False)
        self._is_blinked = self.blink.isChecked()
        if self.blink.isChecked():
            self._timer.start()
        else:
            self._timer.stop()
        if self.opacity.isHidden() == self.onion.isChecked():
            self.opacity.setVisible(self.onion.isChecked())
            self.fit_header()
        self.update_comparison()

    @Slot(int)
    def _on_opacity(self, per_cent: int) -> None:
        self.item.set_opacity(per_cent / 100)

    @Slot()
    def _on_tick(self) -> None:
        self._is_blinked = not self._is_blinked
        self.update_comparison()
