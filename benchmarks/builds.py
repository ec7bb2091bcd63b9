"""Runs of builds of DIAR, and of the plain script, by turns on the same photos: what speed.py and sizes.py share."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("read", "align", "reconstruct", "write")


@dataclass(frozen=True)
class Build:
    """A checkout with the Python that runs it; no checkout stands for the plain script."""

    name: str
    python: Path
    root: Path | None


@dataclass(frozen=True)
class Run:
    """What a process took: seconds by the clock and of the processors, bytes at its peak, and what it reports."""

    seconds: float
    processor_s: float
    peak_bytes: int
    report: dict


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what chooses the builds."""
    parser.add_argument(
        "--against", metavar="COMMIT", help="run another commit as well, checked out for the time being"
    )
    parser.add_argument("--against-python", type=Path, default=Path(sys.executable), help="the Python that runs it")
    parser.add_argument("--peer", action="store_true", help="run plain_median.py as well")
    parser.add_argument("--runs", type=int, default=3, help="of each build, by turns; medians are printed")


@contextmanager
def builds(options: argparse.Namespace) -> Iterator[list[Build]]:
    """Yield this build first, then those that are asked for."""
    found = [Build("this", Path(sys.executable), ROOT)]
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        root = Path(name) / "checkout"
        if options.against:
            git = ["git", "-C", str(ROOT), "worktree"]
            subprocess.run([*git, "add", "--quiet", "--detach", str(root), options.against], check=True)
            found.append(Build(options.against, options.against_python, root))
            kernel = root / "packaging" / "compile_kernel.py"
            if kernel.exists():
                subprocess.run([sys.executable, str(kernel)], check=True, stdout=subprocess.DEVNULL)
        if options.peer:
            found.append(Build("plain script", Path(sys.executable), None))
        try:
            yield found
        finally:
            if options.against:
                subprocess.run([*git, "remove", "--force", str(root)], check=True)


def by_turns(
    chosen: Sequence[Build], photos: Sequence[Path], folder: Path, arguments: Sequence[str], n_runs: int
) -> list[list[Run]]:
    """Return the runs of each build; `arguments` go to `diar reconstruct`."""
    found: list[list[Run]] = [[] for _ in chosen]
    for _ in range(n_runs):
        for build, runs in zip(chosen, found, strict=True):
            runs.append(measured(build, photos, folder, arguments))
    return found


def measured(build: Build, photos: Sequence[Path], folder: Path, arguments: Sequence[str]) -> Run:
    """Return what a run of its own process took."""
    output, report_file = folder / "clean.png", folder / "report.json"
    report_file.unlink(missing_ok=True)
    names = list(map(str, photos))
    if build.root is None:
        command, root = [str(build.python), str(ROOT / "benchmarks" / "plain_median.py"), str(output), *names], ROOT
    else:
        command, root = [str(build.python), "-m", "diar_gui.cli", "reconstruct", *names, "-o", str(output)], build.root
        command += ["--quiet", "--overwrite", "--report", str(report_file), *arguments]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise SystemExit(f"{len(photos)} photos by {build.name} ended with exit code {process.returncode}")
    report = json.loads(report_file.read_text(encoding="utf-8")) if report_file.exists() else {}
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, report)


def medians(runs: Sequence[Run]) -> tuple[float, float, float]:
    """Return seconds by the clock, of the processors, and GB at the peak."""
    peak = statistics.median(run.peak_bytes for run in runs) / 1e9
    return statistics.median(run.seconds for run in runs), statistics.median(run.processor_s for run in runs), peak


def ratios(chosen: Sequence[Build], found: Sequence[Sequence[Run]]) -> list[str]:
    """Return for each further build what this one takes of its time."""
    own_seconds, own_processor, _ = medians(found[0])
    lines = []
    for build, runs in zip(chosen[1:], found[1:], strict=True):
        seconds, processor, _ = medians(runs)
        lines.append(
            f"{own_processor / processor:.2f} x {build.name} (processor), {own_seconds / seconds:.2f} x (clock)"
        )
    return lines
