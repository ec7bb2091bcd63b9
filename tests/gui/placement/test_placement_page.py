"""A photo is placed by hand: points are dragged on both pictures, checked, and refined on the pixels."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from diar_gui import geometry
from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.look.theme import DARK, LIGHT
from diar_gui.gui.placement.page import PlacementView
from diar_gui.gui.placement.points import on_screen
from diar_gui.gui.placement.points_pane import MAX_N_POINTS, PointsPane
from diar_gui.images import Frame
from tests.alignment.conftest import SIZE, make_texture, mean_error_px, render, tilted

PATIENCE_MS = 60_000
H_TRUE = geometry.normalised(tilted(9, (12, -7)), SIZE)
REF_POINTS = np.array([[80, 60], [310, 70], [300, 235], [95, 225.0]])


@pytest.fixture(scope="module")
def pair() -> tuple[Frame, Frame]:
    """The photo and the reference."""
    texture = make_texture(0)
    return render(texture, H_TRUE, "photo.png", gain=0.7), Frame("reference.png", Path("reference.png"), texture)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[PlacementView]:
    made = PlacementView()
    qtbot.addWidget(made)
    made.set_theme(DARK)
    made.resize(1280, 700)
    made.show()
    yield made
    made.close()
    assert made.placing._thread.isFinished() or not made.placing._thread.isRunning()


def open_and_wait(
    qtbot: QtBot, view: PlacementView, pair: tuple[Frame, Frame], *args: object, **kwargs: object
) -> None:
    view.open(*pair, *args, **kwargs)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: view.is_ready, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: 0.5 < view.photo.view.zoom < 5, timeout=PATIENCE_MS)  # fitted


def place_of(pane: PointsPane, point: np.ndarray) -> QPoint:
    """Return where in the view's window a point of the picture is."""
    return on_screen(pane.view, (point[0], point[1])).toPoint()


def drag(pane: PointsPane, index: int, target: np.ndarray) -> None:
    """Drag a point to about a place, in several steps."""
    start, end = place_of(pane, pane.points[index]), place_of(pane, target)
    viewport = pane.view.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(viewport, start + (end - start) * part)
        assert pane.magnifier.isVisible()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)


def drag_all(view: PlacementView) -> None:
    photo_points = geometry.transfer(geometry.inverse(H_TRUE, SIZE), REF_POINTS)
    for i in range(4):
        drag(view.photo, i, photo_points[i] + (3, -2))
        drag(view.reference, i, REF_POINTS[i])


def test_from_dragging_to_the_homography(view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]) -> None:
    open_and_wait(qtbot, view, pair)
    assert "photo.png" in view.hint.title.text()
    assert "Still to do: 1, 2, 3, 4." in view.hint.text
    assert not view.bar.place_button.isEnabled()
    drag(view.photo, 1, view.photo.points[0] + (0, 40))
    qtbot.waitUntil(lambda: "Still to do: 1, 3, 4." in view.hint.text)  # nothing is wrong before all are set
    drag_all(view)
    qtbot.waitUntil(view.bar.place_button.isEnabled)
    assert "press Place" in view.hint.text
    with qtbot.waitSignal(view.placed, timeout=PATIENCE_MS) as placed:
        qtbot.mouseClick(view.bar.place_button, Qt.MouseButton.LeftButton)
    photo_points, reference_points, rows = placed.args
    np.testing.assert_allclose(reference_points, REF_POINTS, atol=1.5)
    rough = geometry.normalised(geometry.dlt(np.array(photo_points), np.array(reference_points)), SIZE)
    assert mean_error_px(rough, H_TRUE) > 1
    assert mean_error_px(np.array(rows), H_TRUE) < 0.1
    assert view.result is not None
    assert view.result.is_refined
    assert view.outcome.startswith("photo.png is placed")
    assert view.placing.pair is None


