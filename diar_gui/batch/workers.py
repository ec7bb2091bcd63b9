"""Processes that work on one set after the other, and what becomes of them: `Worker`.

A worker keeps what it has imported from set to set. It ends by itself when the process that began it is gone, so that
nothing is written behind the back of a batch that goes on.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import cv2

from diar_gui.batch.manifest import digests
from diar_gui.batch.work import Made, Task
from diar_gui.errors import DiarError
from diar_gui.progress import Progress
from diar_gui.sentences import Sentence

Work = Callable[[Task, Progress], Made]

_SECONDS_BETWEEN_REPORTS = 0.5
_MOST_SECONDS_TO_START = 300.0
_N_THREADS_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True)
class Outcome:
    """How a set ended: made it, or the sentence that says why not; and SHA-256 of its photos and files, see `Entry`."""

    made: Made | None
    sentence: str
    inputs: dict[str, str]
    outputs: dict[str, str]
    seconds: float


class Worker:
    """A process, at work on one set or idle.

    Args:
        work: what it does with a task; a function of a module, as another process imports it.
        n_threads: of each of its libraries.
    """

    def __init__(self, work: Work, n_threads: int) -> None:
        self._work, self._n_threads = work, n_threads
        self._process: Any = None
        self._pipe: Connection | None = None
        self._began = 0.0
        self.task: Task | None = None
        self.fraction, self.message = 0.0, ""
        self._is_starting = False

    @property
    def is_idle(self) -> bool:
        """Whether a task can be given to it."""
        return self.task is None

    @property
    def seconds(self) -> float:
        """How long it has been at its task."""
        return time.monotonic() - self._began

    @property
    def pipe(self) -> Connection | None:
        """What becomes readable when the process says something, or ends."""
        return self._pipe

    def begin(self, task: Task) -> None:
        """Give it a task; it has to be idle."""
        if self._process is None or not self._process.is_alive():
            self._start()
        self.task, self.fraction, self.message, self._began = task, 0.0, "", time.monotonic()
        self._is_starting = True
        assert self._pipe is not None
        with suppress(OSError):  # a process that is gone is told of by `poll`
            self._pipe.send(task)

    def poll(self, timeout_s: float) -> Outcome | None:
        """Return how the task ended, if it has; a process that is gone or takes too long ends it."""
        assert self._pipe is not None
        try:
            while self._pipe.poll():
                kind, said = self._pipe.recv()
                if kind == "done":
                    self.task = None
                    return said
                if self._is_starting:  # what a process imports first is no part of a set's time
                    self._is_starting, self._began = False, time.monotonic()
                self.fraction, self.message = said
        except (EOFError, OSError):
            return self._ended(
                Sentence("Its process ended without a word ({how}); try it again by itself.", how=self._exit())
            )
        if self.seconds > timeout_s + (_MOST_SECONDS_TO_START if self._is_starting else 0):
            return self._ended(
                Sentence("It took longer than {n:.0f} s and was stopped; allow more with --timeout.", n=timeout_s)
            )
        return None

    def stop(self) -> None:
        """End the process, whatever it does; files of its set are there as a whole or not at all."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process, self._pipe, self.task = None, None, None

    def _ended(self, sentence: str) -> Outcome:
        seconds = self.seconds
        self.stop()
        return Outcome(None, sentence, {}, {}, seconds)

    def _exit(self) -> str:
        self._process.join(5)
        code = self._process.exitcode
        if code is None:
            return "it closed its pipe"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def _start(self) -> None:
        self.stop()
        context = multiprocessing.get_context("spawn")  # a fork would begin with all that this process holds
        self._pipe, theirs = context.Pipe()
        known = {name: os.environ.get(name) for name in _N_THREADS_VARIABLES}
        os.environ.update(dict.fromkeys(_N_THREADS_VARIABLES, str(self._n_threads)))
        try:
            self._process = context.Process(target=_serve, args=(theirs, self._work, self._n_threads), daemon=True)
            self._process.start()
        finally:
            for name, value in known.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value
        theirs.close()


def _serve(pipe: Connection, work: Work, n_threads: int) -> None:
    """Do task after task, until the other end is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Ctrl-C reaches every process of a terminal: the one that began this decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(n_threads)  # others read the variables that `_start` sets
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(("done", _outcome(task, work, pipe)))


def _outcome(task: Task, work: Work, pipe: Connection) -> Outcome:
    pipe.send(("at", (0.0, "")))
    began, last = time.monotonic(), [0.0]

    def report(fraction: float, message: str) -> None:
        if time.monotonic() - last[0] >= _SECONDS_BETWEEN_REPORTS:
            last[0] = time.monotonic()
            pipe.send(("at", (fraction, message)))

    inputs = digests(task.photos)
    made, sentence = None, ""
    try:
        made = work(task, Progress(report))
    except DiarError as error:
        sentence = error.sentence
    except MemoryError:
        sentence = Sentence("The main memory ran out; take fewer jobs at a time, or fewer or smaller photos.")
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        sentence = Sentence("DIAR failed where it should not have ({what}); please report it.", what=what)
    outputs = digests(made.outputs, task.picture.parent) if made is not None else {}
    return Outcome(made, sentence, inputs, outputs, time.monotonic() - began)


def _end_with_parent() -> None:
    """End this process as soon as the one that began it is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
