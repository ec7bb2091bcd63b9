"""Kill the window while it exports and keeps its work; count half-written files and lost projects, which should be 0.

    python benchmarks/window_kills.py 60

Each round starts a process with the real window off-screen, which makes a clean picture, then exports it (over the last
one), edits and saves its project, again and again, until it is killed at a random moment. Afterwards the pictures, the
project and the autosave are read.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2

from diar_gui.errors import DiarError
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path
from diar_gui.project import read_project

LONGEST_S = 3.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", type=int, nargs="?", default=60)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside is not None:
        return work_until_killed(options.inside)
    rng, problems, n_exports = random.Random(0), [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_photos(folder / "photos")
        for i in range(options.rounds):
            problems += [f"round {i}: {problem}" for problem in killed_once(folder, rng.uniform(0, LONGEST_S))]
            n_exports += (folder / "out.png").exists()
    for problem in problems:
        print("PROBLEM", problem)
    print(f"{options.rounds} kills, after {n_exports} of them a picture was there: {len(problems)} problems.")
    return 1 if problems else 0


def make_photos(folder: Path) -> None:
    """Fill the folder with three small photos."""
    folder.mkdir()
    for i, path in enumerate(sorted((resource_path("sample/lamp") / "frames").iterdir())[:3]):
        write_image(folder / f"photo{i}.png", cv2.resize(read_image(path), (640, 427), interpolation=cv2.INTER_AREA))


def killed_once(folder: Path, delay_s: float) -> list[str]:
    """Return what is wrong after a kill `delay_s` after the first picture was there."""
    environment = {**os.environ, "XDG_DATA_HOME": str(folder / "data"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, __file__, "--inside", str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay_s)
        process.kill()
    problems = [f"{path.name} is left" for path in folder.iterdir() if path.name.startswith(".")]
    for path in folder.glob("*.png"):
        try:
            read_image(path)
        except DiarError as error:
            problems.append(str(error))
    kept = [*folder.glob("*.diar"), *(folder / "data").rglob("*.diar")]
    for path in kept:
        try:
            read_project(path)
        except DiarError as error:
            problems.append(str(error))
    return problems


def work_until_killed(folder: Path) -> int:
    """Export, edit and save without end."""
    from dataclasses import replace

    from offscreen_window import open_window, wait_until

    from diar_gui.edits import Stroke
    from diar_gui.gui.session.export_worker import ExportRequest
    from diar_gui.gui.session.settings import Settings
    from diar_gui.outputs import Outputs

    with open_window(Settings(method="median", features="none")) as window:
        window.open_paths([folder / "photos"], start=True)
        wait_until(lambda: window.session.result is not None)
        photos = tuple(photo.path for photo in window.session.photos)
        done: list[object] = []
        window.session.exported.connect(done.append)
        print("ready", flush=True)
        while True:
            n_done, edits = len(done), window.session.editing.edits
            stroke = Stroke(photos[0], True, ((50.0 + n_done % 400, 60.0), (200.0, 200.0)), 20.0, 0.5)
            window.session.edit(replace(edits, strokes=(*edits.strokes[-20:], stroke)), "Stroke")
            window.projects.path = folder / "work.diar"
            window.projects.save()
            window.session.export(ExportRequest(Outputs(folder / "out.png", overwrite=True), photos))
            wait_until(lambda: len(done) > n_done)  # noqa: B023 - waited for within the round
            wait_until(lambda: not window.session.is_updating)


if __name__ == "__main__":
    raise SystemExit(main())
