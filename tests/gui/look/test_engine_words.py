"""What the engine says, in the language of the window."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

import diar_gui
from diar_gui.gui.look import engine_words
from diar_gui.gui.look.engine_words import SENTENCES, in_window_language

PACKAGE = Path(diar_gui.__file__).parent
# What a window never shows: other programs, and what only their options lead to.
SILENT = {"benchmark", "cli", "gui", "licences.py", "metrics.py", "same_views.py"}
SILENT |= {"sequences.py", "synthetic", "training"}
GAP = re.compile(r"\{\w*\}")
KNOWN = [GAP.sub("{}", template) for template in SENTENCES]
ERRORS = {"DiarError", "ImageError", "AlignmentError", "CheckpointError", "ExportError", "ProjectError"}
ONLY_BY_OPTIONS = ("backbone", "checkpoint", "efficientnet")  # what only options of the command line lead to


@pytest.fixture
def spoken(monkeypatch):
    """Let every template be translated into itself, in another language's brackets."""
    monkeypatch.setattr(QCoreApplication, "translate", lambda context, text: f"«{text}»")


def texts(node: ast.AST) -> list[str]:
    """Return the texts in an expression, with {} for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        filled_in = [text for part in node.values if isinstance(part, ast.FormattedValue) for text in texts(part.value)]
        return ["".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values), *filled_in]
    return [text for child in ast.iter_child_nodes(node) for text in texts(child)]


@pytest.fixture(scope="module")
def engine() -> list[ast.Module]:
    """The engine's modules."""
    return [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in SILENT
    ]


def calls(engine: list[ast.Module]) -> list[ast.Call]:
    return [node for module in engine for node in ast.walk(module) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("template", SENTENCES)
def test_each_sentence_is_known_again_with_whatever_is_filled_in(template, spoken):
    values = {name[1:-1]: f"x{i} y.jpg" for i, name in enumerate(GAP.findall(template))}
    assert in_window_language(template.format(**values)) == f"«{template.format(**values)}»"


def test_a_reason_within_a_sentence_is_translated_too(spoken):
    inner = "a.jpg is empty (zero bytes); copy it again from the camera."
    assert in_window_language(f"The reference cannot be used: {inner}") == f"«The reference cannot be used: «{inner}»»"


@pytest.mark.parametrize("sentence", ["", "Something else entirely.", "a.jpg zeigt etwas anderes.", "{name}", "{0}"])
def test_what_is_not_the_engines_stays_as_it_is(sentence, spoken):
    assert in_window_language(sentence) == sentence


def test_braces_in_a_name_do_no_harm(spoken):
    assert in_window_language("{x}{0}.jpg is a folder; choose a file name for the output.").startswith("«{x}{0}.jpg is")


def test_without_a_translation_it_stays_english():
    for sentence in ("Reading photo 3 of 9", "Judging the photos"):
        assert in_window_language(sentence) == sentence


def test_nothing_is_listed_that_the_engine_never_says(engine):
    said = {text for module in engine for text in texts(module)}
    assert [template for template in KNOWN if template not in said] == []


def test_every_stage_is_listed(engine):
    told = [c.args[1] for c in calls(engine) if getattr(c.func, "attr", "") == "update" and len(c.args) == 2]
    assert [text for node in told for text in texts(node) if text not in KNOWN and text] == []


def test_every_error_that_a_window_may_meet_is_listed(engine):
    errors = [c for c in calls(engine) if getattr(c.func, "id", "") in ERRORS and c.args]
    said = [text for error in errors for text in texts(error.args[0])]
    sentences = [text for text in said if " " in text.strip() and not any(word in text for word in ONLY_BY_OPTIONS)]
    assert [text for text in sentences if text not in KNOWN] == []


def test_patterns_are_made_once():
    assert engine_words._patterns() is engine_words._patterns()
