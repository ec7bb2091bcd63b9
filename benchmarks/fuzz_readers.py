"""Spoil whole files in many ways and give them to DIAR's readers; the seeds are fixed, so a run can be had again.

    python benchmarks/fuzz_readers.py --files 20000

A reader may return what it found or raise one finished sentence; a crash, a hang, any other exception and more than
1 GB of memory are findings. Each batch runs in a process of its own, which is killed when a file takes more than 10 s
of the processor or a minute by the clock.
Files that show something are kept with `--keep`; `--only K N` does number N of kind K again.
"""

import argparse
import contextlib
import io
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import fuzz_seeds
import numpy as np
from fuzz_mutations import mutated

from diar_gui.errors import DiarError

SHARES = {"images": 0.85, "videos": 0.05, "sequences": 0.05, "checkpoints": 0.05}
"""Kinds of files, and how much of the run goes to each."""

_STREAMS = ("checkpoints", "images", "sequences", "videos")  # a place each, so that numbers keep their files

MAX_SECONDS = 10
MAX_BYTES = 10**9
_BATCH = 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000, help="how many spoiled files in all")
    parser.add_argument("--first", type=int, default=0, help="number of the first one; other numbers, other files")
    parser.add_argument("--kinds", nargs="*", choices=SHARES, default=list(SHARES))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where files that show something are put")
    parser.add_argument("--only", nargs=2, metavar=("KIND", "N"), help="make and read one file")
    parser.add_argument("--batch", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.batch:
        return work(options.batch[0], range(int(options.batch[1]), int(options.batch[2])))
    if options.only:
        return work(options.only[0], range(int(options.only[1]), int(options.only[1]) + 1))
    start, findings = time.perf_counter(), []
    shares = {kind: SHARES[kind] / sum(SHARES[k] for k in options.kinds) for kind in options.kinds}
    outcomes: Counter[str] = Counter()
    for kind, share in shares.items():
        first, end = options.first, options.first + round(share * options.files)
        while first < end:
            first = supervise(kind, first, min(first + _BATCH, end), outcomes, findings)
    for kind, number, problem in findings:
        print(f"FINDING {kind} {number}: {problem}")
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            name, data = spoiled(kind, number)
            (options.keep / f"{kind}_{number}_{name}").write_bytes(data)
    n_lines = outcomes.pop("printed", 0)
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    told += f", {n_lines} lines printed by the libraries underneath"
    print(f"{sum(outcomes.values())} files in {time.perf_counter() - start:.0f} s: {told}; {len(findings)} findings.")
    return 1 if findings else 0


def supervise(kind: str, first: int, end: int, outcomes: Counter, findings: list) -> int:
    """Run a process over files `first` to `end`; return the number of the first file that it did not get to."""
    command = [sys.executable, __file__, "--batch", kind, str(first), str(end)]
    done = subprocess.run(command, capture_output=True, env=_environment())
    number = first - 1
    for line in done.stdout.decode().splitlines():
        what, _, rest = line.partition(" ")
        if what == "try":
            number = int(rest)
            continue
        outcomes[what] += 1
        if what == "bad":
            findings.append((kind, number, json.loads(rest)))
    if done.returncode != 0:
        how = signal.Signals(-done.returncode).name if done.returncode < 0 else f"exit code {done.returncode}"
        slow = {"SIGPROF": f"more than {MAX_SECONDS} s of the processor", "SIGALRM": f"more than {6 * MAX_SECONDS} s"}
        how = slow.get(how, how)
        outcomes["bad"] += 1
        findings.append((kind, number, f"{how}; {done.stderr[-300:].decode(errors='replace')}"))
    outcomes["printed"] += done.stderr.count(b"\n")
    return number + 1


def _environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def spoiled(kind: str, number: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a spoiled file, the same for the same number."""
    rng = np.random.default_rng([_STREAMS.index(kind), number])
    seeds = _seeds(kind)
    names = sorted(seeds)
    name, other = (names[int(rng.integers(len(names)))] for _ in range(2))
    return name, mutated(seeds[name], seeds[other], rng)


_made: dict[str, dict[str, bytes]] = {}


def _seeds(kind: str) -> dict[str, bytes]:
    if kind not in _made:
        _made[kind] = getattr(fuzz_seeds, kind)()
    return _made[kind]


def work(kind: str, numbers: range) -> int:
    """Read the files one after the other, telling what became of each on standard output."""
    with tempfile.TemporaryDirectory() as folder:
        reader = READERS[kind](Path(folder))
        for data in _seeds(kind).values():
            _outcome(reader, "warm-up", data)  # what is loaded once counts for no file
        for number in numbers:
            name, data = spoiled(kind, number)
            print("try", number, flush=True)
            signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)  # the default handlers end the process
            signal.setitimer(signal.ITIMER_REAL, 6 * MAX_SECONDS)
            before = peak_memory_bytes()
            print(_outcome(reader, name, data), flush=True)
            for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
                signal.setitimer(timer, 0)
            if peak_memory_bytes() - before > MAX_BYTES:
                print("bad", json.dumps(f"{(peak_memory_bytes() - before) / 1e9:.1f} GB of memory"), flush=True)
                sys.exit(0)  # the next file needs a new peak
    return 0


def peak_memory_bytes() -> int:
    """Return the largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


Reader = Callable[[str, bytes], None]


def _outcome(reader: Reader, name: str, data: bytes) -> str:
    try:
        reader(name, data)
    except DiarError as error:
        text = str(error)
        is_finished = text.endswith(".") and "\n" not in text and text[0].isupper() | text.startswith("/")
        return "refused" if is_finished else f"bad {json.dumps('no finished sentence: ' + text)}"
    except Exception as error:
        trace = io.StringIO()
        traceback.print_tb(error.__traceback__, limit=-2, file=trace)
        return f"bad {json.dumps(f'{type(error).__name__}: {error} {trace.getvalue()}')}"
    return "read"


def _image_reader(folder: Path) -> Reader:
    from diar_gui.images import read_image

    def read(name: str, data: bytes) -> None:
        path = folder / name
        path.write_bytes(data)
        pixels = read_image(path)
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype not in (np.uint8, np.uint16):
            raise AssertionError(f"{pixels.shape} {pixels.dtype} is no picture at rest")
        if pixels.flags.writeable:
            raise AssertionError("the picture is writeable")

    return read


def _sequence_reader(folder: Path) -> Reader:
    from diar_gui.images import Frame, write_image
    from diar_gui.sequences import read_sequence

    (folder / "frames").mkdir()
    pixels = fuzz_seeds.picture()
    for i in range(3):
        write_image(folder / "frames" / f"{i:03d}.png", pixels)

    def read(name: str, data: bytes) -> None:
        (folder / "sequence.json").write_bytes(data)
        sequence = read_sequence(folder)
        if any(folder not in path.parents for path in sequence.photos):
            raise AssertionError(f"{sequence.photos} lie outside")
        if sequence.H_ref_from_frame is not None:
            sequence.homographies([Frame(path.name, path, pixels) for path in sequence.photos])

    return read


def _checkpoint_reader(folder: Path) -> Reader:
    from diar_gui.reconstruction.checkpoints import load_network, read_checkpoint

    def read(name: str, data: bytes) -> None:
        path = folder / name
        path.write_bytes(data)
        load_network(read_checkpoint(path))

    return read


def _video_reader(folder: Path) -> Reader:
    from diar_gui.videos import photos_of_video

    def read(name: str, data: bytes) -> None:
        with tempfile.TemporaryDirectory(dir=folder) as photos:
            path = folder / name
            path.write_bytes(data)
            photos_of_video(path, Path(photos), 4)

    return read


READERS: dict[str, Callable[[Path], Reader]] = {
    "images": _image_reader,
    "videos": _video_reader,
    "sequences": _sequence_reader,
    "checkpoints": _checkpoint_reader,
}

if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
