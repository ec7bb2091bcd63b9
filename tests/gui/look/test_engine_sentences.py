"""What the engine says, in the language of the window."""

import ast
import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

import diar_gui
from diar_gui.errors import ImageError
from diar_gui.gui.look.message_bar import MessageBar, MessageKind
from diar_gui.gui.look.translations import ENGINE_CONTEXT, in_window_language, install_translations
from diar_gui.gui.session.engine_worker import EngineWorker
from diar_gui.gui.shown.photos import PhotoStatus, listed, marked_unreadable
from diar_gui.sentences import Sentence

PACKAGE = Path(diar_gui.__file__).parent
GAP = re.compile(r"\{(\w+)(?::\.\df)?\}")


def tool():
    """Return the script that collects the sentences, as a module."""
    place = PACKAGE.parent / "packaging" / "update_translations.py"
    spec = spec_from_file_location("update_translations", place)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COLLECTING = tool()
ENGINE = COLLECTING.engine_modules()
TEMPLATES = COLLECTING.engine_templates()


@pytest.fixture
def in_german(qapp):
    before = QLocale()
    install_translations(qapp, "de")
    yield
    QLocale.setDefault(before)
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)


def test_every_template_has_a_translation_with_the_same_gaps(in_german):
    assert len(TEMPLATES) > 100
    for template in TEMPLATES:
        translation = QCoreApplication.translate(ENGINE_CONTEXT, template)
        assert sorted(GAP.findall(translation)) == sorted(GAP.findall(template)), template
        has_words = set(re.findall("[a-z]+", GAP.sub("", template))) - {"min", "s", "h"}
        assert not has_words or translation != template, template


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_each_sentence_is_raised_as_a_template_with_just_its_values(path):
    """What was put together before it is raised could not be translated any more."""
    for call, argument in COLLECTING.speaking_calls(ast.parse(path.read_text(encoding="utf-8"))):
        where = f"line {call.lineno}: give the template and its values, not the finished text"
        assert not any(isinstance(node, ast.JoinedStr | ast.BinOp) for node in ast.walk(argument)), where
        names = {keyword.arg for keyword in call.keywords}
        templates = COLLECTING.literals(argument)
        if templates and not (names == set() and isinstance(call.func, ast.Name) and call.func.id == "Sentence"):
            assert set().union(*(GAP.findall(text) for text in templates)) == names, f"line {call.lineno}"


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_finished_sentence_stands_outside_of_those(path):
    module = ast.parse(path.read_text(encoding="utf-8"))
    known = {id(node) for _, argument in COLLECTING.speaking_calls(module) for node in ast.walk(argument)}
    known |= {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}  # docstrings
    texts = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    loose = [text for text in texts if id(text) not in known and re.fullmatch(r".*\w .*\w[.]", text.value, re.DOTALL)]
    assert [f"line {text.lineno}: {text.value}" for text in loose] == []


def test_a_sentence_is_said_in_german_with_numbers_as_germans_write_them(in_german):
    sentence = Sentence(
        "No room for {size:.1f} GB of temporary data in {path} ({reason}); free some space there, or point TMPDIR to a "
        "larger disk.",
        size=1.26,
        path="/tmp",
        reason="full",
    )
    assert in_window_language(sentence).startswith("Kein Platz für 1,3 GB vorläufiger Daten in /tmp (full)")
    assert sentence.startswith("No room for 1.3 GB of temporary data in /tmp (full)")


def test_a_sentence_within_a_sentence_is_said_in_german_too(in_german):
    inner = Sentence("{path} is empty (zero bytes); copy it again from the camera.", path="a.jpg")
    outer = in_window_language(Sentence("The reference cannot be used: {reason}", reason=inner))
    assert outer.startswith("Die Referenz")
    assert in_window_language(inner) in outer


@pytest.mark.parametrize("text", ["", "Something else entirely.", "{name}", "a.jpg is empty (zero bytes)."])
def test_what_is_no_sentence_of_the_engine_stays_as_it_is(text, in_german):
    assert in_window_language(text) == text
    assert in_window_language(Sentence(text)) == text


def test_braces_in_a_name_do_no_harm(in_german):
    sentence = Sentence("{path} is a folder; choose a file name for the output.", path="{path}{0}.jpg")
    assert in_window_language(sentence).startswith("{path}{0}.jpg ist ein Ordner")


def test_without_a_translation_it_stays_english(qapp):
    assert in_window_language(Sentence("Reading photo {i} of {n}", i=3, n=9)) == "Reading photo 3 of 9"


ERROR = ImageError("{path} is empty (zero bytes); copy it again from the camera.", path=Path("/photos/a.jpg"))


def test_an_error_keeps_its_template_on_its_way_through_a_signal(qtbot, in_german):
    worker, bar = EngineWorker(), MessageBar()
    qtbot.addWidget(bar)
    heard = []
    worker.failed.connect(lambda _, sentence: heard.append(sentence))
    worker.failed.emit(1, ERROR.sentence)
    assert heard[0].template == ERROR.sentence.template
    bar.tell(MessageKind.WARNING, heard[0])
    assert bar.accessibleName().startswith("/photos/a.jpg ist leer")
    assert str(ERROR).startswith("/photos/a.jpg is empty")


def test_the_list_of_photos_says_the_name_alone(in_german):
    photos = listed([Path("/photos/a.jpg")])
    row = marked_unreadable(photos, 0, ERROR.sentence)[0]
    assert row.status is PhotoStatus.UNREADABLE
    assert row.reason.startswith("a.jpg ist leer")
