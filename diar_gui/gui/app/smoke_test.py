"""A test of the app as it is installed, by itself and without a screen: `diar-gui --smoke-test [FOLDER]`.

Runs the window's job on the bundled sample, and every method and every kind of features on a small copy of it. Leaves
each picture and `smoke-test.json` in the folder, and packaging/smoke_test.py compares those with what the source makes.
"""

import json
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from traceback import format_exception
from types import TracebackType
from typing import Any

import psutil
from PySide6.QtCore import QEventLoop, QMessageLogContext, QObject, QtMsgType, Slot, qInstallMessageHandler

from diar_gui import __version__, licences
from diar_gui.errors import DiarError
from diar_gui.gui.app.app import make_application
from diar_gui.gui.session.engine_worker import fault_sentence
from diar_gui.gui.window.window import Window
from diar_gui.images import read_image, shrunk, write_image
from diar_gui.names import FEATURES, LEARNED_METHODS, METHODS
from diar_gui.paths import resource_path

_QUICK_FEATURES = "sift"
_QUICK_METHOD = "median"
_SMALL_SIDE_PX = 480

_HARMLESS_MESSAGES = (
    "This plugin does not support propagateSizeHints",  # without a screen a window has any size
    'Detected locale "C"',  # none is set: Qt takes UTF-8 all the same
    "QStandardPaths: XDG_RUNTIME_DIR not set",  # outside a session: Qt makes up a place for sockets
)
"""How messages of Qt may begin; any other is a failure."""


@dataclass
class Findings:
    """What the test has found so far.

    seconds: from the start of the process to the window and to the engine, and what each run took.
    pictures: file names by run. refused: finished sentences by run, where the app says that it cannot do it.
    failures: one sentence each; empty where all is well.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def run_smoke_test(folder: Path | None) -> list[str]:
    """Run the test and return a sentence for every failure.

    Args:
        folder: where pictures and report are left; None for a temporary one, removed afterwards.
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as temporary:
            return run_smoke_test(Path(temporary))
    folder.mkdir(parents=True, exist_ok=True)
    findings = Findings()
    _catch_messages(findings)
    _check_resources(findings)
    _run_window(findings, folder)
    with tempfile.TemporaryDirectory() as small:
        photos = _shrunk_sample(Path(small))
        for features in FEATURES:
            _run(findings, folder, photos, (features, _QUICK_METHOD))
        for method in METHODS:
            if method != _QUICK_METHOD:
                _run(findings, folder, photos, (_QUICK_FEATURES, method))
    (folder / "smoke-test.json").write_text(json.dumps(_report(findings), indent=2) + "\n", encoding="utf-8")
    return findings.failures


def _catch_messages(findings: Findings) -> None:
    """Take down what Qt says, and exceptions that nobody caught, which would end nothing."""

    def on_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if not text.startswith(_HARMLESS_MESSAGES):
            findings.failures.append(f"Qt says: {text}")

    def on_exception(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        place = format_exception(error)[-2:]
        findings.failures.append(f"Not caught: {' '.join(' '.join(place).split())}")

    qInstallMessageHandler(on_message)
    sys.excepthook = on_exception


def _check_resources(findings: Findings) -> None:
    checkpoints = [f"checkpoints/{method}.safetensors" for method in LEARNED_METHODS]
    for name in ("icons", "sample/gallery", "sample/lamp", *checkpoints):
        try:
            resource_path(name)
        except FileNotFoundError as error:
            findings.failures.append(f"A resource is missing: {error}.")
    findings.failures += [
        f"The licence of {entry.name} {entry.version} has no text."
        for entry in licences.entries()
        if not entry.text.strip()
    ]


def _run_window(findings: Findings, folder: Path) -> None:
    """Open the sample in the window, have the clean picture made, and save it."""
    app = make_application()
    window = Window()
    window.resize(1280, 800)
    window.show()
    app.processEvents()
    findings.seconds["until the window"] = _seconds_since_the_start()
    ending = _Ending(findings, window)
    window.session.load_engine()
    window.open_paths([resource_path("sample/gallery")], start=True)
    ending.loop.exec()
    if window.session.result is not None:
        _save(findings, folder, "window", window.session.result.reconstruction.picture)
        if not window.grab().save(str(folder / "screenshot.png")):
            findings.failures.append(f"The screenshot could not be written into {folder}.")
    window.close_without_asking()
    app.processEvents()


class _Ending(QObject):
    """Waits for the end of the window's run."""

    def __init__(self, findings: Findings, window: Window) -> None:
        super().__init__(window)
        self._findings = findings
        self.loop = QEventLoop()
        session = window.session
        session.engine_loaded.connect(self._on_engine_loaded)
        session.load_failed.connect(self._on_failed)
        session.run_failed.connect(self._on_failed)
        session.run_finished.connect(self.loop.quit)

    @Slot()
    def _on_engine_loaded(self) -> None:
        self._findings.seconds["until the engine"] = _seconds_since_the_start()

    @Slot(object)
    def _on_failed(self, sentence: str) -> None:
        self._findings.failures.append(f"The window did not make a picture: {sentence}")
        self.loop.quit()


def _shrunk_sample(folder: Path) -> list[Path]:
    """Write the sample's photos into the folder at a size at which even the slowest method takes seconds."""
    paths = []
    for source in sorted((resource_path("sample/lamp") / "frames").iterdir()):
        paths.append(folder / f"{source.stem}.png")
        write_image(paths[-1], shrunk(read_image(source), _SMALL_SIDE_PX))
    return paths


def _run(findings: Findings, folder: Path, photos: list[Path], way: tuple[str, str]) -> None:
    """Make the clean picture of the photos in one way: features and method."""
    from diar_gui.alignment import AlignmentOptions
    from diar_gui.pipeline import RunOptions, run
    from diar_gui.reconstruction import ReconstructionOptions

    features, method = way
    name = f"{method} by {features}"
    options = RunOptions(AlignmentOptions(features=features), ReconstructionOptions(method=method), device="cpu")
    started = time.perf_counter()
    try:
        result = run(photos, options)
    except DiarError as error:
        findings.refused[name] = str(error)
    except Exception as error:
        findings.failures.append(f"{name}: {fault_sentence(error)} ({error})")
    else:
        findings.seconds[name] = round(time.perf_counter() - started, 2)
        _save(findings, folder, name, result.reconstruction.picture)


def _save(findings: Findings, folder: Path, name: str, picture: Any) -> None:
    """Write a picture `(H, W, 3)` as PNG, and check that it is read back as it was."""
    path = folder / f"{name.replace(' ', '-')}.png"
    try:
        write_image(path, picture, overwrite=True)
        is_whole = (read_image(path) == picture).all()
    except DiarError as error:
        findings.failures.append(str(error))
        return
    findings.pictures[name] = path.name
    if not is_whole:
        findings.failures.append(f"{path.name} is not what was written.")


def _seconds_since_the_start() -> float:
    return round(time.time() - psutil.Process().create_time(), 2)


def _report(findings: Findings) -> dict[str, Any]:
    return {
        "version": __version__,
        "is_packaged": hasattr(sys, "_MEIPASS"),
        "seconds": findings.seconds,
        "pictures": findings.pictures,
        "refused": findings.refused,
        "failures": findings.failures,
        "licences": [[entry.name, entry.version, entry.licence] for entry in licences.entries()],
    }
