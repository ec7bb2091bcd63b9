"""Build the packaged app from a clean clone by one command: `python3 packaging/build.py`.

Standard library only. Makes an environment of its own in build/, a folder with the programs `diar-gui` and `diar` in
dist/, and what people install from it: a .deb and a .tar.gz on Linux, an installer on Windows (with Inno Setup), a
.dmg on macOS. packaging/README.md tells the rest.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import NoReturn

import contents

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description="Build the packaged app.")
    parser.add_argument("--cuda", action="store_true", help="with the torch that can use NVIDIA's GPUs, 5 times larger")
    parser.add_argument("--python", type=Path, metavar="FILE", help="of an environment that has all that is needed")
    parser.add_argument("--folder-only", action="store_true", help="make the folder, but nothing to install")
    options = parser.parse_args()
    os.umask(0o022)  # what is built has to be readable by everyone
    flavour = "cuda" if options.cuda else "cpu"
    started = time.monotonic()
    python = options.python.absolute() if options.python else environment(flavour)
    check_torch(python, is_cuda=options.cuda)
    say(f"The environment took {time.monotonic() - started:.0f} s.")
    started = time.monotonic()
    folder = build_folder(python, flavour)
    say(f"The folder {folder} took {time.monotonic() - started:.0f} s; it has {size_mb(folder):.0f} MB.")
    if options.folder_only:
        return 0
    started = time.monotonic()
    for path in installers(folder, flavour):
        say(f"{path} has {size_mb(path):.0f} MB.")
    say(f"Packing took {time.monotonic() - started:.0f} s.")
    return 0


def version() -> str:
    """Return the version, which stands in diar_gui/__init__.py and nowhere else."""
    text = (ROOT / "diar_gui" / "__init__.py").read_text(encoding="utf-8")
    match = re.search(r'__version__ = "(.+)"', text)
    assert match is not None
    return match[1]


def requirements(*, is_cuda: bool) -> list[str]:
    """Return what is installed to build from: the project's dependencies but for what is left out, and PyInstaller."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["packaging"]]
    kept = [line for line in lines if name_of(line) not in contents.LEFT_OUT_MODULES]
    if not is_cuda and sys.platform == "linux":
        kept = [line for line in kept if name_of(line) != "torch"]
        kept.append(f"torch=={constraints()['torch']}+cpu")  # PyPI's own wheel for Linux is the CUDA build
    return kept


def constraints() -> dict[str, str]:
    """Return the versions that were tried, by distribution."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


def name_of(requirement: str) -> str:
    """Return the distribution that a requirement is about."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


def environment(flavour: str) -> Path:
    """Return the Python of an environment that holds what is packed and nothing else, made anew if need be."""
    venv = BUILD / f"venv-{flavour}"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = requirements(is_cuda=flavour == "cuda")
    pinned = "".join(f"{name}=={v}\n" for name, v in constraints().items() if name != "torch" or flavour == "cpu")
    stamp = venv / "diar-stamp.txt"
    told = "\n".join([sys.version, *wanted, pinned])
    if stamp.exists() and stamp.read_text(encoding="utf-8") == told:
        return python
    say(f"Making the environment {venv}.")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
    constraint = venv / "constraints.txt"
    constraint.write_text(pinned, encoding="utf-8")
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--constraint", str(constraint), *wanted]).returncode != 0:
        stop(
            "The environment could not be made; the lines above say why. Where pip finds no torch for the processor, "
            "set PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu."
        )
    stamp.write_text(told, encoding="utf-8")
    return python


def check_torch(python: Path, *, is_cuda: bool) -> None:
    """Stop where the environment's torch is of the other kind: its libraries cannot be left out of a bundle."""
    done = subprocess.run(
        [str(python), "-c", "import torch; print(torch.version.cuda)"], capture_output=True, text=True, check=True
    )
    has_cuda = done.stdout.strip() != "None"
    if has_cuda != is_cuda:
        kinds = ("the CUDA build", "a build for the processor alone")
        stop(f"The environment's torch is {kinds[not has_cuda]}, and {kinds[not is_cuda]} was asked for.")


def build_folder(python: Path, flavour: str) -> Path:
    """Run PyInstaller and return the folder that it made."""
    out = DIST / flavour
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    environment |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"}
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(out), "--workpath", str(BUILD / f"pyinstaller-{flavour}")]
    if subprocess.run([*command, "packaging/diar_gui.spec"], cwd=ROOT, env=environment).returncode != 0:
        stop("PyInstaller failed; the lines above say why.")
    folder = out / "diar"
    if sys.platform == "linux":
        strip(folder / "_internal")
    return folder


def strip(folder: Path) -> None:
    """Take the symbol tables off the libraries that contents.py names; a program called strip has to be there."""
    paths = [path for pattern in contents.STRIPPED_FILES for path in folder.glob(pattern) if not path.is_symlink()]
    if shutil.which("strip") is None:
        say("There is no strip here (Debian's binutils), so the bundle stays 110 MB larger than it has to be.")
        return
    subprocess.run(["strip", "--strip-unneeded", *map(str, paths)], check=True)


def installers(folder: Path, flavour: str) -> list[Path]:
    """Make what people install out of the folder, and return the files."""
    name = f"diar-gui-{version()}" + ("-cuda" if flavour == "cuda" else "")
    if sys.platform == "linux":
        import linux_packages

        return [
            linux_packages.make_deb(folder, version(), DIST / f"{name}-amd64.deb"),
            linux_packages.make_archive(folder, DIST / f"{name}-linux-x86_64.tar.gz"),
        ]
    if sys.platform == "win32":
        compiler = shutil.which("iscc") or r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe"
        subprocess.run(
            [compiler, f"/DVersion={version()}", f"/DFolder={folder}", f"/F{name}-setup", f"/O{DIST}",
             str(ROOT / "packaging" / "windows" / "diar.iss")],
            check=True,
        )  # fmt: skip
        return [DIST / f"{name}-setup.exe"]
    image = DIST / f"{name}.dmg"
    app = folder.parent / "DIAR.app"
    subprocess.run(["hdiutil", "create", "-volname", "DIAR", "-srcfolder", str(app), "-ov", str(image)], check=True)
    return [image]


def size_mb(path: Path) -> float:
    """Return how much a file, or all files in a folder, hold; links count nothing."""
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file() and not f.is_symlink()]
    return sum(f.stat().st_size for f in files) / 1e6


def say(sentence: str) -> None:
    """Print a sentence at once."""
    print(sentence, flush=True)


def stop(sentence: str) -> NoReturn:
    """End with a sentence on standard error and exit code 1."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
