"""Which of the files that PyInstaller found go into the bundle: sifts its tables (place there, source, kind)."""

import sys
from fnmatch import fnmatch

import contents

Table = list[tuple[str, str, str]]


def wanted(table: Table) -> Table:
    """Return the table without what contents.py leaves out, nor links to it."""
    kept = [entry for entry in table if is_wanted(entry[0])]
    places = {entry[0] for entry in kept}
    return [entry for entry in kept if entry[2] != "SYMLINK" or entry[1] in places]


def is_wanted(place: str) -> bool:
    """Tell whether a file goes into the bundle, by its place there."""
    place = place.replace("\\", "/")
    if any(fnmatch(place, pattern) for pattern in contents.KEPT_FILES):
        return True
    return not any(fnmatch(place, pattern) for pattern in contents.LEFT_OUT_FILES)


def needed(binaries: Table) -> Table:
    """Return the table without the system's libraries that nothing in it links to any more, on Linux.

    They were found for the sake of files that are left out: Qt's GTK theme alone links to twenty.
    """
    if sys.platform != "linux":
        return binaries
    from PyInstaller.depend.bindepend import get_imports  # only where a bundle is built

    system = {place: entry for entry in binaries if "/" not in (place := entry[0]) and entry[2] != "EXTENSION"}
    linked: set[str] = {place for place in system if place.startswith("libpython")}
    waiting = [entry[1] for entry in binaries if entry[0] not in system]
    waiting += [system[place][1] for place in linked]
    while waiting:
        names = {name.rpartition("/")[2] for name, _ in get_imports(waiting.pop())} & set(system)
        waiting += [system[name][1] for name in names - linked]
        linked |= names
    return [entry for entry in binaries if entry[0] not in system or entry[0] in linked]
