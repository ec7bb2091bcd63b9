"""A whole training, on pictures and with a network that are small."""

import importlib
import json
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
import torch

from diar_gui.errors import Cancelled, CheckpointError, DiarError, ExportError, ImageError
from diar_gui.progress import Progress
from diar_gui.reconstruction.checkpoints import read_checkpoint
from diar_gui.training import Hardware, TrainingOptions, Watch, read_state, state_options
from diar_gui.training import train as train_it
from diar_gui.training.state import state_files

LOOP = importlib.import_module("diar_gui.training.train")  # the package has a function of that name
OPTIONS = TrainingOptions(
    model="tiny", n_steps=12, n_sequences=2, n_frames=(2, 4), size_px=16, n_warm_up_steps=3, ema_decay=0.9
)
DATA = {"pictures": {"photos": 3}}


@pytest.fixture
def often_judged(monkeypatch):
    monkeypatch.setattr(LOOP, "validation_interval", lambda options: 4)


@pytest.fixture
def train(tmp_path, make_network, make_stream):
    """Train a new network and return how it ended."""

    def run(name="net", options=OPTIONS, progress=None, n_different=None, **others):
        streams = (make_stream(1, n_different), make_stream(2))
        return train_it(
            make_network(),
            streams,
            options,
            tmp_path / f"{name}.safetensors",
            data=DATA,
            watch=others.pop("watch", None) or Watch(progress or Progress()),
            **others,
        )

    return run


def kept(path):
    """Return what a training leaves, but for the time it took."""
    state = read_state(path)
    facts = {name: value for name, value in state.facts.items() if name != "elapsed_s"}
    return state.tensors, facts, read_checkpoint(path)


def assert_same(a, b):
    tensors_a, facts_a, checkpoint_a = kept(a)
    tensors_b, facts_b, checkpoint_b = kept(b)
    assert facts_a == facts_b
    assert tensors_a.keys() == tensors_b.keys()
    assert {name.partition("/")[0] for name in tensors_a} == {"parameters", "average", "step", "exp_avg", "exp_avg_sq"}
    for name, tensor in tensors_a.items():
        assert torch.equal(tensor, tensors_b[name]), name
    for name, tensor in checkpoint_a.state.items():
        assert torch.equal(tensor, checkpoint_b.state[name]), name


@pytest.mark.parametrize("n_steps", [1, 4, 7, 11])
def test_an_interrupted_training_goes_on_as_if_it_had_not_been(tmp_path, train, stop_after, often_judged, n_steps):
    train("whole")
    with pytest.raises(Cancelled, match=f"Cancelled after step {n_steps}; --resume .*net.safetensors goes on"):
        train("net", progress=stop_after(n_steps, "step"))
    state = read_state(tmp_path / "net.safetensors")
    assert state.facts["counts"]["step"] == n_steps
    train("net", options=state_options(state), resume=state)
    assert_same(tmp_path / "whole.safetensors", tmp_path / "net.safetensors")


def test_interrupted_again_and_again(tmp_path, train, stop_after, often_judged):
    train("whole")
    state = None
    for _ in range(5):
        with pytest.raises(Cancelled):
            train("net", progress=stop_after(2, "step"), resume=state)
        state = read_state(tmp_path / "net.safetensors")
    train("net", resume=state)
    assert_same(tmp_path / "whole.safetensors", tmp_path / "net.safetensors")


def test_cancelled_while_it_is_judged(tmp_path, train, often_judged, monkeypatch, stop_after):
    train("whole")
    is_judging = []

    def judge(validation, network, progress):
        is_judging.append(True)
        raise Cancelled

    with monkeypatch.context() as patch:
        patch.setattr(LOOP.Validation, "psnr", judge)
        with pytest.raises(Cancelled, match="after step 4"):
            train("net")
    assert is_judging
    assert not (tmp_path / "net.safetensors").exists()
    train("net", resume=read_state(tmp_path / "net.safetensors"))
    assert_same(tmp_path / "whole.safetensors", tmp_path / "net.safetensors")


def test_cancelled_before_it_began(tmp_path, train, stop_after):
    for n_reports in (0, 3, 8):  # it makes eight validation batches first
        with pytest.raises(Cancelled) as caught:
            train(progress=stop_after(n_reports))
        assert str(caught.value) == ""
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_cannot_be_read(tmp_path, train, make_stream, monkeypatch):
    def broken(*arguments):
        raise ImageError("It is empty.")

    monkeypatch.setattr(make_stream, "batch", broken)
    with pytest.raises(ImageError):
        train()
    assert list(tmp_path.iterdir()) == []


