"""The page on which a slanted subject is straightened: its four corners, its proportions, and what comes of it."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import beside_icon, label
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.shown.display import Picture
from diar_gui.gui.straighten.corner_editor import CornerEditor
from diar_gui.gui.straighten.corner_finder import CornerFinder
from diar_gui.gui.straighten.preview import preview
from diar_gui.gui.straighten.proportions import Proportions
from diar_gui.straightening import estimate_aspect, outer_corners

Point = tuple[float, float]

_PANEL_WIDTH = 292
_MARGIN_PX = 16
_PREVIEW = QSize(260, 190)
_LEAST_PREVIEW_HEIGHT = 60
_FIRST_INSET = 0.1  # of the picture: where the corners wait until they are found or dragged


class StraightenView(QWidget):
    """Where the user says which four corners the subject has.

    `applied` carries the corners (top left, top right, bottom right, bottom left; pixels of the full size, pixel
    centres at integers), the true width / height, None where it is to be estimated, and both in mm, None where only
    their ratio is known. `close` it to end its thread.
    """

    applied = Signal(object, object, object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: np.ndarray | None = None
        self._picture: Picture | None = None
        self._size = (1, 1)
        self._camera: tuple[Point, tuple[int, int]] = ((0.0, 0.0), (1, 1))
        self._is_finding = False
        self._note = ""
        self._theme: Theme | None = None
        self.finder = CornerFinder(self)
        self.editor = CornerEditor()
        self.proportions = Proportions()
        self.find_button = QPushButton(beside_icon(self.tr("Find corners")))
        self.find_button.setToolTip(self.tr("Look for the outline of the subject"))
        self.whole_button = QPushButton(beside_icon(self.tr("Whole picture")))
        self.whole_button.setToolTip(self.tr("Put the corners on those of the picture"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.apply_button = QPushButton(self.tr("Apply"))
        self.apply_button.setObjectName("primary")
        self.preview_label = QLabel()
        self.preview_label.setMinimumHeight(_LEAST_PREVIEW_HEIGHT)
        self.preview_label.setMaximumHeight(_PREVIEW.height())
        # The picture follows the room that there is, and does not ask for more.
        self.preview_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.preview_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview_label.setAccessibleName(self.tr("Preview of the straightened picture"))
        self.note = label("", "muted")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.note.setMinimumHeight(3 * self.note.fontMetrics().lineSpacing())
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        panel = self._panel = QWidget()
        panel.setObjectName("straightenPanel")
        rows = QVBoxLayout(panel)
        rows.setContentsMargins(_MARGIN_PX, 14, _MARGIN_PX, 14)
        rows.setSpacing(8)
        rows.addWidget(label(self.tr("Straighten"), "panelTitle", points_more=2))
        explanation = label(self.tr("Put the four corners on those of the subject; the rest is cut away."), "muted")
        explanation.setWordWrap(True)
        rows.addWidget(explanation)
        for button in (self.find_button, self.whole_button):
            button.setIconSize(QSize(18, 18))
            rows.addWidget(button)
        rows.addWidget(self.note)
        rows.addSpacing(4)
        rows.addWidget(label(self.tr("Proportions"), "panelTitle"))
        rows.addWidget(self.proportions)
        rows.addSpacing(4)
        rows.addWidget(label(self.tr("Preview"), "panelTitle"))
        rows.addWidget(self.preview_label, 100)  # nearly all that is left, as far as it wants it
        rows.addStretch(1)
        ends = QHBoxLayout()
        ends.addWidget(self.cancel_button, 1)
        ends.addWidget(self.apply_button, 1)
        rows.addLayout(ends)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.editor, 1)
        layout.addWidget(panel)

    def _connect(self) -> None:
        self.editor.edited.connect(self._on_edited)
        self.proportions.changed.connect(self._refresh)
        self.find_button.clicked.connect(self.find_corners)
        self.whole_button.clicked.connect(self.take_whole_picture)
        self.apply_button.clicked.connect(self._apply)
        self.cancel_button.clicked.connect(self._cancel)
        self.finder.prepared.connect(self._on_prepared)
        self.finder.found.connect(self._on_found)

    def open(
        self,
        picture_pixels: np.ndarray,
        image_size: tuple[int, int],
        corners: tuple[Point, Point, Point, Point] | None = None,
        aspect: float | None = None,
        *,
        camera: tuple[Point, tuple[int, int]] | None = None,
        size_mm: tuple[float, float] | None = None,
    ) -> None:
        """Begin with a picture; without corners they are looked for at once.

        Args:
            picture_pixels: `(H, W, 3)` uint8 or uint16, the picture or a smaller version of it; not to be changed.
            image_size: (height, width) of the full size, in whose pixels corners are given and handed on.
            corners: known from before.
            aspect: true width / height known from before; None for the estimate.
            camera: where the photo that gives the view begins (x, y) and its (height, width); None for all of it.
            size_mm: true width and height known from before.
        """
        self.finder.forget()
        self._pixels = picture_pixels
        self._picture = None
        self._size = image_size
        self._camera = camera or ((0.0, 0.0), image_size)
        self._is_finding = False
        self._note = ""
        self.editor.open(picture_pixels, image_size)
        self.editor.set_corners(_inset(image_size) if corners is None else np.array(corners, float))
        self.proportions.set_typed(aspect, size_mm)
        self.finder.prepare(picture_pixels, image_size)
        if corners is None:
            self.find_corners()
        self._refresh()
        self.editor.handles[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours where style sheets do not reach."""
        self._theme = theme
        self.editor.set_theme(theme)
        self.find_button.setIcon(tinted("corners", theme.text))
        self.whole_button.setIcon(tinted("fit", theme.text))
        ends = self.cancel_button, self.apply_button
        for button in ends:
            button.ensurePolished()
        needed = 2 * max(button.sizeHint().width() for button in ends) + 3 * _MARGIN_PX
        self._panel.setFixedWidth(max(_PANEL_WIDTH, needed))
        self._refresh()

    @Slot()
    def find_corners(self) -> None:
        """Look for the outline in the background."""
        if self._pixels is not None and not self._is_finding:
            self._is_finding = True
            self.finder.find(self._pixels, self._size)
            self._refresh()

    @Slot()
    def take_whole_picture(self) -> None:
        """Put the corners on those of the picture."""
        self._stop_finding()
        self.editor.set_corners(outer_corners(self._size))
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Let the preview follow."""
        super().resizeEvent(event)
        self._refresh()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """End the thread."""
        self.finder.close()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape cancels, Enter applies."""
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.apply_button.isEnabled():
            self._apply()
        else:
            super().keyPressEvent(event)

    # What the user and the finder do.

    @Slot()
    def _on_edited(self) -> None:
        self._stop_finding()
        self._refresh()

    @Slot(object)
    def _on_prepared(self, picture: Picture) -> None:
        self._picture = picture
        self.editor.show_picture(picture)
        self._refresh()

    @Slot(object)
    def _on_found(self, corners: np.ndarray | None) -> None:
        if not self._is_finding:
            return
        self._is_finding = False
        if corners is None:
            self._note = self.tr("No outline stands out here. Drag the four corners to those of the subject.")
        else:
            self._note = self.tr("The outline was found. Check the corners, and drag what is off.")
            self.editor.set_corners(corners)
        self._refresh()

    @Slot()
    def _apply(self) -> None:
        corners = tuple((float(x), float(y)) for x, y in self.editor.corners)
        aspect = self.proportions.typed_aspect if self.proportions.is_typed else None
        self._let_go()
        self.applied.emit(corners, aspect, self.proportions.size_mm)

    @Slot()
    def _cancel(self) -> None:
        self._let_go()
        self.cancelled.emit()

    def _let_go(self) -> None:
        self.finder.forget()
        self._is_finding = False
        self._pixels = self._picture = None
        self.editor.show_picture(None)

    def _stop_finding(self) -> None:
        """Let what the user does count, not what the search would find."""
        self._is_finding = False
        self._note = ""

    @Slot()
    def _refresh(self) -> None:
        corners, is_convex = self.editor.corners, self.editor.is_convex
        corner, size = self._camera
        self.proportions.set_estimate(estimate_aspect(corners - corner, size) if is_convex else None)
        aspect = self.proportions.aspect
        self.apply_button.setEnabled(self._pixels is not None and is_convex and aspect is not None)
        self.find_button.setEnabled(not self._is_finding)
        self._show_note(is_convex, aspect)
        self._show_preview(corners, aspect if is_convex else None)

    def _show_note(self, is_convex: bool, aspect: float | None) -> None:
        problem = ""
        if not is_convex:
            problem = self.tr("The corners cross or make a dent. Drag them so that they go round the subject.")
        elif aspect is None:
            problem = self.tr("Type both the true width and the true height.")
        note = self.tr("Looking for the outline...") if self._is_finding else self._note
        self.note.setText(problem or note)
        if self._theme is not None:
            colour = self._theme.warn if problem else self._theme.muted
            self.note.setStyleSheet(f"color: {colour};")

    def _show_preview(self, corners: np.ndarray, aspect: float | None) -> None:
        if self._picture is None or aspect is None:
            self.preview_label.setPixmap(QPixmap())
            return
        ratio = self.devicePixelRatioF()
        room = round(self.preview_label.height() * ratio), round(_PREVIEW.width() * ratio)
        pixels = preview(self._picture, corners, aspect, room)
        image = image_on(pixels)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self.preview_label.setPixmap(pixmap)


def _inset(size: tuple[int, int]) -> np.ndarray:
    """Return corners a little inside the picture."""
    outer = outer_corners(size)
    middle = outer.mean(axis=0)
    return middle + (outer - middle) * (1 - 2 * _FIRST_INSET)
