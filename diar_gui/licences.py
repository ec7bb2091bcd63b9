"""The licences of DIAR and of all it consists of: what About shows and what a packaged app has to carry.

A packaged app holds them as files, written when it was built; elsewhere they are read from what is installed.
"""

import re
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from diar_gui.paths import resource_path

_OWN_NAME = "diar-gui"
_IS_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
_NOT_IN_THE_WHEEL = {"pi-heif": "LGPL-3.0-only"}  # of libheif and libde265, which its wheel only names
_LONGEST_FIELD = 80  # some projects put the whole text into the field that should name the licence


class Entry(NamedTuple):
    """One work: its name, version ("" where it has none), the licence in a few words, and the licence's text."""

    name: str
    version: str
    licence: str
    text: str


def entries() -> list[Entry]:
    """Return what DIAR consists of, itself first, the rest by name."""
    try:
        folder = resource_path("licences/bundled")
    except FileNotFoundError:
        parts = [qt_entry(), *(entry_of(name) for name in installed_parts())]
        return [*own_entries(), *sorted(parts, key=_place)]
    return sorted((parsed(path.read_text(encoding="utf-8")) for path in folder.glob("*.txt")), key=_place)


def own_entries() -> list[Entry]:
    """Return DIAR itself and what comes with it: trained parameters and sample photos."""
    from diar_gui import __version__

    parameters = resource_path("checkpoints/LICENCES.txt").read_text(encoding="utf-8")
    samples = resource_path("sample/LICENCE.txt").read_text(encoding="utf-8")
    return [
        Entry("DIAR", __version__, "Apache-2.0", _own_text()),
        Entry("DIAR's sample photos", "", "CC0-1.0", samples),
        Entry("DIAR's trained parameters", "", "Apache-2.0", parameters),
    ]


def qt_entry() -> Entry:
    """Return the entry of Qt itself, whose libraries come inside the wheel of PySide6."""
    binding = _distribution("PySide6-Essentials")
    note = resource_path("licences/Qt.txt").read_text(encoding="utf-8")
    licence = "LGPL-3.0-only"
    return Entry("Qt", binding.version if binding else "", licence, f"{note}\n\n{_known_text(licence)}")


def installed_parts() -> list[str]:
    """Return the names of the installed distributions that DIAR needs, directly or not, sorted."""
    found: set[str] = set()
    waiting = [_OWN_NAME]
    while waiting:
        for name in _requirements(waiting.pop()):
            if name not in found and _distribution(name) is not None:
                found.add(name)
                waiting.append(name)
    return sorted(found)


def entry_of(name: str) -> Entry:
    """Return the entry of an installed distribution.

    The text is that of its licence files, or of the licence itself, kept with the app's resources, where its wheel
    brings none; "" where there is neither.

    Raises:
        PackageNotFoundError: no distribution of that name is installed.
    """
    distribution = metadata.distribution(name)
    licence = _licence_name(distribution)
    files = [f for f in distribution.files or [] if ".dist-info" in f.parts[0] and _IS_LICENCE_FILE.search(f.name)]
    texts = [Path(str(f.locate())).read_text(encoding="utf-8", errors="replace") for f in sorted(files)]
    texts = texts or [_known_text(licence)]
    own_name = _normalised(distribution.metadata["Name"])
    if own_name in _NOT_IN_THE_WHEEL:
        texts.append(_known_text(_NOT_IN_THE_WHEEL[own_name]))
    return Entry(distribution.metadata["Name"], distribution.version, licence, "\n\n".join(texts))


def written(entry: Entry) -> str:
    """Return the entry as the text of a file that a person can read and `parsed` reads again."""
    head = f"Name: {entry.name}\nVersion: {entry.version}\nLicence: {entry.licence}\n"
    return f"{head}\n{entry.text}"


def parsed(text: str) -> Entry:
    """Return the entry that `written` made the text of.

    Raises:
        ValueError: it is no such text.
    """
    match = re.match(r"Name: (.*)\nVersion: (.*)\nLicence: (.*)\n\n", text)
    if match is None:
        raise ValueError("the file of a licence does not begin with name, version and licence")
    return Entry(match[1], match[2], match[3], text[match.end() :])


def _place(entry: Entry) -> tuple[bool, str]:
    return not entry.name.startswith("DIAR"), entry.name.casefold()


def _own_text() -> str:
    beside_the_source = Path(__file__).resolve().parent.parent / "LICENSE"
    if beside_the_source.is_file():
        return beside_the_source.read_text(encoding="utf-8")
    return entry_of(_OWN_NAME).text


def _distribution(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def _requirements(name: str) -> list[str]:
    """Return the names of what a distribution needs without any of its extras."""
    distribution = _distribution(name)
    lines = (distribution.requires or []) if distribution is not None else []
    needed = [line for line in lines if "extra ==" not in line.partition(";")[2]]
    return [_normalised(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in needed]


def _normalised(name: str) -> str:
    """Return the name of a distribution as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence_name(distribution: metadata.Distribution) -> str:
    fields = distribution.metadata
    stated = next((fields[key] for key in ("License-Expression", "License") if key in fields), "")
    if stated and "\n" not in stated and len(stated) <= _LONGEST_FIELD:
        return stated
    classified = [c.split(" :: ")[-1] for c in fields.get_all("Classifier") or [] if c.startswith("License :: ")]
    return ", ".join(classified) or stated.partition("\n")[0][:_LONGEST_FIELD] or "see the text"


def _known_text(licence: str) -> str:
    """Return the texts of the licences named, as far as they lie among the resources."""
    folder = resource_path("licences")
    paths = sorted(folder.glob("*.txt"))
    return "\n\n".join(path.read_text(encoding="utf-8") for path in paths if path.stem in licence)
