"""Take pictures of the real window on an X display of its own: `python packaging/screenshots.py FOLDER [--readme]`.

Starts Xvfb, opens the window on the bundled sample and saves every state as a PNG. With --readme, the picture of the
finished run also becomes docs/window.png. Look at them: what is cut off or ugly is to be mended.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "resources" / "sample"
README_SHOT = ROOT / "docs" / "window.png"


def main() -> int:
    """Run the shots in processes of their own: the scale of the screen is fixed when Qt starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true", help="write docs/window.png as well")
    parser.add_argument("--inside", choices=("states", "dense"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.inside:
        return take_shots(options.folder, options.inside)
    with tempfile.TemporaryDirectory() as home:
        for shots, scale in (("states", "1"), ("dense", "2")):
            code = run_on_own_display([sys.executable, __file__, str(options.folder), "--inside", shots], scale, home)
            if code:
                return code
    if options.readme:
        README_SHOT.parent.mkdir(exist_ok=True)
        shutil.copyfile(options.folder / "result.png", README_SHOT)
    return 0


def run_on_own_display(command: list[str], scale: str, home: str) -> int:
    """Run the command on a fresh Xvfb and return its exit code."""
    read_end, write_end = os.pipe()
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "2560x1440x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as numbers:
            display = f":{numbers.readline().strip()}"
        environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": scale,
            "XDG_DATA_HOME": home,
        }
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        xvfb.terminate()
        xvfb.wait()


def take_shots(folder: Path, shots: str) -> int:
    """Take the shots on the display that is set; return the exit code."""
    from diar_gui.gui.app import make_application

    app = make_application()
    camera = Camera(folder)
    if shots == "dense":
        camera.result_at("result_2560x1440_scale2", 1280, 720)
    else:
        camera.empty()
        camera.listed_and_running()
        camera.result()
        camera.failures()
    app.processEvents()
    return 0


class Camera:
    """Drives a window from state to state and photographs it."""

    def __init__(self, folder: Path) -> None:
        from diar_gui.gui.theme import DARK, LIGHT

        self._folder = folder
        self._dark, self._light = DARK, LIGHT

    def empty(self) -> None:
        """Show the window before there are photos, in both themes."""
        window = self._open(1280, 800)
        self._shoot(window, "empty")
        window.set_theme(self._light)
        self._shoot(window, "empty_light")
        self._close(window)

    def listed_and_running(self) -> None:
        """Show photos that wait, and a run on its way."""
        window = self._open(1280, 800)
        window.open_paths([SAMPLE / "lamp"])
        self._wait(lambda: bool(window.session.photos), 1500)
        self._shoot(window, "waiting")
        window.make_clean_picture()
        self._wait(lambda: window.bottom_bar.bar.value() > 250)
        self._shoot(window, "running")
        self._wait(lambda: window.panes.warped.is_showing_picture)
        self._shoot(window, "running_late")
        self._close(window)

    def result(self) -> None:
        """Show the finished run: dark, light, before, saved, the save dialog, and large."""
        window = self._run(1280, 800, [SAMPLE / "lamp"])
        self._shoot(window, "result")
        window.panes.result.before.setChecked(True)
        self._shoot(window, "result_before")
        window.panes.result.before.setChecked(False)
        window.panes.result.view.zoom_by(5)
        self._shoot(window, "result_zoomed")
        window.panes.fit()
        window.set_theme(self._light)
        self._shoot(window, "result_light")
        with tempfile.TemporaryDirectory() as place:
            window.choose_where_to_save()
            self._shoot(window, "save_dialog", whole_screen=True)
            window.save_dialog.dialog.close()
            window.session.export(Path(place) / "lamp_clean.png", overwrite=False)
            self._wait(lambda: bool(window.message.text))
        self._shoot(window, "saved_light")
        window.set_theme(self._dark)
        window.resize(2560, 1440)
        self._shoot(window, "result_2560x1440")
        window.resize(1000, 640)
        self._shoot(window, "result_smallest")
        self._close(window)

    def failures(self) -> None:
        """Show two bad photos of nine, and a run that cannot succeed."""
        with tempfile.TemporaryDirectory() as place:
            mixed, strangers = Path(place) / "Poster in the hall", Path(place) / "strangers"
            _mix(mixed, strangers)
            window = self._run(1280, 800, [mixed])
            window.photo_list.select_row(2)
            self._wait(lambda: False, 800)
            self._shoot(window, "failure")
            window.photo_list.select_row(7)
            self._wait(lambda: False, 800)
            self._shoot(window, "failure_unreadable")
            window.open_paths([strangers], start=True)
            self._wait(lambda: bool(window.message.text) and not window.session.is_busy)
            self._shoot(window, "failure_all")
            self._close(window)

    def result_at(self, name: str, width: int, height: int) -> None:
        """Show the finished run at another size."""
        window = self._run(width, height, [SAMPLE / "lamp"])
        self._shoot(window, name)
        self._close(window)

    def _open(self, width: int, height: int):
        from diar_gui.gui.window import Window

        window = Window(theme=self._dark)
        window.resize(width, height)
        window.show()
        window.session.load_engine()
        self._wait(lambda: window.session.choices is not None)
        return window

    def _run(self, width: int, height: int, paths: list[Path]):
        from diar_gui.gui.demo import run_to_end, show_an_aligned_photo

        window = self._open(width, height)
        failure = run_to_end(window, paths)
        if failure:
            sys.exit(failure)
        show_an_aligned_photo(window)
        return window

    @staticmethod
    def _close(window) -> None:
        window.close()
        window.deleteLater()

    def _shoot(self, window, name: str, *, whole_screen: bool = False) -> None:
        self._wait(lambda: False, 500)
        picture = window.screen().grabWindow(0 if whole_screen else window.winId())
        if whole_screen:
            picture = picture.copy(0, 0, window.width(), window.height())
        picture.save(str(self._folder / f"{name}.png"))
        print(self._folder / f"{name}.png")

    @staticmethod
    def _wait(is_reached: Callable[[], bool], patience_ms: int = 180_000) -> None:
        from PySide6.QtCore import QDeadlineTimer, QEventLoop
        from PySide6.QtWidgets import QApplication

        deadline = QDeadlineTimer(patience_ms)
        while not is_reached() and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


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


if __name__ == "__main__":
    sys.exit(main())
