"""Text at 150 %: on a usual screen no label, button or chooser is cut off, on any page."""

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget
from window_driver import PATIENCE_MS

from diar_gui.gui.look.theme import DARK
from diar_gui.gui.look.translations import SOURCE_LANGUAGE, install_translations
from diar_gui.gui.panes.pane import ElidedLabel
from diar_gui.gui.window.window import Window

SIZE = 1440, 900
_ROUNDING_PX = 1


@pytest.fixture(params=[SOURCE_LANGUAGE, "de"])
def large(request, qtbot, tmp_path, monkeypatch):
    """A window whose text is half as large again, as a system may ask for."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path.parent / f"{tmp_path.name}-data"))
    app = QApplication.instance()
    usual = app.font()
    font = app.font()
    font.setPointSizeF(1.5 * usual.pointSizeF())
    app.setFont(font)
    locale = QLocale()
    language = install_translations(app, request.param)
    window = Window(theme=DARK, language=language)
    window.resize(*SIZE)
    window.show()
    window.session.load_engine()
    qtbot.waitUntil(lambda: window.session.is_engine_loaded, timeout=PATIENCE_MS)
    yield window
    window.close_without_asking()
    window.deleteLater()
    QApplication.processEvents()
    QLocale.setDefault(locale)
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.setParent(None)
    app.setFont(usual)


def cut_off(widget: QWidget) -> list[str]:
    """Return what can be seen below a widget and has less room than its text takes."""
    QApplication.processEvents()
    found = []
    for kind in (QLabel, QAbstractButton, QComboBox):
        for part in widget.findChildren(kind):
            text = part.currentText() if isinstance(part, QComboBox) else part.text()
            if (
                not part.isVisible()
                or not text
                or isinstance(part, ElidedLabel)
                or part.window() is not widget.window()
            ):
                continue
            needed = part.sizeHint()
            width, height = needed.width(), needed.height()
            if isinstance(part, QLabel) and part.wordWrap():
                width, height = part.minimumSizeHint().width(), part.heightForWidth(part.width())
            elif isinstance(part, QComboBox):
                width = part.fontMetrics().horizontalAdvance(text)
            shown = part.visibleRegion().boundingRect()  # the rest may be scrolled to, but only up and down
            if shown.isEmpty():
                continue
            if min(part.width(), shown.width()) + _ROUNDING_PX < width or part.height() + _ROUNDING_PX < height:
                found.append(
                    f"{part.accessibleName() or text!r}: {part.width()} x {part.height()} of {width} x {height}"
                )
    return found


def test_on_the_empty_page(large):
    assert cut_off(large) == []


def test_beside_photos_and_their_picture(large, qtbot, make_photos):
    large.app_menu.take(type(large.app_menu.settings)(method="median", features="sift"))
    large.open_paths([make_photos(3)])
    qtbot.waitUntil(lambda: len(large.session.photos) == 3, timeout=PATIENCE_MS)
    assert cut_off(large) == []
    with qtbot.waitSignal(large.session.run_finished, timeout=PATIENCE_MS):
        large.make_clean_picture()
    qtbot.waitUntil(lambda: large.panes.result.is_showing_picture, timeout=PATIENCE_MS)
    assert cut_off(large) == []
    found = {}
    actions = large.all_actions
    for action, leave in (
        (actions.brush_use, large.panes.stop_brush),
        (actions.adjust, large.panes.finishing.stop),
        (actions.straighten, large.correcting.leave),
        (actions.place, large.correcting.leave),
        (actions.colour_size, large.correcting.leave),
        (actions.look, large.correcting.leave),
    ):
        large.photo_list.select_row(1)
        action.trigger()
        qtbot.wait(50)
        found[action.text()] = cut_off(large)
        leave()
    assert not any(found.values()), found


def test_in_the_dialogs(large):
    large.app_menu.show_preferences()
    preferences = large.app_menu.preferences
    found = {"preferences": cut_off(preferences)}
    preferences.close()
    large.app_menu.show_help()
    found["help"] = cut_off(large.app_menu.help)
    large.app_menu.help.close()
    large.app_menu.show_about()
    found["about"] = cut_off(large.app_menu.about)
    large.app_menu.about.close()
    large.all_actions.queue.trigger()
    found["queue"] = cut_off(large)
    assert not any(found.values()), found
