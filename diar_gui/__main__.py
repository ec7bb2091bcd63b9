"""Start the window: `diar-gui [FOLDER|FILES...]` or `python -m diar_gui`."""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from diar_gui import __version__
from diar_gui.gui.app import system_check


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0 done, 1 where the machine or the input did not allow it."""
    multiprocessing.freeze_support()
    options = _parser().parse_args(arguments)
    if options.offscreen_demo is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if options.smoke_test is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    problem = system_check.window_problem()
    if problem is not None:
        _print_error(problem)
        return 1
    if options.offscreen_demo is not None:
        from diar_gui.gui.app.demo import run_demo

        return run_demo(options.offscreen_demo, options.paths)
    if options.smoke_test is not None:
        from diar_gui.gui.app.smoke_test import run_smoke_test

        failures = run_smoke_test(Path(options.smoke_test) if options.smoke_test else None)
        for sentence in failures:
            _print_error(sentence)
        return 1 if failures else 0
    from diar_gui.gui.app.app import run_app

    return run_app(options.paths, new_window=options.new_window)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="diar-gui", description="Make one clean picture of a flat thing out of several photos, in a window."
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="FOLDER|FILE", help="photos to open and start with")
    parser.add_argument("--new-window", action="store_true", help="open a window of its own beside one that is open")
    parser.add_argument("--version", action="version", version=f"diar-gui {__version__}")
    # For machines without a screen: the same window and job, drawn off-screen, left as pictures in the folder named.
    parser.add_argument("--offscreen-demo", type=Path, metavar="OUTDIR", help=argparse.SUPPRESS)
    # Tests what is installed; exit code 0 where all is well. The folder named receives pictures and a report.
    parser.add_argument("--smoke-test", nargs="?", const="", metavar="FOLDER", help=argparse.SUPPRESS)
    return parser


def _print_error(sentence: str) -> None:
    if sys.stderr is not None:  # a frozen app without a console has none
        print(sentence, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
