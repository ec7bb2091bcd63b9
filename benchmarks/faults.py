"""Kill `diar` at random moments and fill its disks, and count what it leaves behind; the counts should all be 0.

    python benchmarks/faults.py kill --times 200       # diar reconstruct, and writing over an output
    python benchmarks/faults.py disk --points 20       # of the outputs' disk and of the disk for temporary data

Moments come from a fixed seed; half of them lie in the last part of the run, in which files are written. Disks are
small tmpfs mounts, which only root may make; as another user the disk ends after so many bytes of each file.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2

from diar_gui.errors import ImageError
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path

_OLD = b"what was there before"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    kill = commands.add_parser("kill", help="kill -9 at random moments")
    kill.add_argument("--times", type=int, default=200)
    disk = commands.add_parser("disk", help="fill the disk at many points")
    disk.add_argument("--points", type=int, default=20)
    for command in (kill, disk):
        command.add_argument("--method", nargs="*", default=["median"], help="taken in turn")
        command.add_argument("--side", type=int, default=640, help="long side of the photos in pixels")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Place(Path(name), options.side)
        problems = killed(place, options) if options.command == "kill" else full_disks(place, options)
    for problem in problems:
        print("PROBLEM", problem)
    print(f"{len(problems)} problems.")
    return 1 if problems else 0


class Place:
    """Four photos, a folder for the outputs and one for temporary data."""

    def __init__(self, folder: Path, side_px: int) -> None:
        self.photos, self.out, self.temporary = folder / "photos", folder / "out", folder / "temporary"
        for made in (self.photos, self.out, self.temporary):
            made.mkdir()
        for i, path in enumerate(sorted((resource_path("sample/lamp") / "frames").iterdir())[:4]):
            pixels = read_image(path)
            scale = side_px / max(pixels.shape)
            write_image(self.photos / f"photo{i}.png", cv2.resize(pixels, None, fx=scale, fy=scale))
        self._digests = self._photos()

    def _photos(self) -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in self.photos.iterdir()}

    def command(self, method: str) -> list[str]:
        """Return a run that writes every kind of output and puts most of its pixels on the disk for temporary data."""
        outputs = ["-o", f"{self.out}/clean.png", "--report", f"{self.out}/report.json", "--overwrite"]
        outputs += ["--save-weights", f"{self.out}/weights", "--save-warped", f"{self.out}/warped"]
        run = [sys.executable, "-c", _RUN, "reconstruct", str(self.photos), "--features", "none", "--method", method]
        return [*run, *outputs]

    def start(self, command: list[str], **options: object) -> subprocess.Popen:
        """Start the command with this place's folder for temporary data."""
        environment = {**os.environ, "TMPDIR": str(self.temporary), "OMP_NUM_THREADS": "1"}
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, env=environment, text=True, **pipes, **options)  # pyright: ignore

    def lay_out(self, *, with_old: bool) -> None:
        """Empty the folder for outputs, or leave an old picture and report in it."""
        for entry in list(self.out.iterdir()):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if with_old:
            for name in ("clean.png", "report.json"):
                (self.out / name).write_bytes(_OLD)

    def problems(self, moment: str) -> list[str]:
        """Return what is wrong with what was left behind."""
        found = [] if self._photos() == self._digests else [f"{moment}: a photo was changed"]
        found += [f"{moment}: {path.name} was left in the temporary folder" for path in self.temporary.iterdir()]
        for path in self.out.rglob("*"):
            if path.is_file() and not is_whole(path):
                found.append(f"{moment}: {path.relative_to(self.out)} is left or not whole")
        return found


_RUN = """
import sys
from diar_gui import cli, memory, scratch
memory._MIN_PIXEL_BYTES = scratch._CHUNK_BYTES = 2_000_000
sys.exit(cli.main([*sys.argv[1:], "--max-memory", "0.002"]))
"""


def is_whole(path: Path) -> bool:
    """Tell whether the file is an output that can be read, or an old one that was not touched."""
    if path.name.startswith("."):
        return False
    if path.read_bytes() == _OLD:
        return True
    try:
        if path.suffix == ".json":
            return "seconds" in json.loads(path.read_text())
        return read_image(path).size > 0
    except (ValueError, ImageError):
        return False


