"""The four panes together: where each stands, their common view of the grid, the pixel below the mouse, the brush."""

from functools import partial

from PySide6.QtCore import QPointF, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QVBoxLayout, QWidget

from diar_gui.gui.look.theme import Theme
from diar_gui.gui.panes.brush_bar import BrushBar
from diar_gui.gui.panes.brush_tool import BrushTool
from diar_gui.gui.panes.finishing import Finishing
from diar_gui.gui.panes.grid_view import GridView
from diar_gui.gui.panes.layout import LayoutChooser, PaneLayout
from diar_gui.gui.panes.matches import MatchesView
from diar_gui.gui.panes.pane import Pane
from diar_gui.gui.panes.readout import PixelReadout
from diar_gui.gui.panes.repairing import Repairing
from diar_gui.gui.panes.result import ResultView
from diar_gui.gui.panes.warped import WarpedView
from diar_gui.gui.panes.weights import WeightsView
from diar_gui.gui.pictures.veil import Veil
from diar_gui.gui.pictures.view import PictureView, ViewLink
from diar_gui.gui.session.session import Session
from diar_gui.gui.shown.snapshot import Snapshot
from diar_gui.gui.shown.wishes import Wishes

_ZOOM_STEP = 1.25
_VEIL_AFTER_MS = 500


