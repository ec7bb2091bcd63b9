"""The files that a training goes on from, and what may be wrong with them."""

import pytest
import torch

from diar_gui.errors import CheckpointError
from diar_gui.training.state import read_state, state_files, write_state

LIMIT = 4_000


@pytest.fixture
def tensors():
    generator = torch.Generator().manual_seed(3)
    sizes = [(10, 20), (5, 5, 5), (), (300,), (2, 100), (700,)]
    found = {f"parameters/{i}": torch.randn(size, generator=generator) for i, size in enumerate(sizes)}
    return found | {"parameters/index": torch.arange(4)}


@pytest.fixture
def checkpoint(tmp_path):
    return tmp_path / "net.safetensors"


def test_all_comes_back_and_no_file_is_too_large(tensors, checkpoint):
    write_state(checkpoint, tensors, {"step": 3}, LIMIT)
    files = state_files(checkpoint)
    assert [path.name for path in files] == [
        f"net.state-{i + 1}-of-{len(files)}.safetensors" for i in range(len(files))
    ]
    assert len(files) > 1
    assert all(path.stat().st_size <= LIMIT for path in files)
    state = read_state(checkpoint)
    assert state.facts == {"step": 3}
    assert state.tensors.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert torch.equal(state.tensors[name], tensor)
        assert state.tensors[name].dtype == tensor.dtype


def test_a_tensor_that_no_file_may_hold(tensors, checkpoint):
    with pytest.raises(ValueError, match="parameters/5"):
        write_state(checkpoint, tensors, {}, 2_500)


def test_a_new_state_takes_the_place_of_the_old_one(tensors, checkpoint):
    write_state(checkpoint, tensors, {"step": 1}, LIMIT)
    write_state(checkpoint, tensors, {"step": 2})
    assert len(state_files(checkpoint)) == 1
    assert read_state(checkpoint).facts == {"step": 2}


def test_neighbours_keep_theirs(tensors, tmp_path):
    for i, name in enumerate(("a", "a.b", "ab")):
        write_state(tmp_path / f"{name}.safetensors", tensors, {"step": i}, LIMIT)
    for i, name in enumerate(("a", "a.b", "ab")):
        assert read_state(tmp_path / f"{name}.safetensors").facts == {"step": i}


def refusal(checkpoint):
    with pytest.raises(CheckpointError) as caught:
        read_state(checkpoint)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_no_state(checkpoint):
    assert f"No training state lies beside {checkpoint}" in refusal(checkpoint)


def test_files_of_two_moments(tensors, checkpoint):
    write_state(checkpoint, tensors, {"step": 1}, LIMIT)
    first = state_files(checkpoint)[0]
    data = first.read_bytes()
    write_state(checkpoint, tensors, {"step": 1}, LIMIT)
    first.write_bytes(data)
    assert "were not written together" in refusal(checkpoint)


def test_a_part_is_missing(tensors, checkpoint):
    write_state(checkpoint, tensors, {}, LIMIT)
    state_files(checkpoint)[1].unlink()
    assert "is not complete" in refusal(checkpoint)


def test_parts_of_two_trainings(tensors, checkpoint):
    write_state(checkpoint, tensors, {}, LIMIT)
    data = {path: path.read_bytes() for path in state_files(checkpoint)}
    write_state(checkpoint, tensors, {})
    for path, content in data.items():
        path.write_bytes(content)
    assert "belongs to two trainings" in refusal(checkpoint)


def pickled(path):
    torch.save({"step": 1}, path)


def other_safetensors(path):
    from safetensors.torch import save_file

    save_file({"a": torch.zeros(2)}, path)


SPOIL = {
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "text": lambda path: path.write_text("no tensors here"),
    "pickle": pickled,
    "foreign": other_safetensors,
}


@pytest.mark.parametrize("how", SPOIL)
def test_a_broken_part(tensors, checkpoint, how):
    write_state(checkpoint, tensors, {}, LIMIT)
    victim = state_files(checkpoint)[1]
    SPOIL[how](victim)
    assert f"{victim} is damaged or no training state" in refusal(checkpoint)
