"""Bring the translations up to date: `python packaging/update_translations.py`.

Collects the texts of diar_gui/gui and the sentences of the engine into resources/translations/*.ts and compiles those
into *.qm. New texts are left "unfinished" there: translate them (`pyside6-linguist FILE.ts`, or any editor) and run
this again.
"""

import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
PACKAGE = ROOT / "diar_gui"
PLACE = PACKAGE / "gui"

ENGINE_CONTEXT = "Engine"
SILENT = {"__main__.py", "benchmark", "cli", "gui", "licences.py", "metrics.py", "report.py", "same_views.py"}
SILENT |= {"sequences.py", "synthetic", "training"}
"""What the window never says: its own rooms, other programs, what only their options lead to, what goes into files."""

SPEAKING = {"Sentence": 0, "update": 1, "notice": 0}
"""Which argument of a call is a template; of an error (`...Error`) it is the first."""
TO_PROGRAMMERS = {"ValueError", "TypeError", "KeyError", "FileNotFoundError", "MemoryError"}


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


def engine_modules() -> list[Path]:
    """Return the modules whose sentences the window may have to say."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] not in SILENT]


def speaking_calls(module: ast.AST) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield every call that makes a sentence, with the argument that is its template."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        is_error = name.endswith("Error") and name not in TO_PROGRAMMERS
        place = 0 if is_error else SPEAKING.get(name)
        if place is not None and len(node.args) > place:
            yield node, node.args[place]


def literals(argument: ast.expr) -> list[str]:
    """Return the templates that an argument may be; none where it is a sentence made elsewhere."""
    if isinstance(argument, ast.IfExp):
        return literals(argument.body) + literals(argument.orelse)
    value = argument.value if isinstance(argument, ast.Constant) else None
    return [value] if isinstance(value, str) and value else []


def engine_templates() -> list[str]:
    """Return the templates of all sentences of the engine, in order and each once."""
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in engine_modules()]
    found = [text for module in modules for _, argument in speaking_calls(module) for text in literals(argument)]
    return list(dict.fromkeys(found))


def collect(ts: Path) -> None:
    """Add the texts of the window and the engine to the file and drop those that are gone."""
    sources = sorted(str(path) for path in PLACE.rglob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "engine.py"
        lines = [f'QT_TRANSLATE_NOOP("{ENGINE_CONTEXT}", {json.dumps(text)})\n' for text in engine_templates()]
        listed.write_text("".join(lines), encoding="utf-8")
        # Without line numbers: the file changes only where a text does.
        _run("lupdate", ["-locations", "none", "-no-obsolete", *sources, str(listed), "-ts", str(ts)])


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
