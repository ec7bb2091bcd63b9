"""A run in a process of its own: the peak memory of a process only ever grows, so each run needs a fresh one."""

import multiprocessing
import signal
from multiprocessing.connection import Connection

from diar_gui.benchmark.case import Outcome, Setting, make_all
from diar_gui.errors import DiarError
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions

_POLL_S = 0.1


def make_in_own_process(setting: Setting, options: ReconstructionOptions, progress: Progress) -> Outcome:
    """Return what the method makes of the sequence, and the peak memory of the process that did only that.

    Raises:
        DiarError: as the run raised it, or its process was ended from outside.
        Cancelled: the user asked to stop; the process is ended.
    """
    context = multiprocessing.get_context("spawn")  # a fork would begin with all that this process holds
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, setting, options), daemon=True)
    process.start()
    sender.close()  # so that the end of the process is the end of the pipe
    try:
        while not receiver.poll(_POLL_S):
            progress.check_cancelled()
        answer = receiver.recv()
    except EOFError as error:
        process.join()
        raise DiarError(
            f"{options.method} on {setting.sequence.folder} was ended from outside (exit code {process.exitcode}); "
            "the main memory may have run out."
        ) from error
    finally:
        process.terminate()
        process.join()
        process.close()
        receiver.close()
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _work(sender: Connection, setting: Setting, options: ReconstructionOptions) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both, and the parent ends this one
    try:
        answer = make_all(setting, options)
    except Exception as error:
        sender.send(error)
    else:
        sender.send(answer)