def test_the_magnifier_is_beside_the_point_on_both_pictures(
    view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]
) -> None:
    open_and_wait(qtbot, view, pair)
    for index in range(4):
        position = place_of(view.photo, view.photo.points[index])
        QTest.mousePress(view.photo.view.viewport(), Qt.MouseButton.LeftButton, pos=position)
        for pane in (view.photo, view.reference):
            assert pane.magnifier.isVisible()
            marker = pane.view.mapTo(pane, place_of(pane, pane.points[index]))
            assert not pane.magnifier.geometry().contains(marker)
            assert pane.rect().contains(pane.magnifier.geometry())
        QTest.mouseRelease(view.photo.view.viewport(), Qt.MouseButton.LeftButton, pos=position)
        assert not view.photo.magnifier.isVisible()
        assert not view.reference.magnifier.isVisible()


def test_what_is_wrong_is_said_while_dragging(view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]) -> None:
    open_and_wait(qtbot, view, pair)
    drag_all(view)
    good = view.reference.points[2].copy()
    drag(view.reference, 2, view.reference.points[[1, 3]].mean(axis=0))
    qtbot.waitUntil(lambda: view.hint.text == "Points 2, 3 and 4 of the reference lie on one line; move one.")
    assert view.hint.kind is MessageKind.WARNING
    assert not view.bar.place_button.isEnabled()
    assert view.H_reference_from_photo is None
    drag(view.reference, 2, good)
    qtbot.waitUntil(view.bar.place_button.isEnabled)
    assert view.hint.kind is MessageKind.INFORMATION


def test_everything_goes_by_keys(view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]) -> None:
    open_and_wait(qtbot, view, pair, H_TRUE)
    before = view.photo.points.copy()
    keys, viewport = Qt.Key, view.photo.view
    qtbot.keyClick(viewport, keys.Key_3)
    assert [m.is_chosen for m in view.reference.markers[:4]] == [False, False, True, False]
    qtbot.keyClick(viewport, keys.Key_Right)
    qtbot.keyClick(viewport, keys.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    np.testing.assert_allclose(view.photo.points - before, [[0, 0], [0, 0], [1, -10], [0, 0]])
    assert view.photo.magnifier.isVisible()
    qtbot.keyClick(viewport, keys.Key_Delete)
    assert len(view.photo.points) == 4
    with qtbot.waitSignal(view.placed, timeout=PATIENCE_MS) as placed:
        qtbot.keyClick(viewport, keys.Key_Return)
    assert mean_error_px(np.array(placed.args[2]), H_TRUE) < 0.1


def test_a_known_homography_is_where_the_points_start(
    view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]
) -> None:
    open_and_wait(qtbot, view, pair, H_TRUE.tolist())
    np.testing.assert_allclose(geometry.transfer(H_TRUE, view.photo.points), view.reference.points, atol=1e-6)
    assert view.H_reference_from_photo is not None
    assert view.bar.place_button.isEnabled()


def test_an_earlier_placement_can_be_taken_up_again(
    view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]
) -> None:
    photo_points = geometry.transfer(geometry.inverse(H_TRUE, SIZE), REF_POINTS)
    earlier = tuple(map(tuple, photo_points.tolist())), tuple(map(tuple, REF_POINTS.tolist()))
    open_and_wait(qtbot, view, pair, pairs=earlier)
    np.testing.assert_array_equal(view.photo.points, photo_points)
    assert view.bar.place_button.isEnabled()


