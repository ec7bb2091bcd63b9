"""Test what was built: `PYTHON packaging/smoke_test.py [FOLDER]`, with the Python of the source's environment.

Starts the programs as a stranger would: from a path with spaces and other scripts' letters, without HOME or any other
variable, on Linux also without a network and, where this may be arranged, as the user nobody. Has them make the clean
picture of the sample in every way, and compares each with what the source makes on this machine.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import build
import compile_kernel
import contents
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
EXE = ".exe" if os.name == "nt" else ""
MAY_DIFFER_LEVELS = 1
"""Bundle and source run the same libraries on the same machine, so their pictures should be the same; but the last bit
of a sum may depend on how threads share the work, and may tip the rounding of a pixel to the next of 255 levels."""

EXPECTED_LINES = (
    # Qt makes up a place for sockets where the session names none; the user has none here on purpose.
    "QStandardPaths: XDG_RUNTIME_DIR not set",
    # Without HOME there is no place to keep the list of fonts; it is made anew.
    "Fontconfig error: No writable cache directories",
)
"""How lines may begin that the programs write to a terminal in such surroundings; any other line is a failure."""

_PATIENCE_S = 1800


@dataclass
class Stranger:
    """How the programs are started. prefix: a command that starts another. identity: arguments of `subprocess.run`."""

    home: Path
    environment: dict[str, str]
    prefix: list[str] = field(default_factory=list)
    identity: dict = field(default_factory=dict)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command and return what it wrote and its exit code."""
        return subprocess.run(
            [*self.prefix, *map(str, command)], cwd=self.home, env=self.environment, **self.identity,
            capture_output=True, text=True, timeout=_PATIENCE_S,
        )  # fmt: skip


def main() -> int:
    """Return the exit code: 0 where nothing failed."""
    parser = argparse.ArgumentParser(description="Test what was built.")
    parser.add_argument("folder", nargs="?", type=Path, default=build.DIST / "cpu" / "diar", help="that holds diar-gui")
    parser.add_argument("--results", type=Path, help="take these pictures of a --smoke-test run elsewhere instead")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the pictures there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        place.chmod(0o755)
        failures = all_failures(options, place)
        if options.keep:
            shutil.copytree(place / "out", options.keep, dirs_exist_ok=True)
    for sentence in failures:
        print(sentence)
    print("The smoke test failed." if failures else "The smoke test passed.")
    return 1 if failures else 0


def all_failures(options: argparse.Namespace, place: Path) -> list[str]:
    """Return a sentence for each thing that is not as it should be."""
    expected, out = place / "expected", place / "out"
    folder = strangers_copy(options.folder.resolve(), place / "Über uns 写真 & more")
    out.mkdir()
    out.chmod(0o777)
    with display() as screen:
        stranger = make_stranger(out, screen)
        # In the same environment, since variables may choose how many threads share a sum.
        source = [sys.executable, "-m", "diar_gui", "--smoke-test", str(expected)]
        subprocess.run(source, cwd=ROOT, env=stranger.environment, check=True)
        if options.results:
            return compare(options.results, expected)
        failures = missing_resources(folder) + missing_licences(folder)
        failures += check_versions(stranger, folder)
        failures += check_command(stranger, folder, expected)
        done = stranger.run(folder / f"diar-gui{EXE}", "--smoke-test", out)
    failures += unexpected("diar-gui --smoke-test", done, 0)
    if (out / "smoke-test.json").exists():
        failures += compare(out, expected)
    return failures


def strangers_copy(folder: Path, place: Path) -> Path:
    """Return the same folder at a difficult path: hard links, where the system has them."""
    try:
        shutil.copytree(folder, place / "diar", symlinks=True, copy_function=os.link)
    except OSError:
        shutil.rmtree(place)
        shutil.copytree(folder, place / "diar", symlinks=True)
    return place / "diar"


