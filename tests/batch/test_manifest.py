"""The manifest: what is added is found again, whatever ended the program."""

import pytest

from diar_gui.batch.manifest import Entry, Manifest, digests
from diar_gui.errors import ExportError


def done(folder, name: str = "a") -> Entry:
    (folder / "in.jpg").write_bytes(b"photo")
    (folder / f"{name}.png").write_bytes(b"picture")
    inputs = digests([folder / "in.jpg"])
    (digest,) = digests([folder / f"{name}.png"]).values()
    return Entry(name, "done", inputs=inputs, outputs={f"{name}.png": digest}, options="o", n_photos=3)


def test_what_is_added_is_found_again_and_the_last_line_counts(tmp_path):
    entry = done(tmp_path, "größe \u2603")
    manifest = Manifest(tmp_path)
    manifest.add(Entry(entry.name, "begun"))
    manifest.add(entry)
    assert Manifest(tmp_path).entries == {entry.name: entry}


def test_every_beginning_of_the_file_is_read_and_can_be_added_to(tmp_path):
    manifest = Manifest(tmp_path)
    entries = [Entry(name, "failed", "It was not to be.") for name in "abc"]
    for entry in entries:
        manifest.add(entry)
    whole = manifest.path.read_bytes()
    for length in range(len(whole) + 1):
        manifest.path.write_bytes(whole[:length])
        known = Manifest(tmp_path)
        n_whole = sum(whole[:length].count(entry.to_json().encode()) for entry in entries)
        assert list(known.entries.values()) == entries[:n_whole]
        known.add(Entry("d", "begun"))
        assert set(Manifest(tmp_path).entries) == {*"abc"[:n_whole], "d"}


def test_other_shards_are_read_and_not_written(tmp_path):
    Manifest(tmp_path, "manifest-1-of-2.jsonl").add(Entry("a", "failed"))
    second = Manifest(tmp_path, "manifest-2-of-2.jsonl")
    second.add(Entry("b", "failed"))
    assert set(second.entries) == {"a", "b"}
    assert len((tmp_path / "manifest-1-of-2.jsonl").read_text().splitlines()) == 1


def test_done_is_what_has_the_same_inputs_options_and_intact_outputs(tmp_path, monkeypatch):
    entry = done(tmp_path)
    manifest = Manifest(tmp_path)
    manifest.add(entry)
    assert manifest.is_done("a", entry.inputs, "o")
    assert not manifest.is_done("b", entry.inputs, "o")
    assert not manifest.is_done("a", entry.inputs, "other options")
    assert not manifest.is_done("a", {**entry.inputs, "more.jpg": "1"}, "o")
    monkeypatch.setattr("diar_gui.batch.manifest.__version__", "another")
    assert not manifest.is_done("a", entry.inputs, "o")
    monkeypatch.undo()
    (tmp_path / "a.png").write_bytes(b"another picture")
    assert not manifest.is_done("a", entry.inputs, "o")
    (tmp_path / "a.png").unlink()
    assert not manifest.is_done("a", entry.inputs, "o")


def test_where_it_cannot_be_written_that_is_said(tmp_path):
    manifest = Manifest(tmp_path)
    manifest.path.mkdir()
    with pytest.raises(ExportError, match=r"manifest\.jsonl could not be written .*--resume"):
        manifest.add(Entry("a", "begun"))
