"""Checkpoints: a round trip, and one sentence for whatever can be wrong with one."""

import json
import pickle

import pytest
import torch
from safetensors.torch import save_file
from tiny_networks import OPTIONS, sequence, tiny

from diar_gui.errors import CheckpointError, ExportError
from diar_gui.reconstruction import checkpoints
from diar_gui.reconstruction.checkpoints import bundled_checkpoint, load_network, read_checkpoint, write_checkpoint

TRAINING = {"seed": 3, "minutes": 1.5, "data": ["a", "b"], "metrics": {"psnr": 30.0}}


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "swin.safetensors"
    write_checkpoint(file, "swin", OPTIONS["swin"], tiny("swin").state_dict(), TRAINING)
    return file


def sentence(error) -> str:
    text = str(error.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def rewritten(path, tensors=None, **about):
    """Write the checkpoint anew with something changed."""
    checkpoint = read_checkpoint(path)
    fields = {"format": 1, "model": "swin", "options": checkpoint.options, "training": checkpoint.training} | about
    save_file(dict(checkpoint.state if tensors is None else tensors), path, {"diar": json.dumps(fields)})


@pytest.mark.parametrize("name", OPTIONS)
def test_a_network_comes_back_as_it_was(tmp_path, name):
    network = tiny(name)
    file = tmp_path / "some.safetensors"
    write_checkpoint(file, name, OPTIONS[name], network.state_dict(), TRAINING)
    checkpoint = read_checkpoint(file)
    assert (checkpoint.path, checkpoint.model) == (file, name)
    assert (checkpoint.options, checkpoint.training) == (OPTIONS[name], TRAINING)
    loaded = load_network(checkpoint)
    frames, valid = sequence(3)
    assert torch.equal(loaded(frames, valid).picture, network(frames, valid).picture)
    assert not loaded.training
    assert not any(p.requires_grad for p in loaded.parameters())


def test_a_checkpoint_is_replaced_only_if_allowed(path):
    before = path.read_bytes()
    with pytest.raises(ExportError, match="exists already"):
        write_checkpoint(path, "swin", {}, {}, {}, overwrite=False)
    assert path.read_bytes() == before
    write_checkpoint(path, "swin", {}, {"a": torch.zeros(2)}, {})
    assert list(read_checkpoint(path).state) == ["a"]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_what_is_too_large_is_not_written(tmp_path):
    too_many = torch.zeros(checkpoints.MAX_BYTES // 4)
    with pytest.raises(ValueError, match="a checkpoint may take"):
        write_checkpoint(tmp_path / "a.safetensors", "swin", {}, {"a": too_many}, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("training", [{"a": torch.zeros(1)}, {"loss": float("nan")}])
def test_what_json_cannot_hold_is_a_mistake(tmp_path, training):
    with pytest.raises(ValueError, match="JSON"):
        write_checkpoint(tmp_path / "a.safetensors", "swin", {}, {}, training)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CheckpointError) as error:
        read_checkpoint(tmp_path / "none.safetensors")
    assert "none.safetensors" in sentence(error)
    with pytest.raises(CheckpointError) as error:
        read_checkpoint(tmp_path)
    sentence(error)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    file = tmp_path / "large.safetensors"
    with file.open("wb") as out:
        out.truncate(checkpoints.MAX_BYTES + 1)
    with pytest.raises(CheckpointError, match="at most 16 MB") as error:
        read_checkpoint(file)
    sentence(error)


def test_truncated_files_are_damaged(path):
    data = path.read_bytes()
    for n_bytes in (0, 1, 7, 8, 100, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:n_bytes])
        with pytest.raises(CheckpointError, match="is damaged or no checkpoint of DIAR") as error:
            read_checkpoint(path)
        assert path.name in sentence(error)


class Bomb:
    """Something that would run when it is unpickled."""

    def __reduce__(self):
        return exec, ("raise SystemExit('a pickle was opened')",)


@pytest.mark.parametrize("pack", [pickle.dumps, lambda bomb: b"PK\x03\x04" + pickle.dumps(bomb), lambda _: b"GIF89a"])
def test_pickles_and_other_files_are_never_opened(tmp_path, pack):
    file = tmp_path / "a.safetensors"
    file.write_bytes(pack(Bomb()))
    with pytest.raises(CheckpointError, match="no checkpoint of DIAR") as error:
        read_checkpoint(file)
    sentence(error)


def test_a_file_that_torch_wrote_is_refused(tmp_path):
    file = tmp_path / "a.safetensors"
    torch.save(tiny("swin").state_dict(), file)
    with pytest.raises(CheckpointError, match="no checkpoint of DIAR") as error:
        read_checkpoint(file)
    sentence(error)


@pytest.mark.parametrize(
    "metadata",
    [None, {}, {"other": "1"}, {"diar": "no JSON"}, {"diar": "[1]"}, {"diar": "{}"}, {"diar": "[" * 100_000}],
)
def test_safetensors_of_others_are_refused(tmp_path, metadata):
    file = tmp_path / "a.safetensors"
    save_file({"a": torch.zeros(2)}, file, metadata)
    with pytest.raises(CheckpointError, match="no checkpoint of DIAR") as error:
        read_checkpoint(file)
    sentence(error)


@pytest.mark.parametrize("about", [{"format": 2}, {"model": 1}, {"options": [1]}, {"training": None}])
def test_another_format_is_told(path, about):
    rewritten(path, **about)
    with pytest.raises(CheckpointError, match="another version") as error:
        read_checkpoint(path)
    sentence(error)


def test_missing_foreign_and_misshapen_parameters_do_not_fit(path):
    state = dict(read_checkpoint(path).state)
    first = next(iter(state))
    for wrong in (
        {k: v for k, v in state.items() if k != first},
        state | {"foreign": torch.zeros(2)},
        state | {first: torch.zeros(7)},
        {},
    ):
        rewritten(path, wrong)
        with pytest.raises(CheckpointError, match="do not fit its network") as error:
            load_network(read_checkpoint(path))
        assert path.name in sentence(error)


@pytest.mark.parametrize(
    "about", [{"model": "magic"}, {"model": "deep-sets"}, {"options": {"colour": 1}}, {"options": {"width": "wide"}}]
)
def test_a_network_nobody_knows_is_refused(path, about):
    rewritten(path, **about)
    with pytest.raises(CheckpointError, match="do not fit its network") as error:
        load_network(read_checkpoint(path))
    sentence(error)


def test_a_method_without_a_bundled_checkpoint_says_so(monkeypatch):
    def nothing(name):
        raise FileNotFoundError(name)

    monkeypatch.setattr(checkpoints, "resource_path", nothing)
    with pytest.raises(CheckpointError, match="No trained parameters for swin come with") as error:
        bundled_checkpoint("swin")
    assert "--model" in sentence(error)


def test_bundled_checkpoints_lie_among_the_resources(monkeypatch, tmp_path):
    monkeypatch.setattr(checkpoints, "resource_path", lambda name: tmp_path / name)
    assert bundled_checkpoint("deep-sets") == tmp_path / "checkpoints" / "deep-sets.safetensors"
