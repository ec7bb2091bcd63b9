"""The command line: `diar reconstruct`. Heavy imports wait inside the sub-commands, so that help answers at once."""

import argparse
import io
import math
import re
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from diar_gui import __version__
from diar_gui.errors import Cancelled, DiarError
from diar_gui.names import DEVICES, FEATURES, METHODS
from diar_gui.paths import log_path
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.pipeline import RunOptions, Stage

DONE, FAILED, WRONG_USAGE, CANCELLED = 0, 1, 2, 130
_SECONDS_BETWEEN_LINES = 10.0
_SECONDS_BETWEEN_REDRAWS = 0.1


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
        display = _Display(sys.stderr, is_quiet=options.quiet)
        return _ended(options, display, Progress(display.report, is_cancelled, on_notice=display.say))


def _ended(options: argparse.Namespace, display: "_Display", progress: Progress) -> int:
    """Return the exit code of the run, which ends here once, whatever happens."""
    try:
        _reconstruct(options, display, progress)
    except (Cancelled, KeyboardInterrupt):
        display.say("Cancelled; nothing was written.")
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
    return DONE


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.bits == 16 and options.output.suffix.lower() in (".jpg", ".jpeg"):
        parser.error("a JPEG file holds 8 bits per channel; write 16 bits as .png or .tif")
    return options


def _reconstruct(options: argparse.Namespace, display: "_Display", progress: Progress) -> None:
    from diar_gui.images import find_images
    from diar_gui.outputs import Outputs, report_text
    from diar_gui.pipeline import run

    photos = find_images(options.inputs)
    outputs = Outputs(options.output, options.report, options.save_warped, options.save_weights, options.overwrite)
    outputs.check(photos)
    result = run(photos, _run_options(options), progress.part(0.0, 0.94), lambda stage: _tell(stage, display))
    outputs.write(result, photos, progress.part(0.94, 1.0))
    display.clear()
    if options.json:
        sys.stdout.write(report_text(result.report))
    elif not options.quiet:
        n_used, n_photos = len(result.alignment.used), len(photos)
        print(f"Wrote {outputs.picture}, made from {n_used} of {n_photos} photos.")


def _run_options(options: argparse.Namespace) -> "RunOptions":
    from diar_gui.alignment import AlignmentOptions
    from diar_gui.pipeline import RunOptions
    from diar_gui.reconstruction import ReconstructionOptions

    # Defaults live in the dataclasses: what was not given is not passed on.
    alignment = {
        "features": options.features,
        "reference": None if options.reference == "auto" else options.reference,
        "working_size_px": options.working_size,
        "backbone": options.backbone,
        "allow_download": options.allow_download or None,
    }
    reconstruction = {"method": options.method, "bits": options.bits}
    return RunOptions(
        alignment=AlignmentOptions(**_given(alignment)),
        reconstruction=ReconstructionOptions(**_given(reconstruction)),
        device=options.device,
        max_memory_bytes=None if options.max_memory is None else int(options.max_memory * 1e9),
    )


def _given(values: dict) -> dict:
    return {name: value for name, value in values.items() if value is not None}


def _tell(stage: "Stage", display: "_Display") -> None:
    """Say which photos are left out as soon as it is known."""
    from diar_gui.alignment import Alignment
    from diar_gui.images import FrameSet

    if isinstance(stage, FrameSet):
        for photo in stage.unreadable:
            display.say(f"Left out {photo.name}: {photo.reason}")
    elif isinstance(stage, Alignment):
        for frame in stage.frames:
            if frame.status == "rejected":
                display.say(f"Left out {frame.name}: {frame.reason}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="diar", description="Make one clean picture of a flat thing out of several photos of it."
    )
    parser.add_argument("--version", action="version", version=f"diar {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_reconstruct(
        commands.add_parser(
            "reconstruct",
            help="align the photos and make one clean picture of them",
            description="Align the photos and make one clean picture of them. Nothing is ever overwritten without "
            "--overwrite; an output file is either whole or absent.",
            epilog="Exit codes: 0 done; 1 the input or the machine did not allow it; 2 wrong usage; 130 cancelled.",
            allow_abbrev=False,
        )
    )
    return parser


def _add_reconstruct(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("inputs", nargs="+", type=_path, metavar="INPUT", help="photos, or a folder of photos")
    add("-o", "--output", required=True, type=_path, metavar="FILE", help="the clean picture: .png, .tif or .jpg")
    add("--method", choices=METHODS, help="how the picture is made (default: median)")
    add("--features", choices=FEATURES, help="what photos are aligned by; none if they are already (default: auto)")
    add("--reference", default="auto", metavar="NAME", help="photo that gives the view, or auto (default)")
    add("--device", default="auto", choices=DEVICES, help="what networks run on (default: auto)")
    add("--working-size", type=_size_px, metavar="PX", help="long side at which features are found")
    add("--max-memory", type=_gigabytes, metavar="GB", help="main memory to stay under (default: half, at most 3)")
    add("--bits", type=int, choices=(8, 16), help="bits per channel of the picture (default: as the photos)")
    add("--backbone", metavar="NAME", help="timm network that --features dense takes its descriptors from")
    add("--allow-download", action="store_true", help="let --features dense fetch that network's parameters")
    add("--report", type=_path, metavar="FILE", help="write what became of each photo as JSON")
    add("--save-warped", type=_path, metavar="DIR", help="write each photo as seen from the reference")
    add("--save-weights", type=_path, metavar="DIR", help="write where each photo was used, coverage and source")
    add("--overwrite", action="store_true", help="replace output files that exist")
    add("--quiet", action="store_true", help="show no progress, only warnings and errors")
    add("--json", action="store_true", help="print the report to standard output")


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError("a file or folder name is needed")
    return Path(text)


def _size_px(text: str) -> int:
    if not text.isdecimal() or not 128 <= int(text) <= 16384:
        raise argparse.ArgumentTypeError(f"a size is a whole number of pixels from 128 to 16384, not {text}")
    return int(text)


def _gigabytes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= 1e6:
        raise argparse.ArgumentTypeError(f"memory is a number of gigabytes above 0, not {text}")
    return value


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


class _Display:
    """Progress on a terminal as one line that is drawn again and again, elsewhere as a few plain lines."""

    def __init__(self, stream: TextIO, *, is_quiet: bool) -> None:
        self._stream = stream
        self._is_quiet = is_quiet
        self._is_terminal = stream.isatty()
        self._message = self._kind = ""
        self._time = -math.inf

    def report(self, fraction: float, message: str) -> None:
        """Show how far the run is."""
        if self._is_quiet:
            return
        self._message = message or self._message
        kind = re.sub(r"\d+", "#", self._message)
        passed = time.monotonic() - self._time
        if kind == self._kind and passed < (_SECONDS_BETWEEN_REDRAWS if self._is_terminal else _SECONDS_BETWEEN_LINES):
            return
        self._kind, self._time = kind, time.monotonic()
        line = f"{fraction:4.0%} {self._message}"
        if self._is_terminal:
            self._write("\r\x1b[K" + line[: shutil.get_terminal_size().columns - 1])
        else:
            self._write(line + "\n")

    def say(self, sentence: str) -> None:
        """Print a sentence on a line of its own."""
        self.clear()
        self._write(sentence + "\n")

    def clear(self) -> None:
        """Take the progress off the terminal."""
        if self._is_terminal and not self._is_quiet:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


if __name__ == "__main__":
    sys.exit(main())