def test_the_shortest_training_is_one_step(train):
    ending = train(options=replace(OPTIONS, n_steps=None, minutes=1e-9))
    assert (ending.n_steps, ending.best.step) == (1, 1)


def test_batches_made_ahead_are_the_same(tmp_path, train, monkeypatch):
    train("whole")
    monkeypatch.setattr(LOOP, "is_beside", lambda device: True)
    train("net")
    assert_same(tmp_path / "whole.safetensors", tmp_path / "net.safetensors")


def test_it_learns(train):
    lines = []

    def record(step, figures):
        lines.append(figures)

    options = replace(OPTIONS, n_steps=400, learning_rate=0.02, size_spread=0.0, n_frames=(3, 3))
    losses = []
    for n_steps in (1, 400):
        watch = Watch(record=record)
        ending = train(f"net{n_steps}", replace(options, n_steps=n_steps), watch=watch, n_different=1)
        losses.append(ending.best.psnr)
    assert losses[1] > losses[0] + 3
    assert {"validation PSNR", "median PSNR"} <= set(lines[0])


def test_the_checkpoint_tells_how_it_came_about(tmp_path, train):
    ending = train(options=replace(OPTIONS, network={"width": 3}, seed=5))
    checkpoint = read_checkpoint(tmp_path / "net.safetensors")
    assert (checkpoint.model, checkpoint.options) == ("tiny", {"width": 3})
    about = checkpoint.training
    assert (about["seed"], about["steps"], about["data"]) == (5, 12, DATA)
    assert (about["device"], about["precision"], about["torch"]) == ("cpu", "float32", torch.__version__)
    assert about["validation"] == {"psnr": ending.best.psnr, "median_psnr": ending.best.median_psnr}
    assert about["options"]["n_sequences"] == 2
    assert about["minutes"] >= 0
    json.dumps(about)


def test_the_checkpoint_holds_the_options_that_were_left_to_their_defaults(tmp_path, train, monkeypatch, make_network):
    @dataclass(frozen=True)
    class TinyOptions:
        width: int = 8
        depths: tuple[int, int] = (1, 2)

    monkeypatch.setattr(make_network, "options", TinyOptions(), raising=False)
    train()
    assert read_checkpoint(tmp_path / "net.safetensors").options == {"width": 8, "depths": [1, 2]}


def test_the_best_is_kept(tmp_path, train, often_judged, monkeypatch):
    psnrs = iter([20.0, 30.0, 25.0])
    monkeypatch.setattr(LOOP.Validation, "psnr", lambda *arguments: next(psnrs))
    monkeypatch.setattr(LOOP.Validation, "median_psnr", 10.0)
    ending = train()
    assert (ending.best.step, ending.best.psnr, ending.best.median_psnr) == (8, 30.0, 10.0)
    assert ending.n_steps == 12
    assert read_checkpoint(tmp_path / "net.safetensors").training["steps"] == 8


def test_what_is_kept_is_the_average(tmp_path, train):
    train()
    tensors, _, checkpoint = kept(tmp_path / "net.safetensors")
    for name, tensor in checkpoint.state.items():
        assert torch.equal(tensor, tensors[f"average/{name}"])


