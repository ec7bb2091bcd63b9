"""The window in other languages."""

import ast
import re
import shutil
import xml.etree.ElementTree as ET
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QDialogButtonBox

from diar_gui.gui.look.translations import TRANSLATED, chosen_language, install_translations
from diar_gui.paths import resource_path

ROOT = Path(__file__).parents[3]
GUI = sorted((ROOT / "diar_gui" / "gui").rglob("*.py"))
FILES = [resource_path(f"translations/diar_{language}.ts") for language in TRANSLATED]

# Calls that bring text before the user's eyes, and which of their arguments do (None: all).
SPEAKING = {
    "QAction": None,
    "QCheckBox": (0,),
    "QFileDialog": (1, 3),
    "QGroupBox": (0,),
    "QLabel": (0,),
    "QMessageBox": (1, 2),
    "QProgressDialog": (0, 1),
    "QPushButton": (0,),
    "QRadioButton": (0,),
    "addAction": None,
    "addButton": (0,),
    "addItem": (0,),
    "addMenu": (0,),
    "addTab": (1,),
    "beside_icon": (0,),
    "label": (0,),
    "setAccessibleDescription": (0,),
    "setAccessibleName": (0,),
    "setHorizontalHeaderLabels": (0,),
    "setInformativeText": (0,),
    "setLabelText": (0,),
    "setPlaceholderText": (0,),
    "setPrefix": (0,),
    "setStatusTip": (0,),
    "setSuffix": (0,),
    "setText": (0,),
    "setTitle": (0,),
    "setToolTip": (0,),
    "setWhatsThis": (0,),
    "setWindowTitle": (0,),
    "show_idle": (0,),
    "show_note": (0,),
    "tell": None,
}
TRANSLATING = {"tr", "translate", "QT_TRANSLATE_NOOP"}
SAME_EVERYWHERE = {"DIAR", "GB", "MB", "px", "mm", "cm", "English", "Deutsch", "PNG", "TIFF", "JPEG"}


def tool():
    """Return the script that brings the translations up to date, as a module."""
    spec = spec_from_file_location("update_translations", ROOT / "packaging" / "update_translations.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def messages(path: Path) -> list[tuple[str, str, str]]:
    """Return (context, text, translation) of all messages of a file."""
    return [
        (context.findtext("name"), message.findtext("source"), "".join(message.find("translation").itertext()))
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_is_missing_or_left_untranslated(path, tmp_path):
    collected = Path(shutil.copy(path, tmp_path / path.name))
    tool().collect(collected)
    texts = {(context, text) for context, text, _ in messages(path)}
    hint = "run packaging/update_translations.py and translate what it names"
    assert {(context, text) for context, text, _ in messages(collected)} == texts, hint
    assert tool().untranslated(path) == [], hint


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_program_reads_is_compiled_from_what_people_edit(path, tmp_path):
    compiled = tmp_path / "compiled.qm"
    tool().compile_into(path, compiled)
    assert compiled.read_bytes() == path.with_suffix(".qm").read_bytes(), "run packaging/update_translations.py"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_translations_keep_what_is_filled_in_and_how_a_text_ends(path):
    for context, text, translation in messages(path):
        where = f"{context}: {text}"
        assert translation, where
        assert sorted(re.findall(r"\{.*?\}|%n", translation)) == sorted(re.findall(r"\{.*?\}|%n", text)), where
        assert translation.strip() == translation or text.strip() != text, where
        assert (translation[-1] in ".!?") == (text[-1] in ".!?" and not text.endswith("...")), where
        assert ("&" in translation) == ("&" in text), where
        assert (";;" in translation) == (";;" in text), where


def test_both_our_texts_and_qts_appear_in_german(qapp):
    before = QLocale()
    try:
        assert install_translations(qapp, "de") == "de"
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        assert buttons.buttons()[0].text() == "Schließen"
        assert qapp.translate("HelpDialog", "Help") == "Hilfe"
        assert QLocale().language() is QLocale.Language.German
    finally:
        QLocale.setDefault(before)
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)
            translator.setParent(None)
    assert qapp.translate("HelpDialog", "Help") == "Help"


def test_english_needs_no_files(qapp):
    before = QLocale()
    assert install_translations(qapp, "en") == "en"
    QLocale.setDefault(before)
    assert qapp.findChildren(QTranslator) == []


@pytest.mark.parametrize(
    ("choice", "system", "language"),
    [
        ("de", ["en-GB"], "de"),
        ("en", ["de-DE"], "en"),
        ("system", ["de-AT", "en-US"], "de"),
        ("system", ["fr-FR", "de_CH", "en"], "de"),
        ("system", ["en-US", "de"], "en"),
        ("system", ["fr-FR"], "en"),
        ("system", ["C"], "en"),
        ("system", [], "en"),
        ("klingon", ["de"], "de"),
    ],
)
def test_the_language_is_the_users_then_the_systems_then_english(choice, system, language):
    assert chosen_language(choice, system) == language


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def plain_texts(node: ast.AST) -> list[str]:
    """Return the texts in an expression that are words to read and do not go through a translation."""
    if isinstance(node, ast.Call) and name_of(node) not in {"join"}:
        return []  # what a function returns is its own matter
    if isinstance(node, ast.Constant):
        words = re.findall(r"[^\W\d_]{2,}", node.value) if isinstance(node.value, str) else []
        return [node.value] if set(words) - SAME_EVERYWHERE else []
    if isinstance(node, ast.FormattedValue | ast.Subscript | ast.Compare):
        return []
    return [text for child in ast.iter_child_nodes(node) for text in plain_texts(child)]


@pytest.mark.parametrize("path", GUI, ids=lambda path: path.name)
def test_all_that_is_shown_is_translated(path):
    found = []
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and name_of(call) in SPEAKING:
            places = SPEAKING[name_of(call)]
            shown = [a for i, a in enumerate(call.args) if places is None or i in places]
            found += [f"line {call.lineno}: {text}" for argument in shown for text in plain_texts(argument)]
    assert found == []


@pytest.mark.parametrize("path", GUI, ids=lambda path: path.name)
def test_texts_are_translated_when_they_are_shown(path):
    """A module is imported before the language is known: what it translates then stays English."""

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return
        assert not (isinstance(node, ast.Call) and name_of(node) in {"tr", "translate"}), f"line {node.lineno}"
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text(encoding="utf-8")))
