"""Set DIAR up and use it from its source: `python3 dev.py run` opens the window, `python3 dev.py test` tests.

Standard library only. Everything is installed into the folder .venv beside this file, in the versions of
constraints.txt, and again whenever those, pyproject.toml or what is written in C change: for `run` what running needs,
for all else the tools of development too. Removing .venv undoes it.
"""

import argparse
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "diar-stamp.txt"
DEMO_FOLDER = ROOT / "out"
SAMPLE = ROOT / "resources" / "sample" / "gallery"
COMPILED = tuple(f"diar_gui/compiled/{name}" for name in ("common.h", "warp.c", "blend.c"))  # by the installation
OLDEST_PYTHON = (3, 11)
CPU_TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
SECONDS_BETWEEN_LINES = 5.0
MOST_WORKERS = 2  # tests that run side by side, each on one core, with two gigabytes of memory at times

ENCODERS = {
    "avifenc": "libavif-bin",
    "cjxl": "libjxl-tools",
    "exiftool": "libimage-exiftool-perl",
    "ffmpeg": "ffmpeg",
    "opj_compress": "libopenjp2-tools",
    "tiffcp": "libtiff-tools",
}
"""Programs that make files for tests, and Debian's packages of them."""


def main() -> int:
    """Return the exit code of what was run."""
    parser = argparse.ArgumentParser(description="Set DIAR up in .venv and use it from its source.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="open the window on the sample; without a screen, do the same job off-screen")
    tests = commands.add_parser("test", help="run the tests; arguments after it go to pytest")
    tests.add_argument("--deep", action="store_true", help="run the property tests alone, on many examples drawn anew")
    tests.add_argument("--seed", type=int, help="of the examples of --deep; drawn and printed where it is not given")
    commands.add_parser("check", help="check style, form and types")
    commands.add_parser("setup", help="install only")
    options, rest = parser.parse_known_args()
    if rest and options.command != "test":
        parser.error(f"unknown arguments: {' '.join(rest)}")
    set_up(with_tools=options.command != "run")
    if options.command == "run":
        return run()
    if options.command == "test":
        return test([*deep_arguments(options.seed), *rest] if options.deep else rest)
    if options.command == "check":
        return check()
    return 0


def set_up(*, with_tools: bool = True) -> None:
    """Make .venv and install into it, unless that was done with the same requirements before.

    Args:
        with_tools: whether the tools of development are wanted as well; where they are there already they stay.
    """
    if sys.version_info < OLDEST_PYTHON:
        stop(f"DIAR needs Python {'.'.join(map(str, OLDEST_PYTHON))} or newer, and this is {sys.version.split()[0]}.")
    digest = requirements_stamp()
    with_all = f"{digest} with tools"
    stamp = with_all if with_tools else digest
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() in (stamp, with_all):
        return
    if not is_venv_whole():
        make_venv()
    say("Installing what DIAR needs into .venv; the first time takes a few minutes (torch is large).")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--constraint", "constraints.txt"]
    command += ["--editable", ".[dev]" if with_tools else ".", *cpu_torch_arguments()]
    if install(command) != 0:
        stop("The installation failed; the lines above say why. Try again when that is mended.")
    STAMP.write_text(stamp)


def cpu_torch_arguments() -> list[str]:
    """Return what lets pip take the CPU build of torch, where this is Linux without an NVIDIA driver.

    What PyPI has for Linux brings CUDA along: several gigabytes that nothing here could use.
    """
    if not sys.platform.startswith("linux") or has_nvidia_driver() or not is_reachable(f"{CPU_TORCH_INDEX}/torch/"):
        return []
    say(f"There is no NVIDIA driver here, so torch is taken without CUDA from {CPU_TORCH_INDEX}.")
    return ["--extra-index-url", CPU_TORCH_INDEX]


def has_nvidia_driver() -> bool:
    """Tell whether torch could find a CUDA device."""
    return Path("/proc/driver/nvidia").exists() or Path("/dev/dxg").exists() or shutil.which("nvidia-smi") is not None


def is_reachable(url: str) -> bool:
    """Tell whether a page can be had, within a few seconds."""
    try:
        with urllib.request.urlopen(url, timeout=8) as answer:
            return answer.status == 200
    except (OSError, ValueError):
        return False


def install(command: list[str]) -> int:
    """Run pip and return its exit code; where nobody watches a terminal, say now and then how far it is."""
    if sys.stdout.isatty():
        return subprocess.run(command, cwd=ROOT).returncode
    last = time.monotonic()
    n_packages = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace") as pip:
        for line in pip.stdout or ():
            words = line.split()
            n_packages += words[:1] == ["Collecting"]
            if words[:3] == ["Installing", "collected", "packages:"]:
                say(f"  writing {len(words) - 3} packages")
            elif words[:1] in (["Collecting"], ["Downloading"]) and time.monotonic() - last > SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                say(f"  fetching, package {n_packages} so far: {' '.join(words[1:])}")
    return pip.returncode


def requirements_stamp() -> str:
    """Return a digest of all that the installation depends on."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for name in ("pyproject.toml", "constraints.txt", *COMPILED):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_venv_whole() -> bool:
    """Tell whether .venv holds a Python with pip; an interrupted first attempt leaves one without."""
    return (
        PYTHON.exists() and subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0
    )


def make_venv() -> None:
    """Make an empty virtual environment in .venv; Debian keeps what that takes in a package of its own."""
    try:
        import ensurepip  # noqa: F401 - only to see whether it is there
    except ImportError:
        install_packages(["python3-venv"], "Python's venv module is not complete")
    say("Making a virtual environment in .venv.")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode != 0:
        stop(f"No virtual environment could be made in {VENV}; the lines above say why.")


def run() -> int:
    """Open the window on the sample, or do its job off-screen where there is no screen."""
    from diar_gui.gui.app import system_check

    has_display = system_check.has_display()
    install_libraries(system_check.missing_packages(x11=has_display and not os.environ.get("WAYLAND_DISPLAY")))
    if has_display:
        return subprocess.run([str(PYTHON), "-m", "diar_gui", str(SAMPLE)], cwd=ROOT).returncode
    say(
        "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the sample is done off-screen; the "
        f"clean picture and a screenshot of the window go into the folder {DEMO_FOLDER}."
    )
    command = [str(PYTHON), "-m", "diar_gui", "--offscreen-demo", str(DEMO_FOLDER), str(SAMPLE)]
    return subprocess.run(command, cwd=ROOT).returncode


def test(arguments: list[str]) -> int:
    """Run pytest with the arguments."""
    from diar_gui.gui.app import system_check

    install_libraries(system_check.missing_packages(x11=False))
    for_a_real_window = system_check.missing_packages(x11=True)
    for_a_real_window += [] if shutil.which("Xvfb") else ["xvfb"]
    if for_a_real_window:
        install_packages(for_a_real_window, "Tests of a window on a screen want more", is_needed=False)
    encoders = [package for program, package in ENCODERS.items() if shutil.which(program) is None]
    if encoders:
        install_packages(encoders, "Tests of files by other programs want these", is_needed=False)
    # Each worker keeps to one core: more threads than cores make all of them slower.
    environment = {"OMP_NUM_THREADS": "1", **os.environ}
    return subprocess.run(
        [str(PYTHON), "-m", "pytest", *side_by_side(arguments), *arguments], cwd=ROOT, env=environment
    ).returncode


def side_by_side(arguments: list[str]) -> list[str]:
    """Return what lets pytest run tests on several cores, unless the arguments say how many or want a debugger."""
    own = ("-n", "--numprocesses", "--dist", "--pdb", "--trace", "-s", "-p")
    n_workers = min(os.cpu_count() or 1, MOST_WORKERS)
    if n_workers < 2 or any(argument.startswith(own) for argument in arguments):
        return []
    return ["-n", str(n_workers), "--dist", "worksteal"]


def deep_arguments(seed: int | None) -> list[str]:
    """Return what lets pytest run the property tests alone, on many examples, and say which these are."""
    seed = secrets.randbelow(2**32) if seed is None else seed
    say(f"Examples are drawn with --seed {seed}.")
    return ["-m", "hypothesis", "--hypothesis-profile=deep", f"--hypothesis-seed={seed}"]


def check() -> int:
    """Check style, form and types; return the first exit code that is not 0."""
    for tool in (["ruff", "check"], ["ruff", "format", "--check"], ["pyright"]):
        code = subprocess.run([str(PYTHON), "-m", *tool], cwd=ROOT).returncode
        if code != 0:
            return code
    return 0


def install_libraries(packages: list[str]) -> None:
    """Install the system libraries that Qt needs, or name them and stop."""
    if packages:
        install_packages(packages, "Libraries that the window needs are missing")


def install_packages(packages: list[str], problem: str, *, is_needed: bool = True) -> None:
    """Install Debian packages where this may be done here, else say what to install, and stop if they are needed."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    may_install = shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0
    is_installed = False
    if may_install:
        say(f"{problem}; installing {' '.join(packages)} with apt-get.")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment)
        quiet = [*command[:2], "-qq", *command[2:]]
        is_installed = subprocess.run(quiet, env=environment, stdout=subprocess.DEVNULL).returncode == 0
    if is_installed:
        return
    advice = f"{problem}; install them with: sudo {' '.join(command)}"
    if is_needed:
        stop(advice)
    say(advice + " (going on without them)")


def say(sentence: str) -> None:
    """Print a sentence at once, also where the output goes to a file."""
    print(sentence, flush=True)


def stop(sentence: str) -> NoReturn:
    """End with a sentence on standard error and exit code 1."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(1)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