def test_minutes_end_it_and_go_on_counting(tmp_path, train, monkeypatch):
    clock = iter(range(10**6))
    monkeypatch.setattr(LOOP, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    options = replace(OPTIONS, n_steps=None, minutes=1.0)
    first = train(options=options)
    assert 1.0 <= first.minutes < 1.2
    state = read_state(tmp_path / "net.safetensors")
    again = train(options=replace(options, minutes=2.0), resume=state)
    assert 2.0 <= again.minutes < 2.2
    assert again.n_steps > first.n_steps
    ended = train(options=replace(options, minutes=2.0), resume=read_state(tmp_path / "net.safetensors"))
    assert (ended.n_steps, ended.best) == (again.n_steps, again.best)


def test_a_line_a_minute_and_a_save_every_few(tmp_path, train, monkeypatch):
    clock = iter(range(0, 10**7, 5))
    monkeypatch.setattr(LOOP, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    saves, lines = [], []
    monkeypatch.setattr(LOOP._Run, "save", lambda run: saves.append(run.learner.counts.step))
    train(options=replace(OPTIONS, n_steps=200), watch=Watch(log=lines.append))
    assert len(saves) > 2
    assert saves[-1] == 200
    assert len(lines) > 5
    assert all(" frames/s" in line and "learning rate" in line and line.endswith(".") for line in lines)


def test_what_can_be_computed_in_bfloat16(tmp_path, train):
    train(hardware=Hardware("cpu", "bfloat16"))
    checkpoint = read_checkpoint(tmp_path / "net.safetensors")
    assert checkpoint.training["precision"] == "bfloat16"
    assert checkpoint.state["first.weight"].dtype == torch.float32


def test_a_training_that_comes_apart_keeps_what_it_had(tmp_path, train, monkeypatch):
    def learn(learner, batch, rate):
        learner.counts.step += 1
        if learner.counts.step == 3:
            raise DiarError("It came apart.")
        return 0.0

    monkeypatch.setattr(LOOP.Learner, "learn", learn)
    with pytest.raises(DiarError, match=r"It came apart\."):
        train()
    assert read_state(tmp_path / "net.safetensors").facts["counts"]["step"] == 3


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_nothing_is_replaced_unasked(tmp_path, train):
    train(options=replace(OPTIONS, n_steps=1))
    before = contents(tmp_path)
    with pytest.raises(ExportError, match="exists already"):
        train()
    (tmp_path / "net.safetensors").unlink()
    with pytest.raises(ExportError, match=r"net\.state-1-of-1\.safetensors exists already"):
        train()
    (tmp_path / "net.safetensors").write_bytes(before["net.safetensors"])
    assert contents(tmp_path) == before
    train(overwrite=True)
    assert read_state(tmp_path / "net.safetensors").facts["counts"]["step"] == 12


def test_going_on_under_another_name_leaves_the_first(tmp_path, train):
    train("first")
    before = contents(tmp_path)
    state = read_state(tmp_path / "first.safetensors")
    ending = train("second", resume=state)
    assert ending.best.step == 12
    assert {name: data for name, data in contents(tmp_path).items() if name.startswith("first")} == before
    assert (tmp_path / "second.safetensors").read_bytes() == before["first.safetensors"]
    with pytest.raises(ExportError, match="exists already"):
        train("second", resume=state)


def test_a_checkpoint_that_is_gone_is_made_again(tmp_path, train, stop_after, often_judged):
    with pytest.raises(Cancelled):
        train(progress=stop_after(6, "step"))
    (tmp_path / "net.safetensors").unlink()
    ending = train(resume=read_state(tmp_path / "net.safetensors"))
    assert read_checkpoint(tmp_path / "net.safetensors").training["steps"] == ending.best.step


def test_other_pictures_are_said(tmp_path, train, make_network, make_stream):
    train()
    notices = []
    watch = Watch(Progress(on_notice=notices.append))
    state = read_state(tmp_path / "net.safetensors")
    train(options=replace(OPTIONS, n_steps=13), resume=state, watch=watch)
    assert notices == []
    path, streams = tmp_path / "net.safetensors", (make_stream(1), make_stream(2))
    train_it(make_network(), streams, OPTIONS, path, resume=state, data={"pictures": {}}, watch=watch)
    assert len(notices) == 1


@pytest.mark.parametrize("name", ["counts", "elapsed_s", "best", "judged_step"])
def test_a_state_without_all_its_facts(tmp_path, train, name):
    train(options=replace(OPTIONS, n_steps=1))
    state = read_state(tmp_path / "net.safetensors")
    facts = {key: value for key, value in state.facts.items() if key != name}
    with pytest.raises(CheckpointError, match=r"not complete.*\.$"):
        train(resume=replace(state, facts=facts))
    with pytest.raises(CheckpointError, match=r"does not know.*\.$"):
        state_options(replace(state, facts={}))


@pytest.mark.parametrize(("name", "words"), [("missing/net", "does not exist"), ("net.pt", None)])
def test_a_place_that_cannot_be_written(train, tmp_path, name, words, make_network, stream):
    path = tmp_path / (f"{name}.safetensors" if words else name)
    with pytest.raises(ExportError, match=words or r"has to end in \.safetensors"):
        train_it(make_network(), (stream, stream), OPTIONS, path)
    assert stream.asked == []


def test_a_network_too_large_for_a_checkpoint(tmp_path, stream):
    network = torch.nn.Linear(2048, 2049)
    with pytest.raises(DiarError, match=r"take 16\.\d MB, and a checkpoint holds 16 MB.*--set"):
        train_it(network, (stream, stream), OPTIONS, tmp_path / "net.safetensors")


def test_parts_of_the_state_may_be_as_large_as_the_machine_returns(tmp_path, train):
    train()
    assert all(path.stat().st_size <= 16 * 2**20 for path in state_files(tmp_path / "net.safetensors"))
