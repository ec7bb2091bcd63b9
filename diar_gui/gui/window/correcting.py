"""From what the user does with photos, brush, corners and points to corrections of the session."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from diar_gui import geometry
from diar_gui.edits import Edits, Placement, Point, Straightening, Stroke
from diar_gui.gui.actions import Actions
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.placement.page import PlacementView
from diar_gui.gui.session.session import Session
from diar_gui.gui.shown.alternatives import Box
from diar_gui.gui.shown.covering import SOFTNESS, lines_over
from diar_gui.gui.shown.photos import Photo, PhotoStatus
from diar_gui.gui.straighten.page import StraightenView
from diar_gui.gui.window.work_page import WorkPage
from diar_gui.paths import absolute

if TYPE_CHECKING:
    from diar_gui.images import Frame

_N_LEAST = 2


class Correcting(QObject):
    """Every correction is one named step of the session's editing.

    Args:
        session: that is corrected.
        actions: those it answers to; it enables them as they make sense.
        work_page: list and panes.
        pages: where the views of straightening and placing take the work page's place.
        parent: Qt's.
    """

    refused = Signal(str)
    told = Signal(object)

    def __init__(
        self, session: Session, actions: Actions, work_page: WorkPage, pages: QStackedWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._work_page = work_page
        self._pages = pages
        self._panes = work_page.panes
        self._placed_photo: Frame | None = None
        self._placed_on: Frame | None = None
        self._straightened_from = (0.0, 0.0)
        self.straighten_view = StraightenView()
        self.placement_view = PlacementView()
        for view in (self.straighten_view, self.placement_view):
            pages.addWidget(view)
            view.cancelled.connect(self.leave)
        self.straighten_view.applied.connect(self._on_corners)
        self.placement_view.placed.connect(self._on_placed)
        self._panes.stroke_painted.connect(self._on_stroke)
        self._panes.repairing.chosen.connect(self._on_repaired)
        pages.currentChanged.connect(self.enable_actions)
        actions.toggle_photo.triggered.connect(self.toggle_photo)
        actions.make_reference.triggered.connect(self.make_reference)
        actions.place.triggered.connect(self.place)
        actions.brush_use.triggered.connect(self.take_brush_to_use)
        actions.brush_never.triggered.connect(self.take_brush_to_refuse)
        actions.straighten.triggered.connect(self.straighten)
        actions.unstraighten.triggered.connect(self.unstraighten)
        actions.discard_corrections.triggered.connect(self.discard)

    @Slot()
    def enable_actions(self) -> None:
        """Let the actions be as the selected photo and the session's state have it."""
        session, actions, photo = self._session, self._actions, self._session.selected
        is_done, edits = session.result is not None and not self.is_elsewhere, session.editing.edits
        is_used = photo is not None and photo.is_used
        is_readable = photo is not None and photo.status is not PhotoStatus.UNREADABLE
        actions.look.setEnabled(photo is not None and not self.is_elsewhere)
        actions.remove_photo.setEnabled(photo is not None and not self.is_elsewhere)
        actions.toggle_photo.setEnabled(is_readable and not session.is_busy and not self.is_elsewhere)
        actions.toggle_photo.setChecked(is_readable and photo is not None and _absolute(photo) not in edits.left_out)
        is_other = photo is not None and photo.status is not PhotoStatus.REFERENCE
        actions.make_reference.setEnabled(is_done and is_used and is_other)
        actions.place.setEnabled(is_done and is_readable and is_other)
        actions.show_all.setEnabled(not session.is_busy and not self.is_elsewhere)
        actions.show_all.setChecked(session.settings.canvas == "all")
        for action in (actions.brush_use, actions.brush_never):
            action.setEnabled(is_done and is_used)
        actions.straighten.setEnabled(is_done)
        actions.unstraighten.setEnabled(is_done and edits.straightening is not None)
        actions.adjust.setEnabled(is_done)
        actions.colour_size.setEnabled(bool(session.photos) and not session.is_busy and not self.is_elsewhere)
        actions.discard_corrections.setEnabled(not edits.is_empty and not session.is_busy)
        if not (is_done and is_used):
            self._panes.stop_brush()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.straighten_view.set_theme(theme)
        self.placement_view.set_theme(theme)

    def close(self) -> None:
        """End what runs in the views."""
        self.straighten_view.close()
        self.placement_view.shut_down()

    @property
    def is_elsewhere(self) -> bool:
        """Whether something else, such as one of its views, has the work page's place."""
        return self._pages.currentWidget() is not self._work_page

    @Slot()
    def leave(self) -> None:
        """Go back to the work page."""
        self._pages.setCurrentWidget(self._work_page)
        self._work_page.photo_list.setFocus(Qt.FocusReason.OtherFocusReason)

    # Photos.

    @Slot()
    def toggle_photo(self) -> None:
        """Switch the selected photo off, or on again."""
        photo, edits = self._session.selected, self._session.editing.edits
        if photo is None or not self._actions.toggle_photo.isEnabled():
            return
        path = _absolute(photo)
        is_on = path in edits.left_out
        n_left = sum(p.status is not PhotoStatus.UNREADABLE and _absolute(p) not in edits.left_out for p in self._rows)
        if self._session.result is not None:
            n_left = sum(p.is_used for p in self._rows)
        if not is_on and photo.status is not PhotoStatus.LEFT_OUT and n_left <= _N_LEAST:
            self.refused.emit(self.tr("At least two photos have to take part; switch another one on first."))
            self.enable_actions()
            return
        text = self.tr("Switch {name} on") if is_on else self.tr("Switch {name} off")
        self._session.edit(edits.with_photo(path, is_on=is_on), text.format(name=photo.name))

    @Slot()
    def make_reference(self) -> None:
        """Let the clean picture be seen from where the selected photo was taken."""
        photo = self._session.selected
        if photo is not None and photo.is_used:
            edits = replace(self._session.editing.edits, reference=_absolute(photo))
            self._session.edit(edits, self.tr("Make {name} the reference").format(name=photo.name))

    @Slot()
    def discard(self) -> None:
        """Take all corrections back, as one step."""
        self._session.edit(Edits(), self.tr("Discard all corrections"))

    @property
    def _rows(self) -> tuple[Photo, ...]:
        return self._session.photos

    # The brush.

    @Slot()
    def take_brush_to_use(self) -> None:
        """Paint where the selected photo is to be used."""
        self._take_brush(is_wanted=True)

    @Slot()
    def take_brush_to_refuse(self) -> None:
        """Paint where the selected photo is never to be used."""
        self._take_brush(is_wanted=False)

    def _take_brush(self, *, is_wanted: bool) -> None:
        photo = self._session.selected
        if photo is not None:
            self._panes.start_brush(photo.name, is_wanted=is_wanted)

    @Slot(object, float, float, bool)
    def _on_stroke(self, points: list[Point], radius_px: float, softness: float, is_wanted: bool) -> None:
        photo = self._session.selected
        stroke = None if photo is None else self._stroke(photo, np.array(points, float), radius_px, softness, is_wanted)
        if photo is None or stroke is None:
            self._panes.brush.clear_pending()
            return
        edits = self._session.editing.edits
        text = self.tr("Use {name} here") if is_wanted else self.tr("Never {name} here")
        self._session.edit(replace(edits, strokes=(*edits.strokes, stroke)), text.format(name=photo.name))

    @Slot(object, object)
    def _on_repaired(self, path: Path, box: Box) -> None:
        """Use a photo over a whole place."""
        photo, result = next((each for each in self._rows if each.path == path), None), self._session.result
        places = () if result is None else result.reconstruction.places or ()
        place = next((each for each in places if each.box == box), None)
        if photo is None:
            return
        lines = lines_over(box if place is None else place.box, () if place is None else place.outline)
        drawn = [self._stroke(photo, line, radius_px, SOFTNESS, is_wanted=True) for line, radius_px in lines]
        if strokes := [stroke for stroke in drawn if stroke is not None]:
            edits = self._session.editing.edits
            text = self.tr("Use {name} here").format(name=photo.name)
            self._session.edit(replace(edits, strokes=(*edits.strokes, *strokes)), text)

    def _stroke(
        self, photo: Photo, points: np.ndarray, radius_px: float, softness: float, is_wanted: bool
    ) -> Stroke | None:
        """Return the stroke in the photo's own pixels; None where it shows nothing of the photo."""
        stack = self._session.stages.shown_stack
        frames = stack.frames if stack is not None else ()
        index = next((i for i, frame in enumerate(frames) if frame.path == photo.path), None)
        if stack is None or index is None:
            return None
        H_photo_from_grid = geometry.inverse(stack.H_ref_from_frame[index], frames[index].size)
        moved = geometry.transfer(H_photo_from_grid, points)
        if (bend := stack.bend_of(index)) is not None:
            moved = moved + bend.shifts(np.nan_to_num(moved), frames[index].size)
        seen = moved[np.isfinite(moved).all(axis=1)]
        if not len(seen):
            return None
        zoom = geometry.zoom_at(H_photo_from_grid, points[len(points) // 2])
        in_photo_px = max(0.5, radius_px * (zoom if np.isfinite(zoom) else 1.0))
        return Stroke(_absolute(photo), is_wanted, _pairs(seen), in_photo_px, softness)

    # Straightening.

    @Slot()
    def straighten(self) -> None:
        """Ask for the subject's corners."""
        result = self._session.result
        if result is None:
            return
        frame = result.frames.frames[result.alignment.reference]
        before = self._session.editing.edits.straightening
        pixels, size, corner = frame.in_srgb(), frame.size, (0.0, 0.0)
        if result.edits.straightening is None:
            # Then the clean picture is on the reference's grid, which may begin before the reference does.
            stack = result.stack
            x, y = stack.H_ref_from_frame[stack.reference][:2, 2]
            pixels, size, corner = result.reconstruction.picture, stack.size, (float(x), float(y))
        is_same = before is not None and before.photo == absolute(frame.path)
        corners = _shifted(before.corners, *corner) if before is not None and is_same else None
        self._straightened_from = corner
        self._pages.setCurrentWidget(self.straighten_view)
        aspect, size_mm = (before.aspect, before.size_mm) if before and is_same else (None, None)
        self.straighten_view.open(pixels, size, corners, aspect, camera=(corner, frame.size), size_mm=size_mm)

    @Slot(object, object, object)
    def _on_corners(
        self,
        corners: tuple[Point, Point, Point, Point],
        aspect: float | None,
        size_mm: tuple[float, float] | None,
    ) -> None:
        result = self._session.result
        self.leave()
        if result is None:
            return
        photo = absolute(result.frames.frames[result.alignment.reference].path)
        x, y = self._straightened_from
        straightening = Straightening(photo, _shifted(corners, -x, -y), aspect, size_mm)
        edits = replace(self._session.editing.edits, straightening=straightening)
        self._session.edit(edits, self.tr("Straighten"))

    @Slot()
    def unstraighten(self) -> None:
        """Show the picture as the reference sees it again."""
        edits = replace(self._session.editing.edits, straightening=None)
        self._session.edit(edits, self.tr("Remove the straightening"))

    # Placing.

    @Slot()
    def place(self) -> None:
        """Ask where the selected photo lies on the reference."""
        result, photo = self._session.result, self._session.selected
        if result is None or photo is None:
            return
        frames = result.frames.frames
        index = next((i for i, frame in enumerate(frames) if frame.path == photo.path), None)
        if index is None or index == result.alignment.reference:
            return
        self._placed_photo = frames[index]
        self._placed_on = frames[result.alignment.reference]
        before = {p.photo: p for p in self._session.editing.edits.placements}.get(_absolute(photo))
        is_same = before is not None and before.reference == absolute(self._placed_on.path)
        pairs = (before.photo_points, before.reference_points) if before is not None and is_same else None
        H = result.alignment.frames[index].H_ref_from_frame
        self._pages.setCurrentWidget(self.placement_view)
        self.placement_view.open(self._placed_photo, self._placed_on, H, pairs=pairs)

    @Slot(object, object, object)
    def _on_placed(self, photo_points: object, reference_points: object, H_reference_from_photo: object) -> None:
        photo, reference = self._placed_photo, self._placed_on
        self.leave()
        if photo is None or reference is None:
            return
        placement = Placement(
            absolute(photo.path),
            absolute(reference.path),
            _pairs(np.array(photo_points, float)),
            _pairs(np.array(reference_points, float)),
            tuple((float(a), float(b), float(c)) for a, b, c in np.array(H_reference_from_photo, float)),
        )
        edits = self._session.editing.edits.with_placement(placement)
        self._session.edit(edits, self.tr("Place {name} by hand").format(name=photo.name))
        self.told.emit(self.placement_view.outcome)


def _absolute(photo: Photo) -> Path:
    return absolute(photo.path)


def _shifted(corners: tuple[Point, Point, Point, Point], x: float, y: float) -> tuple[Point, Point, Point, Point]:
    first, second, third, fourth = ((a + x, b + y) for a, b in corners)
    return first, second, third, fourth


def _pairs(points: np.ndarray) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in points)
