"""Photograph the window state by state; `screenshots.py` starts this on a display of its own."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from diar_gui.gui.app.app import make_application
from diar_gui.gui.app.demo import run_to_end, show_an_aligned_photo
from diar_gui.gui.look.theme import DARK, LIGHT
from diar_gui.gui.look.translations import SOURCE_LANGUAGE, install_translations
from diar_gui.gui.pictures.view import PictureView
from diar_gui.gui.session.export_worker import ExportRequest
from diar_gui.gui.shown.wishes import WeightsMode
from diar_gui.gui.window.window import Window
from diar_gui.outputs import Outputs

SAMPLE = Path(__file__).resolve().parent.parent / "resources" / "sample"
SIZES = {"plain": (1280, 800), "dense": (1280, 720), "german": (1280, 800)}
THEMES = {"dark": DARK, "light": LIGHT}
PATIENCE_MS = 300_000
MATCHES, WARPED, WEIGHTS, RESULT = range(4)


class Camera:
    """Drives windows from state to state and photographs each in both themes.

    Args:
        folder: for the pictures.
        shots: name of the set, see `SIZES`.
        only: take only the shots with this in their names.
        language: of the window.
    """

    def __init__(self, folder: Path, shots: str, only: str, language: str) -> None:
        self._folder, self._shots, self._only, self._language = folder, shots, only, language

    def take_all(self) -> None:
        """Take every shot of the set."""
        with self._window() as window:
            self._shoot(window, "empty")
            self._running(window)
        with self._window() as window:
            self._run(window, [SAMPLE / "gallery"])
            show_an_aligned_photo(window)
            self._shoot(window, "four_panes")
            self._overview(window)
            self._panes(window)
            self._dialogs(window)
            self._straighten(window)
            self._place(window)
            self._brush(window)
            self._light(window)
            self._colour_size(window)
            self._saved(window)
        with self._window() as window, tempfile.TemporaryDirectory() as place:
            self._failures(window, Path(place))

    # The states.

    def _running(self, window: Window) -> None:
        window.open_paths([SAMPLE / "gallery"])
        wait_until(lambda: bool(window.session.photos))
        wait(1500)
        self._shoot(window, "waiting")
        window.make_clean_picture()
        wait_until(lambda: window.bottom_bar.bar.value() > 250)
        self._shoot(window, "running")
        window.session.cancel_run()
        wait_until(lambda: not window.session.is_busy)
        self._shoot(window, "cancelled")

    def _overview(self, window: Window) -> None:
        panes = window.panes
        panes.matches.outliers.click()
        panes.result.before.click()
        hover(panes.result.view)
        self._shoot(window, "overview", after_ms=1500)
        panes.result.before.click()
        panes.matches.outliers.click()

    def _panes(self, window: Window) -> None:
        panes = window.panes
        panes.maximise(MATCHES)
        self._shoot(window, "matches")
        panes.matches.outliers.click()
        self._shoot(window, "matches_outliers")
        panes.matches.outliers.click()
        panes.maximise(WARPED)
        self._shoot(window, "warped")
        for button, name in ((panes.warped.onion, "onion"), (panes.warped.checkerboard, "squares")):
            button.click()
            self._shoot(window, f"warped_{name}")
            button.click()
        panes.maximise(WEIGHTS)
        for mode in WeightsMode:
            panes.weights.mode.setCurrentIndex(panes.weights.mode.findData(mode))
            self._shoot(window, f"weights_{mode}", after_ms=2500)
        panes.weights.mode.setCurrentIndex(0)
        panes.maximise(RESULT)
        hover(panes.result.view)
        self._shoot(window, "result")
        panes.result.before.click()
        self._shoot(window, "result_divider")
        panes.result.before.click()
        panes.result.gaps.click()
        self._shoot(window, "result_gaps", after_ms=2500)
        panes.result.gaps.click()
        panes.result.view.zoom_by(8)
        self._shoot(window, "result_zoomed")
        panes.show_count(2)
        panes.fit()
        self._shoot(window, "two_panes")
        panes.show_all()
        panes.fit()
        window.resize(window.minimumSize())
        self._shoot(window, "smallest")
        window.resize(*SIZES[self._shots])
        panes.fit()

    def _brush(self, window: Window) -> None:
        window.panes.maximise(RESULT)
        for action, name in ((window.all_actions.brush_use, "use"), (window.all_actions.brush_never, "never")):
            action.trigger()
            wait(300)
            paint(window.panes.result.view, is_up=name == "use")
            self._shoot(window, f"brush_{name}_painting", after_ms=0)
            release(window.panes.result.view)
            wait_until(lambda: not window.session.is_updating)
        self._shoot(window, "brush_done", after_ms=1500)
        window.panes.stop_brush()
        window.panes.show_all()

    def _light(self, window: Window) -> None:
        window.all_actions.adjust.trigger()
        window.panes.finishing.bar.exposure.setValue(8)
        wait_until(lambda: window.session.result is not None and window.session.result.edits.finish.exposure_ev > 0)
        self._shoot(window, "light", after_ms=2000)
        window.panes.finishing.stop()
        window.all_actions.print_picture.trigger()
        wait(300)
        dialog = window.printing.size_dialog
        assert dialog is not None
        self._shoot(window, "print", dialog)
        dialog.close()

    def _colour_size(self, window: Window) -> None:
        window.all_actions.colour_size.trigger()
        self._shoot(window, "colour_size")
        window.measuring.page.cancel_button.click()

    def _straighten(self, window: Window) -> None:
        window.all_actions.straighten.trigger()
        view = window.correcting.straighten_view
        wait_until(lambda: view.find_button.isEnabled() and view.apply_button.isEnabled())
        self._shoot(window, "straighten", after_ms=2000)
        view.apply_button.click()
        wait_until(lambda: not window.session.is_updating)
        self._shoot(window, "straightened", after_ms=2000)
        window.all_actions.undo.trigger()
        wait_until(lambda: not window.session.is_updating)

    def _place(self, window: Window) -> None:
        window.all_actions.place.trigger()
        view = window.correcting.placement_view
        wait_until(lambda: view.is_ready)
        self._shoot(window, "placement", after_ms=1500)
        view.cancel()

    def _dialogs(self, window: Window) -> None:
        menu = window.app_menu
        menu.show_preferences()
        assert menu.preferences is not None
        tabs = menu.preferences.findChild(QTabWidget)
        assert tabs is not None
        for i in range(tabs.count()):
            tabs.setCurrentIndex(i)
            self._shoot(window, f"preferences_{i + 1}", menu.preferences)
        menu.preferences.close()
        menu.show_help()
        assert menu.help is not None
        self._shoot(window, "help", menu.help)
        help_tabs = menu.help.findChild(QTabWidget)
        if help_tabs is not None:
            help_tabs.setCurrentIndex(1)
            self._shoot(window, "help_steps", menu.help)
        menu.help.close()
        menu.show_about()
        assert menu.about is not None
        self._shoot(window, "about", menu.about)
        menu.about.close()
        window.all_actions.export.trigger()
        wait(300)
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            self._shoot(window, "export", dialog)
            dialog.close()
        window.saving.choose()
        wait(300)
        save = window.saving.dialog.dialog
        assert save is not None
        self._shoot(window, "save", save)
        save.close()
        window.close()  # asks, since the picture is not saved
        if window.closing.question is not None:
            self._shoot(window, "closing", window.closing.question)
            window.closing.question.close()

    def _saved(self, window: Window) -> None:
        with tempfile.TemporaryDirectory() as place:
            photos = tuple(photo.path for photo in window.session.photos)
            window.session.export(ExportRequest(Outputs(Path(place) / "gallery_clean.png"), photos))
            wait_until(lambda: bool(window.message.text))
            self._shoot(window, "saved")

    def _failures(self, window: Window, place: Path) -> None:
        mixed, strangers = place / "Poster in the hall", place / "strangers"
        _mix(mixed, strangers)
        self._run(window, [mixed])
        rows = [p.name for p in window.session.photos]
        for name, photo in (("stranger", "IMG_4212.jpg"), ("unreadable", "IMG_4216_copy.jpg")):
            window.photo_list.select_row(rows.index(photo))
            self._shoot(window, f"failure_{name}", after_ms=1500)
        window.open_paths([strangers], start=True)
        wait_until(lambda: bool(window.message.text) and not window.session.is_busy)
        self._shoot(window, "failure_of_all")

    # Steps of them.

    @contextmanager
    def _window(self) -> Iterator[Window]:
        window = Window(theme=DARK, language=self._language)
        window.resize(*SIZES[self._shots])
        window.show()
        window.session.load_engine()
        wait_until(lambda: window.session.is_engine_loaded)
        try:
            yield window
        finally:
            window.close_without_asking()
            window.deleteLater()
            QApplication.processEvents()

    @staticmethod
    def _run(window: Window, paths: list[Path]) -> None:
        failure = run_to_end(window, paths)
        if failure:
            sys.exit(failure)

    def _shoot(self, window: Window, name: str, part: QWidget | None = None, *, after_ms: int = 400) -> None:
        """Photograph the window, or a dialog of it, as the screen has it."""
        if self._only not in name:
            return
        wait(after_ms)
        shown = part or window
        for theme_name, theme in THEMES.items():
            window.set_theme(theme)
            wait(250)
            path = self._folder / f"{self._shots}_{name}_{theme_name}.png"
            shown.screen().grabWindow(shown.winId()).save(str(path))
        window.set_theme(DARK)
        print(name, flush=True)


def wait_until(is_reached: Callable[[], bool], patience_ms: int = PATIENCE_MS) -> None:
    """Let the window live until something is reached."""
    deadline = QDeadlineTimer(patience_ms)
    while not is_reached() and not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def wait(time_ms: int) -> None:
    """Let the window live for a while."""
    wait_until(lambda: False, time_ms)


def hover(view: PictureView) -> None:
    """Point at the middle of a view."""
    _send(view, QEvent.Type.MouseMove, QPointF(view.viewport().rect().center()), is_down=False)


def paint(view: PictureView, *, is_up: bool) -> None:
    """Press the mouse in the middle of a view and lead it along a wave."""
    middle = QPointF(view.viewport().rect().center())
    _send(view, QEvent.Type.MouseButtonPress, middle, is_down=True)
    for step in range(1, 40):
        bend = 1.6 * step * (1 - step / 40) * (-1 if is_up else 1)
        _send(view, QEvent.Type.MouseMove, middle + QPointF(5 * step, 4 * bend), is_down=True)


def release(view: PictureView) -> None:
    """Let the mouse go."""
    _send(view, QEvent.Type.MouseButtonRelease, QPointF(view.viewport().rect().center()), is_down=False)


def _send(view: PictureView, kind: QEvent.Type, place: QPointF, *, is_down: bool) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind is QEvent.Type.MouseMove else left
    held = left if is_down else none
    where = view.viewport().mapToGlobal(place)
    event = QMouseEvent(kind, place, where, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def _mix(mixed: Path, strangers: Path) -> None:
    """Fill a folder with seven good photos, one of another thing and one damaged; and one with two unrelated photos."""
    lamp = sorted((SAMPLE / "lamp").rglob("*.jpg"))
    other = sorted((SAMPLE / "whiteboard").rglob("*.jpg"))[0]
    for folder in (mixed, strangers):
        folder.mkdir()
    for i, path in enumerate(lamp):
        shutil.copyfile(path, mixed / f"IMG_{4210 + i + (i > 1)}.jpg")
    shutil.copyfile(other, mixed / "IMG_4212.jpg")
    (mixed / "IMG_4216_copy.jpg").write_bytes(lamp[0].read_bytes()[:9000])
    shutil.copyfile(lamp[0], strangers / "poster.jpg")
    shutil.copyfile(other, strangers / "whiteboard.jpg")


def main() -> int:
    """Take the shots of a set: folder, name of the set, what their names have to contain."""
    folder, shots, only = sys.argv[1:4]
    app = make_application()
    language = install_translations(app, "de" if shots == "german" else SOURCE_LANGUAGE)
    Camera(Path(folder), shots, only, language).take_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
