"""The check of a placement: the photo, brought onto the reference by its points, held against the reference."""

import cv2
import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from diar_gui import geometry
from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import beside_icon, label
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.pictures.items import PictureItem, area_of
from diar_gui.gui.pictures.view import PictureView
from diar_gui.gui.shown.display import Picture

CHECK_SIDE_PX = 640
"""Long side of the pictures that are held against one another: small, so that it keeps up with the mouse."""

_BLINK_EVERY_MS = 650
_DIMMED = 0.45  # of the reference, where the photo does not reach


def warped(photo: np.ndarray, H_ref_from_photo: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return a photo on the reference's grid, `(H, W, 3)` uint8, and `(H, W)` bool where it comes from inside it.

    Args:
        photo: `(h, w, 3)` uint8.
        H_ref_from_photo: normalised, between the pixels of `photo` and of the grid.
        size: (height, width) of the grid.
    """
    height, width = size
    pixels = cv2.warpPerspective(photo, H_ref_from_photo, (width, height), flags=cv2.INTER_LINEAR)
    return pixels, geometry.valid_rows(H_ref_from_photo, (photo.shape[0], photo.shape[1]), width, 0, height)


class CheckPane(QFrame):
    """Both pictures through one another, or in turn; the reference alone and dimmed while nothing fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._photo = self._reference = np.empty((0, 0, 3), np.uint8)
        self._photo_size = self._ref_size = (0, 0)
        self._H: np.ndarray | None = None
        self._shows_reference = False
        self.shown = np.empty((0, 0, 3), np.uint8)
        self.view = PictureView()
        self.view.setAccessibleName(self.tr("Check: the photo on the reference"))
        self.view.fit_wanted.connect(self.view.fit)
        self._item = PictureItem()
        self.view.add_item(self._item)
        self.caption = label("", "paneCaption")
        self.blink = QToolButton()
        self.blink.setText(beside_icon(self.tr("Blink")))
        self.blink.setToolTip(self.tr("Show photo and reference in turn"))
        self.blink.setAccessibleName(self.tr("Check: blink"))
        self.blink.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.blink.setCheckable(True)
        self.blink.toggled.connect(self._on_blink_toggled)
        self._timer = QTimer(self, interval=_BLINK_EVERY_MS)
        self._timer.timeout.connect(self._on_tick)
        self._lay_out()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(12, 0, 6, 0)
        header.setSpacing(8)
        header.addWidget(label(self.tr("Check"), "paneTitle"))
        header.addWidget(self.caption, 1)
        header.addWidget(self.blink)
        top = QWidget()
        top.setLayout(header)
        top.setFixedHeight(34)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 7)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self.view, 1)

    def show_pictures(
        self, photo: np.ndarray, photo_size: tuple[int, int], reference: np.ndarray, ref_size: tuple[int, int]
    ) -> None:
        """Take another pair of pictures.

        Args:
            photo: `(h, w, 3)` uint8, small.
            photo_size: (height, width) at full size.
            reference: `(h, w, 3)` uint8, small.
            ref_size: (height, width) at full size.
        """
        self._photo = photo
        self._photo_size = photo_size
        self._reference = reference
        self._ref_size = ref_size
        self.blink.setChecked(False)
        self.show_homography(None)
        self.view.fit()

    def show_homography(self, H_ref_from_photo: np.ndarray | None) -> None:
        """Show the photo where this homography between full-size pixels brings it; None where there is none."""
        self._H = H_ref_from_photo
        self.blink.setEnabled(H_ref_from_photo is not None)
        self._draw()

    def clear(self) -> None:
        """Let go of the pictures."""
        nothing = np.empty((0, 0, 3), np.uint8)
        self.show_pictures(nothing, (0, 0), nothing, (0, 0))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.view.setBackground(QColor(theme.view))
        self.blink.setIcon(tinted("blink", theme.text))

    def _draw(self) -> None:
        if not self._reference.size:
            self._item.set_picture(None)
            return
        self.shown = self._made()
        picture = Picture((self.shown.shape[0], self.shown.shape[1]), (self.shown,))
        self._item.set_picture(picture)
        self.view.set_content(area_of(picture))

    def _made(self) -> np.ndarray:
        is_blinking = self._timer.isActive() and self._H is not None
        self.caption.setText("")
        if is_blinking and self._shows_reference:
            self.caption.setText(self.tr("reference"))
            return self._reference
        dimmed = cv2.convertScaleAbs(self._reference, alpha=_DIMMED)
        if self._H is None:
            return dimmed
        size, photo_size = self._reference.shape[:2], self._photo.shape[:2]
        H = geometry.resizing(self._ref_size, size) @ self._H @ geometry.resizing(photo_size, self._photo_size)
        photo, valid = warped(self._photo, geometry.normalised(H, photo_size), size)
        if is_blinking:
            self.caption.setText(self.tr("photo"))
        shown = photo if is_blinking else cv2.addWeighted(photo, 0.5, self._reference, 0.5, 0)
        return cv2.copyTo(shown, valid.astype(np.uint8), dimmed)

    @Slot(bool)
    def _on_blink_toggled(self, is_on: bool) -> None:
        self._shows_reference = is_on
        if is_on:
            self._timer.start()
        else:
            self._timer.stop()
        self._draw()

    @Slot()
    def _on_tick(self) -> None:
        self._shows_reference = not self._shows_reference
        self._draw()