def killed(place: Place, options: argparse.Namespace) -> list[str]:
    """Kill runs at random moments; return what is wrong afterwards."""
    rng = random.Random(0)
    lengths = {method: length_of(place, method) for method in options.method}
    problems, n_ended, n_written = [], 0, 0
    for i in range(options.times):
        method = options.method[i % len(options.method)]
        whole_s, write_s = lengths[method]
        delay_s = rng.uniform(0, 1.1 * whole_s) if i % 2 else rng.uniform(whole_s - 1.5 * write_s, 1.05 * whole_s)
        place.lay_out(with_old=bool(rng.getrandbits(1)))
        process = place.start(place.command(method))
        time.sleep(delay_s)
        process.kill()
        process.communicate()
        n_ended += process.returncode == 0
        n_written += (place.out / "weights").exists()
        problems += place.problems(f"{method}, killed after {delay_s:.3f} of {whole_s:.3f} s")
    print(
        f"{options.times} runs killed, {n_ended} of them just after their end, {n_written - n_ended} while writing; "
        f"{killed_writers(place, options.times, rng, problems)} writers killed"
    )
    return problems


def length_of(place: Place, method: str) -> tuple[float, float]:
    """Return the seconds of a run, and of its writing."""
    lengths = []
    for _ in range(2):
        start = time.perf_counter()
        process = place.start(place.command(method))
        _, words = process.communicate()
        if process.returncode != 0:
            raise SystemExit(words)
        lengths.append(time.perf_counter() - start)
    return lengths[-1], json.loads((place.out / "report.json").read_text())["seconds"]["write"] + 0.1


_WRITER = """
import sys
from pathlib import Path
import numpy as np
from diar_gui.images import write_image
path = Path(sys.argv[1])
rng = np.random.default_rng(0)
pictures = [rng.integers(0, 255, (200, 300, 3), np.uint8) for _ in range(2)]
print("ready", file=sys.stderr, flush=True)
while True:
    for pixels in pictures:
        write_image(path, pixels, overwrite=True)
"""


def killed_writers(place: Place, times: int, rng: random.Random, problems: list[str]) -> int:
    """Kill processes that write one picture again and again, as the window's export does; return how many."""
    path = place.out / "export.png"
    for _ in range(times):
        place.lay_out(with_old=False)
        process = place.start([sys.executable, "-c", _WRITER, str(path)])
        assert process.stderr is not None
        process.stderr.readline()
        time.sleep(rng.uniform(0, 0.05))
        process.kill()
        process.communicate()
        problems += place.problems("a writer was killed")
    return times


def full_disks(place: Place, options: argparse.Namespace) -> list[str]:
    """Run with ever less room for outputs, then for temporary data; return what is wrong afterwards."""
    problems = []
    method = options.method[0]
    place.lay_out(with_old=False)
    used = needed_bytes(place, method)
    for what, folder in (("outputs", place.out), ("temporary data", place.temporary)):
        n_failed = 0
        for i in range(options.points):
            n_bytes = int(used[what] * i / options.points) // 4096 * 4096
            place.lay_out(with_old=False)
            with small_disk(folder, max(n_bytes, 4096)):
                process = place.start(place.command(method))
                _, words = process.communicate()
                moment = f"{n_bytes} of {used[what]} bytes for {what}"
                problems += place.problems(moment)
                last = words.splitlines()[-1] if words else ""
                n_failed += process.returncode == 1
                if process.returncode not in (0, 1) or (process.returncode == 1 and not last.endswith(".")):
                    problems.append(f"{moment}: exit code {process.returncode}, {words[-300:]}")
                if process.returncode == 1 and any(p.is_file() for p in place.out.rglob("*")):
                    problems.append(f"{moment}: some outputs were left")
        print(f"{options.points} runs with too little room for {what}, {n_failed} of them said so and ended")
    return problems


def needed_bytes(place: Place, method: str) -> dict[str, int]:
    """Return how much room the outputs take, and the most that the temporary data took at a time."""
    process, most = place.start(place.command(method)), 0
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            most = max(most, mapped_bytes(process.pid, place.temporary))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.communicate()
    done.set()
    watcher.join()
    outputs = sum(p.stat().st_size for p in place.out.rglob("*") if p.is_file())
    return {"outputs": outputs, "temporary data": most}


def mapped_bytes(pid: int, folder: Path) -> int:
    """Return how much of the files in the folder, nameless ones too, a process has mapped."""
    try:
        lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    except OSError:
        return 0
    spans = [line.split()[0].split("-") for line in lines if str(folder) in line]
    return sum(int(end, 16) - int(start, 16) for start, end in spans)


@contextmanager
def small_disk(folder: Path, n_bytes: int) -> Iterator[None]:
    """Put a disk of that size at the folder, or bound the files of the processes started meanwhile."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode == 0:
        try:
            yield
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


if __name__ == "__main__":
    sys.exit(main())