@contextmanager
def display() -> Iterator[str | None]:
    """Give the name of an empty X11 display, None where no Xvfb is to be had."""
    if shutil.which("Xvfb") is None:
        yield None
        return
    reader, writer = os.pipe()
    # Without -noreset it starts anew whenever its last client leaves, and refuses the next one meanwhile.
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def make_stranger(home: Path, screen: str | None) -> Stranger:
    """Return how to start programs in poor surroundings, as far as this system and user allow."""
    window = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": screen} if screen else {"QT_QPA_PLATFORM": "offscreen"}
    if os.name == "nt":
        return Stranger(home, {"SYSTEMROOT": os.environ["SYSTEMROOT"], **window})
    if sys.platform != "linux" or os.geteuid() != 0:
        return Stranger(home, window)
    # The user is changed after the network is gone, for which root is needed.
    alone = ["/usr/bin/unshare", "--net", "/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    may_be_alone = subprocess.run([*alone, "/bin/true"], capture_output=True).returncode == 0
    if may_be_alone:
        return Stranger(home, window, alone)
    return Stranger(home, window, identity={"user": "nobody", "group": "nogroup", "extra_groups": []})


def check_versions(stranger: Stranger, folder: Path) -> list[str]:
    """Ask both programs for their version."""
    failures = []
    for name in ("diar-gui", "diar"):
        done = stranger.run(folder / f"{name}{EXE}", "--version")
        # A program without a console says nothing on Windows.
        if done.stdout.strip() != f"{name} {build.version()}" and not (os.name == "nt" and name == "diar-gui"):
            failures.append(f"{name} --version says {done.stdout!r} {done.stderr!r}.")
    return failures


def check_command(stranger: Stranger, folder: Path, expected: Path) -> list[str]:
    """Have the command line make the picture that the window makes, and ask it for what the bundle has not."""
    program, sample = folder / f"diar{EXE}", folder / "_internal" / "resources" / "sample" / "lamp"
    picture = stranger.home / "command.png"
    done = stranger.run(program, "reconstruct", sample, "-o", picture, "--quiet")
    failures = unexpected("diar reconstruct", done, 0)
    if picture.exists():
        failures += difference("diar reconstruct", picture, expected / "window.png")
    done = stranger.run(
        program, "reconstruct", sample, "-o", stranger.home / "none.png", "--features", "dense", "--quiet"
    )
    if done.returncode != 1 or done.stdout or "Dense" not in done.stderr or done.stderr.count("\n") != 1:
        failures.append(f"diar --features dense did not end in one sentence but with {done.returncode}: {done.stderr}")
    return failures


def unexpected(what: str, done: subprocess.CompletedProcess[str], exit_code: int) -> list[str]:
    """Return a sentence for every line that should not have been written, and for another exit code."""
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    failures = [f"{what} wrote: {line}" for line in lines if not line.startswith(EXPECTED_LINES)]
    if done.returncode != exit_code:
        failures.append(f"{what} ended with {done.returncode} instead of {exit_code}.")
    return failures


def compare(out: Path, expected: Path) -> list[str]:
    """Compare the pictures and the report of a run of the bundle with those of the source."""
    reports = [json.loads((folder / "smoke-test.json").read_text(encoding="utf-8")) for folder in (out, expected)]
    ours, theirs = (report["pictures"] for report in reports)
    failures = list(reports[0]["failures"])
    if not reports[0]["is_packaged"]:
        failures.append("What was started is not the packaged app.")
    # Only the source has what dense needs.
    absent = set(theirs) - set(ours) - {name for name in theirs if name.endswith("by dense")}
    failures += [f"There is no picture of {name}: {reports[0]['refused'].get(name)}" for name in sorted(absent)]
    for name in sorted(set(ours) & set(theirs)):
        failures += difference(name, out / ours[name], expected / theirs[name])
    print(f"Seconds: {json.dumps(reports[0]['seconds'])}")
    return failures


def difference(name: str, path: Path, expected: Path) -> list[str]:
    """Return a sentence where two pictures differ."""
    a, b = (np.asarray(Image.open(p)).astype(int) for p in (path, expected))
    if a.shape != b.shape:
        return [f"{name}: the picture is {a.shape}, and the source's is {b.shape}."]
    apart = np.abs(a - b)
    if apart.max() > MAY_DIFFER_LEVELS:
        share = 100 * float((apart > MAY_DIFFER_LEVELS).mean())
        return [f"{name}: the picture differs from the source's by up to {apart.max()} levels, in {share:.3f} %."]
    return []


def missing_resources(folder: Path) -> list[str]:
    """Compare the bundle's resources with the source's, byte by byte; the compiled kernel only has to be there."""
    inside = folder / "_internal" / "resources"
    library = folder / "_internal" / "diar_gui" / "compiled" / compile_kernel.LIBRARY.name
    failures = [] if library.is_file() else [f"The compiled kernel {library.name} is missing."]
    for path in sorted(p for p in (ROOT / "resources").rglob("*") if p.is_file()):
        copy = inside / path.relative_to(ROOT / "resources")
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            failures.append(f"The resource {path.relative_to(ROOT)} is missing or another.")
    return failures


def missing_licences(folder: Path) -> list[str]:
    """Return a sentence for each work in the bundle without a file with its licence."""
    inside = folder / "_internal" / "resources" / "licences" / "bundled"
    heads = [path.read_text(encoding="utf-8").splitlines()[0] for path in inside.glob("*.txt")]
    present = {head.removeprefix("Name: ").lower().replace("_", "-") for head in heads}
    wanted = {*contents.REQUIRED, "diar", "python", "qt", "pyinstaller"}
    return [f"The licence of {name} is not in the bundle." for name in sorted(wanted - present)]


if __name__ == "__main__":
    sys.exit(main())
