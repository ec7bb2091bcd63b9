"""Sentences that know their template."""

import copy
import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.errors import DiarError, ImageError
from diar_gui.sentences import Sentence


def test_a_sentence_is_its_english_text():
    sentence = Sentence("{path} has {n:.1f} GB and {more}.", path=Path("a.jpg"), n=1.26, more=3)
    assert sentence == "a.jpg has 1.3 GB and 3."
    assert json.dumps({"reason": sentence}) == '{"reason": "a.jpg has 1.3 GB and 3."}'
    assert f"Left out: {sentence}" == "Left out: a.jpg has 1.3 GB and 3."


@given(st.text(), st.text())
def test_values_are_filled_in_once_whatever_is_in_them(name, other):
    assert Sentence("{name}, {other}", name=name, other=other) == f"{name}, {other}"


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{name.__class__}", "{name!r}", "{name:9999999}", "{na me}"])
def test_nothing_else_than_gaps_is_ever_filled(text):
    assert Sentence(text, name="filled") == text


def test_a_sentence_without_new_values_stays_the_same_one():
    sentence = Sentence("{n} photos", n=3)
    assert Sentence(sentence) is sentence
    template = Sentence("{n} photos")
    assert Sentence(template, n=3) == "3 photos"
    assert type(Sentence(template, n=3).template) is str


def test_copies_and_other_processes_have_it_whole():
    inner = Sentence("{path} is empty.", path="a.jpg")
    sentence = Sentence("Not used: {reason}", reason=inner)
    for other in (copy.copy(sentence), copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):
        assert other == sentence
        assert (other.template, other.values["reason"].template) == (sentence.template, inner.template)


def test_a_value_is_exchanged_at_any_depth():
    path = Path("/photos/a.jpg")
    inner = Sentence("{path} is empty.", path=path)
    sentence = Sentence("{path} and {other}: {reason}", path=str(path), other="/photos/a.jpg2", reason=inner)
    assert sentence.exchanged(str(path), "a.jpg") == "a.jpg and /photos/a.jpg2: a.jpg is empty."


def test_an_error_holds_its_sentence():
    error = ImageError("{path} is empty.", path="{n}.jpg")
    assert str(error) == "{n}.jpg is empty."
    assert error.sentence.template == "{path} is empty."
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, DiarError)
    assert (str(again), again.sentence.values) == (str(error), error.sentence.values)
    assert ImageError(error.sentence).sentence is error.sentence
