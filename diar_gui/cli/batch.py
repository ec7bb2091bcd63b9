"""`diar batch`: a clean picture of each of many sets of photos."""

import argparse
import string
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from diar_gui.cli.arguments import grouping, number_of_jobs, path, seconds, shard
from diar_gui.cli.display import Display
from diar_gui.cli.reconstruct import add_run_arguments, check_colour, run_options
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.batch import BatchOptions, Entry, PhotoSet, Totals

HELP = "make one clean picture of each of many folders of photos"
DESCRIPTION = (
    "Make one clean picture of each set of photos below INPUT. A set that fails is named, and the rest goes on; "
    "manifest.jsonl, summary.html and summary.csv in the output folder say what became of each. "
    "Exit code 3: some sets failed; 1: all did."
)

SOME_FAILED, ALL_FAILED = 3, 1
_SUFFIXES = {"png": ".png", "tif": ".tif", "jpg": ".jpg"}
_SECONDS_BETWEEN_LOOKS = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the sub-command its arguments."""
    add = parser.add_argument
    add("inputs", nargs="+", type=path, metavar="INPUT", help="folders; each folder below that holds photos is a set")
    add("-o", "--output", required=True, type=path, metavar="DIR", help="folder for pictures, reports and the manifest")
    add(
        "--group",
        type=grouping,
        default="folder",
        metavar="folder|name|time:SECONDS|count:N",
        help="what makes a set: a folder (default); or, in each folder, names up to their last number, photos taken "
        "without a longer gap, or so many photos",
    )
    add("--jobs", type=number_of_jobs, default=1, metavar="N", help="sets to work on at a time (default: 1)")
    add("--resume", action="store_true", help="go on with an earlier batch: what is done and unchanged is left")
    add("--shard", type=shard, default=(1, 1), metavar="I/N", help="take every Nth set only, from the Ith on")
    add("--watch", type=seconds, metavar="SECONDS", help="go on for ever; folders are taken once quiet for so long")
    add(
        "--timeout", type=seconds, default=3600.0, metavar="SECONDS", help="give a set up after so long (default: 3600)"
    )
    add("--name", default="{set}", metavar="TEMPLATE", help="of the files' names, of {set} and {date}")
    add("--format", choices=_SUFFIXES, default="png", help="of the pictures (default: png)")
    add("--checksums", action="store_true", help="write the SHA-256 of all pictures and reports")
    add("--dry-run", action="store_true", help="list the sets and what each will need, and do nothing")
    add("--quiet", action="store_true", help="show no progress, only failed sets and errors")
    add("--json", action="store_true", help="print a line of JSON for each set that has ended")
    add_run_arguments(parser)
    parser.set_defaults(alignment=None)


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where arguments contradict one another."""
    if options.bits == 16 and options.format == "jpg":
        parser.error("a JPEG file holds 8 bits per channel; write 16 bits with --format png or tif")
    check_colour(options, parser)
    if not _is_template(options.name):
        parser.error(f"a name is made of {{set}}, {{date}} and other text without slashes, not {options.name}")
    if options.watch is not None and options.shard != (1, 1):
        parser.error("--watch takes what comes; it says nothing beside --shard")


def _is_template(text: str) -> bool:
    """Return whether a text is a file's name with {set} and perhaps {date} in it, and nothing else to fill in."""
    try:
        parts = [part[1:] for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError:
        return False
    fields = {field for field, _, _ in parts}
    is_plain = all(not form and not conversion for _, form, conversion in parts)
    return is_plain and "set" in fields and fields <= {"set", "date"} and "/" not in text and "\\" not in text


def run(options: argparse.Namespace, display: Display, progress: Progress) -> int:
    """Do it; return the exit code."""
    from diar_gui.batch import check_place, find_sets, run_batch

    check_place(options.output, options.inputs)
    if options.watch is not None:
        return _watch(options, display, progress)
    sets = find_sets(options.inputs, options.group, progress)
    if options.dry_run:
        _list(sets, options)
        return 0
    totals = run_batch(sets, _batch_options(options), progress, _Teller(options, display))
    display.clear()
    if not options.quiet and not options.json:
        print(_sentence(totals, options))
    return _exit_code(totals)


def _watch(options: argparse.Namespace, display: Display, progress: Progress) -> int:
    """Take sets as they come, until Ctrl-C."""
    from diar_gui.batch import Batch, find_sets
    from diar_gui.errors import ImageError

    batch = Batch(_batch_options(options), _Teller(options, display))
    try:
        while True:
            try:
                sets = find_sets(options.inputs, options.group, progress)
            except ImageError:  # nothing is there yet
                sets = []
            batch.take([one for one in sets if _is_quiet(one, options.watch)])
            batch.work_through(progress)
            progress.check_cancelled()
            time.sleep(_SECONDS_BETWEEN_LOOKS)
    finally:
        batch.close()


def _is_quiet(one: "PhotoSet", seconds_: float) -> bool:
    try:
        return time.time() - max(photo.stat().st_mtime for photo in one.photos) >= seconds_
    except OSError:
        return False  # a photo has gone: it is still being worked on


def _list(sets: "list[PhotoSet]", options: argparse.Namespace) -> None:
    from diar_gui.estimate import estimate_run

    how = run_options(options)
    which, of = options.shard
    for one in sets[which - 1 :: of]:
        print(f"{one.name}: {len(one.photos)} photos. {estimate_run(one.photos, how).sentence}")


def _batch_options(options: argparse.Namespace) -> "BatchOptions":
    from diar_gui.batch import BatchOptions

    return BatchOptions(
        options.output,
        run_options(options),
        _SUFFIXES[options.format],
        options.name,
        options.jobs,
        options.timeout,
        options.resume,
        options.strip,
        options.checksums,
        options.shard,
        **({} if options.colour is None else {"colour": options.colour}),
    )


class _Teller:
    """Says of each set how it ended."""

    def __init__(self, options: argparse.Namespace, display: Display) -> None:
        self._options, self._display = options, display

    def __call__(self, entry: "Entry") -> None:
        if self._options.json:
            sys.stdout.write(entry.to_json() + "\n")
            sys.stdout.flush()
        elif entry.state == "failed" or not self._options.quiet:
            self._display.say(f"{entry.name}: {entry.sentence}")


def _sentence(totals: "Totals", options: argparse.Namespace) -> str:
    which, of = options.shard
    page = Path(options.output) / ("summary.html" if of == 1 else f"summary-{which}-of-{of}.html")
    parts = [f"{totals.n_done} done"]
    parts += [f"{totals.n_before} done before"] if totals.n_before else []
    parts += [f"{totals.n_failed} failed"] if totals.n_failed else []
    return f"Sets: {', '.join(parts)}; {page} shows them."


def _exit_code(totals: "Totals") -> int:
    if not totals.n_failed:
        return 0
    return SOME_FAILED if totals.n_done + totals.n_before else ALL_FAILED
