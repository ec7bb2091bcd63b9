"""Finds out whose work is in a bundle and writes a file with the licence of each, for PyInstaller's spec."""

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import contents

from diar_gui import licences
from diar_gui.licences import Entry
from diar_gui.paths import resource_path


def collect_licences(analysis, folder: Path) -> list[Path]:
    """Write a file per work that `analysis` (PyInstaller's) has found into `folder`, emptied first; return the files.

    Raises:
        SystemExit: a work is in the bundle that contents.py does not name, one is missing, or one has no licence text.
    """
    sources = [Path(source) for table in (analysis.pure, analysis.binaries, analysis.datas) for _, source, _ in table]
    names = bundled_distributions(sources)
    check(names)
    entries = [*licences.own_entries(), licences.qt_entry(), python_entry()]
    entries += [licences.entry_of(name) for name in sorted({*names, "pyinstaller", "pyinstaller-hooks-contrib"})]
    entries += system_entries([Path(source) for _, source, _ in analysis.binaries])
    without_text = [entry.name for entry in entries if not entry.text.strip()]
    if without_text:
        raise SystemExit(f"No licence text was found for {', '.join(without_text)}; add it to resources/licences.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return [write(entry, folder) for entry in entries]


def write(entry: Entry, folder: Path) -> Path:
    """Write an entry as a file named after it."""
    name = "-".join(filter(None, (entry.name, entry.version)))
    path = folder / f"{''.join(c if c.isalnum() or c in '-_.+' else '_' for c in name)}.txt"
    path.write_text(licences.written(entry), encoding="utf-8")
    return path


def bundled_distributions(sources: list[Path]) -> set[str]:
    """Return the normalised names of the installed distributions that any of the files belongs to."""
    wanted = {os.path.normcase(path) for path in sources}
    found = set()
    for distribution in metadata.distributions():
        files = [f for f in distribution.files or [] if ".dist-info" not in f.parts[0]]
        if any(os.path.normcase(os.path.normpath(str(f.locate()))) in wanted for f in files):
            found.add(distribution.metadata["Name"].lower().replace("_", "-").replace(".", "-"))
    return found - {"diar-gui", "pyinstaller", "pyinstaller-hooks-contrib"}  # these three come besides


def check(names: set[str]) -> None:
    """Compare what was found with what contents.py says.

    Raises:
        SystemExit: they differ.
    """
    strange = names - set(contents.REQUIRED) - set(contents.WHERE_INSTALLED)
    missing = set(contents.REQUIRED) - names
    if strange:
        raise SystemExit(
            f"The bundle holds {', '.join(sorted(strange))}, which packaging/contents.py does not name: leave the "
            "modules out there, or name the distributions after reading their licences."
        )
    if missing:
        raise SystemExit(f"The bundle lacks {', '.join(sorted(missing))}, which packaging/contents.py requires.")


def python_entry() -> Entry:
    """Return the entry of Python itself, whose interpreter and standard library are in the bundle."""
    text = resource_path("licences/Python.txt").read_text(encoding="utf-8")
    return Entry("Python", sys.version.split()[0], "PSF-2.0", text)


def system_entries(binaries: list[Path]) -> list[Entry]:
    """Return an entry per Debian package whose libraries were taken into the bundle; none on other systems."""
    if shutil.which("dpkg-query") is None:
        return []
    prefixes = (Path(sys.prefix), Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}")
    taken = {path.resolve() for path in binaries if not any(path.is_relative_to(prefix) for prefix in prefixes)}
    packages = {name for path in taken if (name := debian_package(path))}
    return [debian_entry(name) for name in sorted(packages)]


def debian_package(path: Path) -> str | None:
    """Return the Debian package that installed a file, None where none did."""
    for name in (str(path), str(path).removeprefix("/usr")):  # /lib is a link to /usr/lib, and dpkg knows either
        done = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    return None


def debian_entry(package: str) -> Entry:
    """Return the entry of a Debian package, with the file in which Debian tells its licence."""
    version = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}\n", package], capture_output=True, text=True, check=True
    ).stdout.split("\n")[0]
    text = (Path("/usr/share/doc") / package / "copyright").read_text(encoding="utf-8", errors="replace")
    return Entry(f"{package} (Debian)", version, "see the text", text)
