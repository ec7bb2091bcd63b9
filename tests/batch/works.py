"""What workers do in tests, by the name of the set: another process imports it."""

import os
import signal
import time
from pathlib import Path

from diar_gui.batch.work import Made, Task
from diar_gui.errors import ExportError, ImageError
from diar_gui.progress import Progress
from diar_gui.whole_files import write_files


def work(task: Task, progress: Progress) -> Made:
    """Write the name of the set as its picture; `bad` fails, `dies` is killed, `hangs` never ends."""
    if task.picture.exists() and not task.overwrite:
        raise ExportError(f"{task.picture} exists already.")
    progress.update(0.5, "At work")
    kind = task.name.split("_")[0]
    if kind == "bad":
        raise ImageError("The photos are bad; take others.")
    if kind == "wrong":
        raise RuntimeError("a fault")
    if kind == "dies" or (kind == "once" and not (once := task.photos[0].with_suffix(".once")).exists()):
        if kind == "once":
            once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "hangs":
        time.sleep(600)
    if kind == "slow":
        time.sleep(0.3)
    write_files([(task.picture, task.name.encode()), (task.report, b"{}")], overwrite=task.overwrite)
    return Made((task.picture, task.report), len(task.photos), 0.02, "QUJD", "REVG")


def memory(task: Task, progress: Progress) -> Made:
    """Write how much memory the run may take, and with how many threads."""
    text = f"{task.options.max_memory_bytes} {os.environ['OMP_NUM_THREADS']}"
    Path(task.picture).write_text(text)
    return Made((task.picture,), 1, 0.0)
