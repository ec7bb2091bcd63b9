"""Take pictures of the real window on X displays of its own: `python packaging/screenshots.py FOLDER [--readme]`.

Starts Xvfb, opens the window on the bundled sample and saves every state as a PNG, dark and light, at 1280 x 800 and
at 2560 x 1440 with two pixels to the point, and in German. With --readme, two of them also become docs/window.png and
docs/weights.png. Look at them: what is cut off or ugly is to be mended.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETS = {"plain": "1", "dense": "2", "german": "1"}
README = {"plain_overview_dark": "window", "plain_weights_source_dark": "weights"}


def main() -> int:
    """Take each set of shots in a process of its own: scale and language are fixed when Qt starts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), help="which shots to take")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the states with this in their name")
    parser.add_argument("--readme", action="store_true", help="write the pictures in docs/ as well")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.sets:
        command = [sys.executable, str(ROOT / "packaging" / "camera.py"), str(options.folder), name, options.only]
        code = run_on_own_display(command, SETS[name])
        if code:
            return code
    if options.readme:
        for shot, name in README.items():
            shutil.copyfile(options.folder / f"{shot}.png", ROOT / "docs" / f"{name}.png")
    return 0


def run_on_own_display(command: list[str], scale: str) -> int:
    """Run the command on a fresh Xvfb, in a home of its own, and return its exit code."""
    read_end, write_end = os.pipe()
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "2560x1440x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as numbers, tempfile.TemporaryDirectory() as home:
            environment = os.environ | {
                "DISPLAY": f":{numbers.readline().strip()}",
                "QT_QPA_PLATFORM": "xcb",
                "QT_SCALE_FACTOR": scale,
                "XDG_DATA_HOME": home,
                "XDG_CONFIG_HOME": home,
                "XDG_STATE_HOME": home,
            }
            return subprocess.run(command, env=environment, check=False).returncode
    finally:
        xvfb.terminate()
        xvfb.wait()


if __name__ == "__main__":
    sys.exit(main())
