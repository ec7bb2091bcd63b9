"""A program that works on photos and says when its work is kept, to be killed by a test: FOLDER [EDITS]."""

import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from diar_gui.edits import Edits, Stroke
from diar_gui.gui.projects.projects import Projects
from diar_gui.gui.projects.worker import ProjectWorker
from diar_gui.gui.saving.save import Saving
from diar_gui.gui.session.session import Session
from diar_gui.gui.session.settings import Settings


def main() -> None:
    folder, n_edits = Path(sys.argv[1]), int(sys.argv[2])
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    session = Session(window)
    session.settings = Settings(method="median", features="sift", device="cpu", tone="reference")
    projects = Projects(session, Saving(session, window), QMenu(window), window)
    rescue = ProjectWorker.rescue

    def tell(worker, contents):
        rescue(worker, contents)
        print("kept", len(contents.edits.strokes), contents.alignment is not None, flush=True)

    projects.thread_.rescue_wanted.disconnect()
    projects.thread_.rescue_wanted.connect(lambda contents: tell(projects.thread_.worker, contents))

    def edit() -> None:
        edits = session.editing.edits
        n = len(edits.strokes)
        if n >= n_edits:
            return
        points = tuple((float(i % 400), time.time() % 300) for i in range(200))
        stroke = Stroke(folder / "photo0.png", True, points, 5.0, 0.5)
        session.edit(Edits(strokes=(*edits.strokes, stroke)), f"Stroke {n + 1}")
        QTimer.singleShot(5, edit)

    session.run_finished.connect(edit)
    session.open([folder], start=True)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