class FourPanes(QWidget):
    """The panes, one, two or four at a time; those on the reference grid pan and zoom together.

    wishes_changed: something is wanted that only a snapshot with these `Wishes` has.
    stroke_painted, brush_closed: see `BrushTool` and `BrushBar`.
    layout_changed: for keeping `pane_layout` from one start to the next.
    """

    wishes_changed = Signal(object)
    stroke_painted = Signal(object, float, float, bool)
    brush_closed = Signal()
    layout_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.matches = MatchesView()
        self.warped = WarpedView()
        self.weights = WeightsView()
        self.result = ResultView()
        self.panes: tuple[Pane, ...] = (self.matches, self.warped, self.weights, self.result)
        self.grid_panes: tuple[GridView, ...] = (self.warped, self.weights, self.result)
        self.link = ViewLink([pane.view for pane in self.grid_panes], self)
        self.chooser = LayoutChooser()
        self.readout = PixelReadout()
        self.brush = BrushTool([self.weights.view, self.result.view], self)
        self.brush_bar = BrushBar(self.brush)
        self.repairing = Repairing(self.result, self._bring_result, self)
        self.finishing = Finishing(self.result, self)
        self._layout = PaneLayout()
        self._snapshot = Snapshot()
        self._session: Session | None = None
        self._veils = (Veil(self.weights.view), Veil(self.result.view))
        self._veil_timer = QTimer(self, interval=_VEIL_AFTER_MS, singleShot=True)
        self._veil_timer.timeout.connect(self._veil)
        self._is_renewed = True
        self._is_pointed_at = False
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        everything = QVBoxLayout(self)
        everything.setContentsMargins(0, 0, 0, 0)
        everything.setSpacing(8)
        everything.addWidget(self.brush_bar)
        everything.addWidget(self.repairing.bar)
        everything.addWidget(self.finishing.bar)
        everything.addLayout(self._grid, 1)
        everything.addWidget(self.readout)
        self._add_shortcuts()
        self._connect()
        self._place_panes()

    def _connect(self) -> None:
        self.chooser.count_chosen.connect(self.show_count)
        self.weights.mode_chosen.connect(self._on_wish)
        self.result.baseline_chosen.connect(self._on_wish)
        self.result.gaps_wanted.connect(self._on_wish)
        self.readout.fit_wanted.connect(self.fit)
        self.readout.actual_size_wanted.connect(self.show_actual_size)
        self.brush.stroke_painted.connect(self.stroke_painted)
        self.brush_bar.closed.connect(self.stop_brush)
        self.repairing.wished.connect(self._on_wish)
        self.repairing.begun.connect(partial(self._repair_shortcut.setEnabled, True))
        self.repairing.ended.connect(partial(self._repair_shortcut.setEnabled, False))
        self.finishing.begun.connect(partial(self._finish_shortcut.setEnabled, True))
        self.finishing.ended.connect(partial(self._finish_shortcut.setEnabled, False))
        for i, pane in enumerate(self.panes):
            pane.maximise_wanted.connect(partial(self.maximise, i))
            pane.swap_wanted.connect(partial(self._on_swap_wanted, i))
        for pane in self.grid_panes:
            pane.view.hovered.connect(self._on_hovered)
            pane.view.left.connect(self._on_left)
        for pane in self.panes:
            pane.view.changed.connect(self._on_view_changed)

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            *((str(i + 1), partial(self.maximise, i)) for i in range(len(self.panes))),
            ("0", self.show_all),
            ("Ctrl+1", self.show_actual_size),
            ("C", partial(_press, self.result.before)),
            ("G", partial(_press, self.result.gaps)),
            ("W", self.weights.next_mode),
            ("O", partial(_press, self.warped.onion)),
            ("K", partial(_press, self.warped.checkerboard)),
            ("X", partial(_press, self.matches.outliers)),
        ):
            QShortcut(QKeySequence(keys), self, slot)
        self._brush_shortcuts = [
            QShortcut(QKeySequence(keys), self, slot)
            for keys, slot in (
                ("[", partial(self.brush.change_size, -1)),
                ("]", partial(self.brush.change_size, 1)),
                ("{", partial(self.brush.change_softness, -1)),
                ("}", partial(self.brush.change_softness, 1)),
                ("Esc", self.stop_brush),
            )
        ]
        self._repair_shortcut = QShortcut(QKeySequence("Esc"), self, self.repairing.stop)
        self._finish_shortcut = QShortcut(QKeySequence("Esc"), self, self.finishing.stop)
        for shortcut in (*self._brush_shortcuts, self._repair_shortcut, self._finish_shortcut):
            shortcut.setEnabled(False)

    @property
    def focus_chain(self) -> list[QWidget]:
        """All that the Tab key goes through, in the order in which it is read."""
        chain = [*self.chooser.buttons.values(), *self.brush_bar.focus_chain, *self.repairing.bar.focus_chain]
        chain += self.finishing.bar.focus_chain
        for pane in self.panes:
            chain += pane.focus_chain
        return [*chain, self.readout.fit_button, self.readout.actual_size_button]

    # What is shown.

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show one photo in all panes."""
        is_new = snapshot.reconstruction is not self._snapshot.reconstruction
        self._snapshot = snapshot
        for pane in (self.weights, self.result):
            pane.is_preview = snapshot.is_preview
        self.matches.show_pane(snapshot.matches)
        self.warped.show_pane(snapshot.warped)
        self.weights.show_weights(snapshot)
        self.result.show_result(snapshot)
        self.readout.set_probe(snapshot.probe, snapshot.used)
        if snapshot.probe is not None:
            self.brush.set_grid(snapshot.probe.size)
        self.repairing.show_snapshot(snapshot)
        self._unveil()
        if is_new:
            self.brush.clear_pending()
        if snapshot.photo is not None:
            self.brush_bar.show_photo(snapshot.photo.name)

    def follow(self, session: Session) -> None:
        """Say of pictures that a correction is still being worked into them."""
        self._session = session
        session.update_started.connect(self._on_update_started)
        session.update_finished.connect(self._on_update_finished)

    @Slot()
    def _on_update_started(self) -> None:
        self._is_renewed = False
        if not self.finishing.is_active:
            self._veil()
        elif not self._veil_timer.isActive():
            self._veil_timer.start()  # a finish follows the slider: a word that comes and goes would only flicker

    @Slot()
    def _veil(self) -> None:
        for veil in self._veils:
            veil.set_shown(True)

    @Slot()
    def _on_update_finished(self) -> None:
        self._is_renewed = True
        self._unveil()

    def _unveil(self) -> None:
        """Take the word away once what is shown is what was made last."""
        result = None if self._session is None else self._session.result
        shown = self._snapshot.reconstruction
        if self._is_renewed and (result is None or result.reconstruction is shown):
            self._veil_timer.stop()
            for veil in self._veils:
                veil.set_shown(False)

    @property
    def wishes(self) -> Wishes:
        """What the next snapshot has to hold."""
        gaps = self.result.gaps.isChecked()
        weights = self.weights
        return Wishes(
            weights.chosen_mode,
            self.result.chosen_baseline,
            gaps,
            self.repairing.box,
            weights.chosen_head,
            weights.asked_place,
        )

    def hold_reference(self, is_held: bool) -> None:
        """Show the reference in all panes that can, as long as a key is held."""
        self.warped.set_compared(is_held)
        self.result.set_compared(is_held)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        bars = (self.brush_bar, self.repairing.bar, self.finishing.bar)
        for part in (*self.panes, self.chooser, self.readout, *bars):
            part.set_theme(theme)

    # Which panes are shown.

    @property
    def pane_layout(self) -> PaneLayout:
        """Which panes are shown, and where."""
        return self._layout

    @Slot(int)
    def show_count(self, count: int) -> None:
        """Show one, two or four panes."""
        self.set_pane_layout(self._layout.with_count(count))

    @Slot()
    def show_all(self) -> None:
        """Show all panes."""
        self.show_count(len(self.panes))

    def maximise(self, index: int) -> None:
        """Show one pane alone; once more, what was shown before."""
        self.set_pane_layout(self._layout.maximised(index))

    def set_pane_layout(self, layout: PaneLayout) -> None:
        """Show the panes of another layout."""
        if layout != self._layout:
            self._layout = layout
            self._place_panes()
            self.layout_changed.emit()

    def _on_swap_wanted(self, index: int, other: int) -> None:
        self.set_pane_layout(self._layout.with_pane_at(self._layout.shown.index(index), other))

    def _place_panes(self) -> None:
        shown = self._layout.shown
        for i, pane in enumerate(self.panes):
            self._grid.removeWidget(pane)
            pane.setVisible(i in shown)
            pane.show_maximised(len(shown) == 1)
            others = {j: p.title_label.text() for j, p in enumerate(self.panes) if j != i}
            pane.offer_swap(others if len(shown) < len(self.panes) else {})
        for place, index in enumerate(shown):
            self._grid.addWidget(self.panes[index], place // 2, place % 2)
        for line in (0, 1):
            self._grid.setRowStretch(line, 1 if len(shown) > 2 * line else 0)
            self._grid.setColumnStretch(line, 1 if len(shown) > line else 0)
        self.chooser.show_count(self._layout.count)
        self._on_view_changed()

    # How large it is shown.

    @Slot()
    def zoom_in(self) -> None:
        """Zoom in by a step."""
        self.zoom_by(_ZOOM_STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Zoom out by a step."""
        self.zoom_by(1 / _ZOOM_STEP)

    def zoom_by(self, factor: float) -> None:
        """Zoom all panes."""
        self._leader.zoom_by(factor)
        self.matches.view.zoom_by(factor)

    @Slot()
    def fit(self) -> None:
        """Show everything in all panes."""
        self.link.fit()
        self.matches.view.fit()

    @Slot()
    def show_actual_size(self) -> None:
        """Show each pixel of the grid as one pixel of the screen."""
        for view in (self._leader, self.matches.view):
            view.zoom_to(1 / self.devicePixelRatioF())

    @property
    def _leader(self) -> PictureView:
        """A view on the grid that is to be seen."""
        shown = [pane.view for pane in self.grid_panes if not pane.isHidden()]
        return shown[-1] if shown else self.result.view

    @Slot()
    def _on_view_changed(self) -> None:
        leader = self._leader
        is_alone = all(pane.isHidden() for pane in self.grid_panes)
        seen = self.matches.view if is_alone else leader
        self.readout.show_zoom(0 if seen.content.isEmpty() else 100 * seen.zoom * self.devicePixelRatioF())
        if leader.hasFocus() and not self._is_pointed_at:
            self.readout.point_at(leader.centre)

    @Slot(QPointF)
    def _on_hovered(self, place: QPointF) -> None:
        self._is_pointed_at = True
        self.readout.point_at(place)

    @Slot()
    def _on_left(self) -> None:
        self._is_pointed_at = False
        self.readout.point_nowhere()

    def _bring_result(self) -> None:
        if self.result.isHidden():
            self.maximise(self.panes.index(self.result))

    # Repair, brush, light and colour: one at a time.

    @Slot()
    def start_repair(self) -> None:
        """Go through the places that are not clean; what is chosen comes as `repairing.chosen`."""
        self.stop_brush()
        self.finishing.stop()
        self.repairing.start()

    @Slot()
    def start_finish(self) -> None:
        """Adjust light and colour of the clean picture; what is chosen comes as `finishing.changed`."""
        self.stop_brush()
        self.repairing.stop()
        self._bring_result()
        self.finishing.start()

    def start_brush(self, photo_name: str, *, is_wanted: bool = True) -> None:
        """Take the brush for a photo; strokes come as `stroke_painted`."""
        self.repairing.stop()
        self.finishing.stop()
        self.brush_bar.show_photo(photo_name)
        self.brush.set_wanted(is_wanted)
        self.brush.set_active(True)
        self.brush_bar.show()
        for shortcut in self._brush_shortcuts:
            shortcut.setEnabled(True)

    @Slot()
    def stop_brush(self) -> None:
        """Put the brush away."""
        if not self.brush.is_active:
            return
        self.brush.set_active(False)
        self.brush_bar.hide()
        for shortcut in self._brush_shortcuts:
            shortcut.setEnabled(False)
        self.brush_closed.emit()

    @Slot()
    def _on_wish(self) -> None:
        self.wishes_changed.emit(self.wishes)


def _press(button: QAbstractButton) -> None:
    """Press a button, as a key does that stands for it."""
    button.click()