def test_pairs_come_and_go(view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]) -> None:
    open_and_wait(qtbot, view, pair, H_TRUE)
    start = view.photo.points.copy()
    while view.bar.add_button.isEnabled():
        qtbot.mouseClick(view.bar.add_button, Qt.MouseButton.LeftButton)
    assert len(view.photo.points) == len(view.reference.points) == MAX_N_POINTS
    assert sum(m.isVisible() for m in view.photo.markers) == MAX_N_POINTS
    # New pairs lie where the others say, apart from one another.
    np.testing.assert_allclose(geometry.transfer(H_TRUE, view.photo.points), view.reference.points, atol=0.1)
    distances = np.linalg.norm(view.reference.points[:, None] - view.reference.points, axis=2)
    assert (distances + 1e3 * np.eye(MAX_N_POINTS)).min() > 20
    drag(view.photo, 5, view.photo.points[5] + (30, 20))
    qtbot.waitUntil(lambda: "Point 6 does not fit the others" in view.hint.text)
    qtbot.mouseClick(view.bar.remove_button, Qt.MouseButton.LeftButton)  # the one that was dragged last
    assert view.hint.kind is MessageKind.INFORMATION
    while view.bar.remove_button.isEnabled():
        qtbot.mouseClick(view.bar.remove_button, Qt.MouseButton.LeftButton)
    assert len(view.photo.points) == 4
    qtbot.mouseClick(view.bar.restart_button, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(view.photo.points, start)
    assert not view.bar.restart_button.isEnabled()


def test_the_check_shows_the_photo_on_the_reference(
    view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]
) -> None:
    open_and_wait(qtbot, view, pair, H_TRUE)
    blended = view.check.shown.astype(float)
    reference = pair[1].pixels.astype(float)
    valid = geometry.is_inside(geometry.transfer(geometry.inverse(H_TRUE, SIZE), geometry.grid_points(SIZE)), SIZE)
    x, y = np.rint(geometry.grid_points(SIZE)[valid]).astype(int).T
    # The photo is the reference at 0.7 of its brightness.
    assert np.median(np.abs(blended[y, x] - 0.85 * reference[y, x])) < 4
    qtbot.mouseClick(view.check.blink, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.check.caption.text() == "photo")
    qtbot.waitUntil(lambda: view.check.caption.text() == "reference")
    np.testing.assert_array_equal(view.check.shown, pair[1].pixels)
    qtbot.mouseClick(view.check.blink, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(view.check.shown, blended)


def test_stopping_goes_back_to_the_points_and_cancelling_leaves(
    view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()

    def wait_for_stop(*args: object, progress, **kwargs: object) -> None:
        has_begun.set()
        assert may_go_on.wait(60)
        progress.update(0.5)

    monkeypatch.setattr("diar_gui.alignment.place", wait_for_stop)
    open_and_wait(qtbot, view, pair, H_TRUE)
    placed: list[object] = []
    view.placed.connect(lambda *args: placed.append(args))
    points = view.photo.points.copy()
    qtbot.mouseClick(view.bar.place_button, Qt.MouseButton.LeftButton)
    assert has_begun.wait(60)
    assert not view.bar.place_button.isEnabled()
    qtbot.keyClick(view.photo.view, Qt.Key.Key_Right)
    np.testing.assert_array_equal(view.photo.points, points)
    assert view.bar.cancel_button.text().strip() == "Stop"
    qtbot.mouseClick(view.bar.cancel_button, Qt.MouseButton.LeftButton)
    may_go_on.set()
    qtbot.waitUntil(lambda: view.is_ready, timeout=PATIENCE_MS)
    np.testing.assert_array_equal(view.photo.points, points)
    with qtbot.waitSignal(view.cancelled):
        qtbot.keyClick(view.photo.view, Qt.Key.Key_Escape)
    assert not placed
    assert view.placing.pair is None


def test_closing_while_placing_ends_the_thread(view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]) -> None:
    open_and_wait(qtbot, view, pair, H_TRUE)
    view.place()
    view.close()
    assert view.placing._thread.isFinished()


def test_what_the_engine_says_is_shown(
    view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("diar_gui.alignment.place", fail)
    open_and_wait(qtbot, view, pair, H_TRUE)
    qtbot.mouseClick(view.bar.place_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "out of order" in view.hint.text, timeout=PATIENCE_MS)
    assert view.hint.kind is MessageKind.WARNING
    assert view.is_ready


def test_controls_have_names_and_both_themes(view: PlacementView, qtbot: QtBot, pair: tuple[Frame, Frame]) -> None:
    open_and_wait(qtbot, view, pair)
    for each in (view.photo.view, view.reference.view, view.check.view, view.check.blink, view.bar.progress):
        assert each.accessibleName()
    for button in view.bar.buttons:
        assert button.text().strip()
        assert button.accessibleDescription()
    images = []
    for theme in (DARK, LIGHT):
        view.set_theme(theme)
        images.append(view.bar.add_button.icon().pixmap(QSize(16, 16)).toImage())
    assert images[0] != images[1]
