"""The command line: `diar COMMAND`. Heavy imports wait inside the sub-commands, so that help answers at once."""

import argparse
import io
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from diar_gui import __version__
from diar_gui.cli import batch, bench, reconstruct, synth, train
from diar_gui.cli.display import Display
from diar_gui.errors import Cancelled, DiarError
from diar_gui.paths import log_path
from diar_gui.progress import Progress

DONE, FAILED, WRONG_USAGE, CANCELLED = 0, 1, 2, 130  # and 3 of `batch`, see there

_COMMANDS = {"reconstruct": reconstruct, "batch": batch, "bench": bench, "synth": synth, "train": train}
_EPILOG = "Exit codes: 0 done; 1 the input or the machine did not allow it; 2 wrong usage; 130 cancelled."


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0 done, 1 the input or the machine did not allow it, 2 wrong usage, 130 cancelled."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # file names need not be text in the terminal's encoding
    with _cancel_on_signals() as is_cancelled:
        try:
            options = _parsed(arguments)
        except SystemExit as exit_:
            return exit_.code if isinstance(exit_.code, int) else WRONG_USAGE
        display = Display(sys.stderr, is_quiet=options.quiet)
        return _ended(options, display, Progress(display.report, is_cancelled, on_notice=display.say))


def _ended(options: argparse.Namespace, display: Display, progress: Progress) -> int:
    """Return the exit code of the run, which ends here once, whatever happens."""
    try:
        return _COMMANDS[options.command].run(options, display, progress) or DONE
    except (Cancelled, KeyboardInterrupt) as cancelled:
        display.say(str(cancelled) or "Cancelled; nothing was written.")
        return CANCELLED
    except DiarError as error:
        display.say(str(error))
        return FAILED
    except MemoryError:
        display.say("The main memory ran out; close other programs, or use fewer or smaller photos.")
        return FAILED
    except Exception as error:
        display.say(_unexpected(error))
        return FAILED


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="diar", description="Make one clean picture of a flat thing out of several photos of it."
    )
    parser.add_argument("--version", action="version", version=f"diar {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        sub_parser = commands.add_parser(
            name, help=command.HELP, description=command.DESCRIPTION, epilog=_EPILOG, allow_abbrev=False
        )
        command.add_arguments(sub_parser)
    options = parser.parse_args(reconstruct.with_plain_strip(sys.argv[1:] if arguments is None else arguments))
    _COMMANDS[options.command].check(options, parser)
    return options


@contextmanager
def _cancel_on_signals() -> Iterator:
    """Give a function that tells whether Ctrl-C or a request to end came; a second Ctrl-C interrupts at once."""
    came: list[int] = []

    def note(number: int, _stack: object) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)

    previous = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _unexpected(error: Exception) -> str:
    """Return a sentence for an error that is DIAR's own fault, with its details in the log."""
    place = log_path()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} diar {__version__}\n")
            traceback.print_exception(error, file=log)
        return f"DIAR failed where it should not have ({type(error).__name__}); please report it with {place}."
    except OSError:
        return f"DIAR failed where it should not have ({type(error).__name__}: {error}); please report it."
