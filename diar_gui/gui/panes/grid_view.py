"""A pane with a picture on the reference grid that can be held against another one."""

from PySide6.QtCore import QRectF

from diar_gui.gui.panes.pane import Pane
from diar_gui.gui.pictures.items import ComparedItem, Comparison
from diar_gui.gui.shown.snapshot import GridPane


class GridView(Pane):
    """Shows a picture, and what it is compared with as long as `set_compared` says so or `comparison` wants it."""

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__(title, explanation)
        self.item = ComparedItem()
        self.view.add_item(self.item)
        self.is_preview = False
        self._is_held = False

    def show_pane(self, pane: GridPane) -> None:
        """Show this part of a snapshot."""
        self.item.set_picture(pane.picture)
        self.item.set_other(pane.compared_with)
        if pane.picture is None:
            self.show_note(pane.note)
        else:
            height, width = pane.picture.size
            self.view.set_content(QRectF(0, 0, width, height))
            self.show_view()
        self.update_comparison()

    def set_compared(self, is_compared: bool) -> None:
        """Show what the picture is compared with, wholly, or go back to what is chosen in the pane."""
        self._is_held = is_compared
        self.update_comparison()

    @property
    def is_compared(self) -> bool:
        """Whether the other picture shows, wholly or in part."""
        return self.item.comparison is not Comparison.NONE

    def chosen_comparison(self) -> Comparison:
        """Return how the pane's own controls want the picture to be compared."""
        return Comparison.NONE

    def update_comparison(self) -> None:
        """Show what keys and controls want."""
        self.item.set_comparison(Comparison.OTHER if self._is_held else self.chosen_comparison())
        self.show_caption()

    def show_caption(self) -> None:
        """Say what shows."""
        words = [self.tr("preview")] if self.is_preview and self.is_showing_picture else []
        if self.is_compared:
            words.append(self.caption_of_comparison(self.item.comparison))
        self.caption.setText("  \u00b7  ".join(words))

    def caption_of_comparison(self, comparison: Comparison) -> str:
        """Return what the other picture is."""
        return ""
