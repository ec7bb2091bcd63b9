"""Bring the translations up to date: `python packaging/update_translations.py`.

Collects the texts of diar_gui/gui into resources/translations/*.ts and compiles those into *.qm. New texts are left
"unfinished" there: translate them (`pyside6-linguist FILE.ts`, or any editor) and run this again.
"""

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
PLACE = ROOT / "diar_gui" / "gui"


def main() -> int:
    """Return 0, or 1 where a text is not translated yet."""
    n_missing = 0
    for ts in sorted(FOLDER.glob("diar_*.ts")):
        collect(ts)
        compile_into(ts, ts.with_suffix(".qm"))
        missing = untranslated(ts)
        n_missing += len(missing)
        for context, text in missing:
            print(f"{ts.name}: {context}: {text}")
    return 1 if n_missing else 0


def collect(ts: Path) -> None:
    """Add the texts of the window to the file and drop those that are gone."""
    sources = sorted(str(path) for path in PLACE.rglob("*.py"))
    # Without line numbers: the file changes only where a text does.
    _run("lupdate", ["-locations", "none", "-no-obsolete", *sources, "-ts", str(ts)])


def compile_into(ts: Path, qm: Path) -> None:
    """Write what the program reads."""
    _run("lrelease", ["-nounfinished", str(ts), "-qm", str(qm)])


def untranslated(ts: Path) -> list[tuple[str, str]]:
    """Return (context, text) of every text without a translation."""
    return [
        (context.findtext("name", ""), message.findtext("source", ""))
        for context in ET.parse(ts).getroot().iter("context")
        for message in context.iter("message")
        if (translation := message.find("translation")) is None or translation.get("type") == "unfinished"
    ]


def _run(tool: str, arguments: Sequence[str]) -> None:
    """Run a tool of PySide6; its own wrapper would hide where it fails."""
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([str(program), "-silent", *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main())
