"""The window before and around a run: empty state, names for screen readers, themes, linked views, settings."""

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox
from window_driver import PATIENCE_MS

from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.look.theme import DARK, LIGHT
from diar_gui.gui.session.session import State
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.gui.window.window import Window
from diar_gui.names import FEATURES, METHODS
from diar_gui.reconstruction import ReconstructionOptions


def test_the_empty_state_says_what_to_do(window):
    assert window.pages.currentWidget() is window.empty_state
    assert not window.top_bar.isVisible()
    for button in (
        window.empty_state.folder_button,
        window.empty_state.photos_button,
        window.empty_state.sample_button,
    ):
        assert button.isVisible()
        assert button.isEnabled()


def test_the_sample_starts_at_once(window, qtbot):
    window.empty_state.sample_button.click()
    qtbot.waitUntil(lambda: window.session.state is State.RUNNING, timeout=PATIENCE_MS)
    assert len(window.session.photos) == 7


def test_everything_that_can_be_pressed_has_a_name(window):
    for kind in (QAbstractButton, QComboBox):
        for widget in window.findChildren(kind):
            if not widget.isHidden():
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_the_choosers_offer_what_the_engine_has(window):
    for chooser, names in ((window.top_bar.method, METHODS), (window.top_bar.features, FEATURES)):
        offered = [chooser.itemData(i) for i in range(chooser.count()) if chooser.itemData(i) is not None]
        assert sorted(offered) == sorted(names)
    assert window.top_bar.method.currentData() == ReconstructionOptions().method


def test_headings_of_the_methods_cannot_be_chosen(window, qtbot):
    chooser = window.top_bar.method
    headings = [i for i in range(chooser.count()) if chooser.itemData(i) is None]
    assert [chooser.itemText(i) for i in headings] == [
        "Against glare and shadows",
        "Against people and what moves",
        "Against noise",
        "Research",
    ]
    seen = [chooser.currentData()]
    for _ in range(chooser.count()):
        qtbot.keyClick(chooser, Qt.Key.Key_Down)
        seen.append(chooser.currentData())
    assert set(seen) == set(METHODS)


def test_the_picture_is_copied(window, make_photos, run_and_wait):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    run_and_wait(make_photos(2))
    window.all_actions.copy_picture.trigger()
    image = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB888)
    pixels = window.session.result.reconstruction.picture
    assert (image.height(), image.width()) == pixels.shape[:2]
    assert image.pixelColor(7, 5).getRgb()[:3] == tuple(pixels[5, 7])
    assert window.message.text == "The clean picture is on the clipboard."


def test_full_screen_and_back(window):
    window.all_actions.full_screen.trigger()
    assert window.isFullScreen()
    window.all_actions.full_screen.trigger()
    assert not window.isFullScreen()


def test_no_zoom_is_told_where_there_is_no_picture(window, qtbot, make_photos, open_and_wait):
    open_and_wait(make_photos(2))
    window.panes._on_view_changed()
    assert window.panes.readout.zoom_label.text() == ""


def test_what_is_chosen_above_is_what_the_preferences_have(window):
    window.top_bar.method.setCurrentIndex(window.top_bar.method.findData("median"))
    window.top_bar.method.activated.emit(window.top_bar.method.currentIndex())
    assert window.session.settings.method == "median"
    window.app_menu.change(replace(window.app_menu.settings, method="mean"))
    assert window.top_bar.method.currentData() == "mean"
    assert window.session.settings.method == "mean"


def test_a_method_that_was_chosen_for_some_photos_does_not_stay_for_others(window, qtbot, make_photos, open_and_wait):
    kept = window.app_menu.settings
    open_and_wait(make_photos(2))
    for chooser, name in ((window.top_bar.method, "median"), (window.top_bar.features, "none")):
        chooser.setCurrentIndex(chooser.findData(name))
        chooser.activated.emit(chooser.currentIndex())
    window.all_actions.show_all.trigger()
    assert (window.session.settings.method, window.session.settings.features) == ("median", "none")
    window.app_menu.change(replace(window.app_menu.settings, notify=False))
    open_and_wait(make_photos(3, "other"))
    assert window.session.settings == replace(kept, notify=False)
    assert window.top_bar.method.currentData() == kept.method


def test_thumbnails_arrive(window, qtbot, make_photos, open_and_wait):
    open_and_wait(make_photos(3))
    model = window.photo_list.photos
    qtbot.waitUntil(lambda: all(model.index(i).data(1) is not None for i in range(3)), timeout=PATIENCE_MS)


def test_views_on_the_reference_grid_move_together(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(2))
    views = [p.view for p in (window.panes.warped, window.panes.weights, window.panes.result)]
    views[0].show_at(QPointF(100, 80), 3.0)
    views[0].moved.emit(views[0])
    for view in views:
        assert abs(view.centre.x() - 100) < 0.5
        assert abs(view.centre.y() - 80) < 0.5
        assert abs(view.zoom - 3.0) < 0.01
    matches_zoom = window.panes.matches.view.zoom
    views[1].zoom_by(2.0)
    assert all(abs(v.zoom - 6.0) < 0.02 for v in views)
    assert window.panes.matches.view.zoom == matches_zoom


def test_themes_can_be_switched(window):
    for theme in (LIGHT, DARK):
        window.set_theme(theme)
        assert window.palette().window().color().name() == theme.window


def test_the_size_is_remembered(qtbot, settings):
    first = Window(settings, DARK)
    first.show()
    first.resize(1000, 700)
    first.close()
    second = Window(settings, DARK)
    assert (second.width(), second.height()) == (1000, 700)
    second.close()
    for window in (first, second):
        window.deleteLater()


def test_after_a_run_tools_and_what_is_next_are_in_sight(window, qtbot, make_photos, run_and_wait):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    top, tools, panes = window.top_bar, window.work_page.tools, window.panes
    assert not tools.brush_button.isEnabled()
    run_and_wait(make_photos(2))
    assert (top.save_button.objectName(), top.primary_button.objectName()) == ("primary", "")
    for button in (tools.brush_button, tools.place_button, tools.straighten_button):
        assert button.text()
        assert button.isVisible()
    assert tools.straighten_button.isEnabled()
    row = next(i for i, photo in enumerate(window.session.photos) if photo.status is PhotoStatus.ALIGNED)
    window.photo_list.select_row(row)
    assert tools.place_button.isEnabled()
    qtbot.mouseClick(tools.brush_button, Qt.MouseButton.LeftButton)
    assert panes.brush.is_active

    panes.maximise(0)
    qtbot.wait(50)
    assert panes.readout.zoom_label.text() == f"{100 * panes.matches.view.zoom:.0f}%"
    panes.maximise(3)
    qtbot.wait(50)
    assert panes.readout.zoom_label.text() == f"{100 * panes.result.view.zoom:.0f}%"


def test_what_was_only_told_goes_when_another_photo_is_chosen(window, make_photos, open_and_wait):
    open_and_wait(make_photos(2))
    for row, kind, left in ((1, MessageKind.INFORMATION, ""), (0, MessageKind.WARNING, "Something is wrong.")):
        window.message.tell(kind, "Something is wrong.")
        window.photo_list.select_row(row)
        assert window.message.text == left
