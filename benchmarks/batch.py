"""`diar batch` measured: sets per minute by jobs, what a set costs beyond its own run, and kills at random moments.

    python benchmarks/batch.py speed --sets 40
    python benchmarks/batch.py kills --sets 30 --kills 100

Sets are drawn: five photos of 1 megapixel each of a drawn subject, with a bright disc elsewhere in each. `speed` runs
one and two jobs by turns, twice each, and some of the sets by `diar reconstruct` alone. `kills` takes small photos and
ends the batch or one of its workers by SIGKILL at random moments, going on with --resume until it is done; then every
picture must be the same, byte by byte, as that of a batch that nobody disturbed.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import psutil

PLAIN = ["--method", "median", "--features", "none"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "kills"))
    parser.add_argument("--sets", type=int, default=30)
    parser.add_argument("--kills", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if options.what == "speed":
            return speed(root, options.sets)
        return kills(root, options.sets, options.kills)


def draw_sets(root: Path, n_sets: int, size: tuple[int, int], n_bad: int = 0) -> None:
    """Write the sets; the last `n_bad` of them cannot be read."""
    rng = np.random.default_rng(0)
    for i in range(n_sets):
        folder = root / f"set_{i:03d}"
        folder.mkdir(parents=True)
        small = rng.integers(30, 220, (size[0] // 16, size[1] // 16, 3), np.uint8)
        subject = cv2.resize(small, size[::-1], interpolation=cv2.INTER_CUBIC)
        for t in range(5):
            photo = subject.copy()
            cv2.circle(photo, (int(rng.integers(size[1])), int(rng.integers(size[0]))), size[0] // 8, (255,) * 3, -1)
            path = folder / f"{t}.jpg"
            if i >= n_sets - n_bad:
                path.write_bytes(b"nothing")
            else:
                cv2.imwrite(str(path), photo)


def diar(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "diar_gui.cli", *map(str, arguments)]


def speed(root: Path, n_sets: int) -> int:
    """Print sets per minute of one and of two jobs, and seconds per set beyond a run of its own."""
    draw_sets(root / "in", n_sets, (860, 1160), n_bad=max(1, n_sets // 20))
    found: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(2):
        for n_jobs in found:
            out = root / f"out{turn}{n_jobs}"
            start = time.perf_counter()
            done = subprocess.run(
                diar("batch", root / "in", "-o", out, "--jobs", n_jobs, "--quiet", *PLAIN),
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            found[n_jobs].append(time.perf_counter() - start)
            lines = (out / "manifest.jsonl").read_text().splitlines()
            states = {row["name"]: row["state"] for row in map(json.loads, lines)}
            failed = sum(state == "failed" for state in states.values())
            print(f"{n_jobs} jobs: {found[n_jobs][-1]:.1f} s, exit code {done.returncode}, {failed} failed", flush=True)
    alone, inside = [], []
    lines = (root / "out01" / "manifest.jsonl").read_text().splitlines()
    by_set = {row["name"]: row["seconds"] for row in map(json.loads, lines)}
    for i in range(min(5, n_sets - 1)):
        name = f"set_{i:03d}"
        start = time.perf_counter()
        subprocess.run(
            diar("reconstruct", root / "in" / name, "-o", root / f"{name}.png", "--quiet", *PLAIN), check=True
        )
        alone.append(time.perf_counter() - start)
        inside.append(by_set[name])
    rates = {n: 60 * n_sets / min(seconds) for n, seconds in found.items()}
    print(f"one job {rates[1]:.1f} sets a minute, two {rates[2]:.1f}: {rates[2] / rates[1]:.2f} times")
    print(f"a set by itself {np.median(alone):.2f} s, in a batch {np.median(inside):.2f} s")
    return 0


def kills(root: Path, n_sets: int, n_kills: int) -> int:
    """Disturb a batch; return 1 if a set was lost, came out otherwise, or something half-written is there."""
    draw_sets(root / "in", n_sets, (96, 128))
    command = diar("batch", root / "in", "-o", root / "calm", "--quiet", *PLAIN)
    subprocess.run(command, check=True)
    rng, n_done = random.Random(0), 0
    while n_done < n_kills:
        process = subprocess.Popen(
            diar("batch", root / "in", "-o", root / "out", "--jobs", 2, "--resume", "--quiet", *PLAIN),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(rng.uniform(0.2, 6))
        victims = [process.pid]
        if rng.random() < 0.5:
            victims = [child.pid for child in psutil.Process(process.pid).children()] or victims
        try:
            os.kill(rng.choice(victims), signal.SIGKILL)
        except ProcessLookupError:
            continue
        n_done += 1
        if process.poll() is None and rng.random() < 0.5:
            process.kill()
        process.wait()
        states = [(root / "out" / f"set_{i:03d}.png").exists() for i in range(n_sets)]
        if all(states) and n_done < n_kills:  # begin anew: some pictures are taken away
            for i in rng.sample(range(n_sets), n_sets // 2):
                (root / "out" / f"set_{i:03d}.png").unlink()
    command = diar("batch", root / "in", "-o", root / "out", "--resume", "--quiet", *PLAIN)
    done = subprocess.run(command, check=False)
    time.sleep(2)  # orphans, if there were any, would write now
    names = [f"set_{i:03d}.png" for i in range(n_sets)]
    other = [name for name in names if (root / "out" / name).read_bytes() != (root / "calm" / name).read_bytes()]
    known = {*names, *(name.replace(".png", ".json") for name in names), "manifest.jsonl", ".thumbnails"}
    left = [p.name for p in (root / "out").iterdir() if p.name not in known and not p.name.startswith("summary")]
    print(f"{n_done} kills; exit code {done.returncode}; {len(other)} of {n_sets} pictures differ; left over: {left}")
    return 1 if done.returncode or other or left else 0


if __name__ == "__main__":
    raise SystemExit(main())
