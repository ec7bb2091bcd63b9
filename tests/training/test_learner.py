import copy

import pytest
import torch

from diar_gui.errors import CheckpointError, DiarError
from diar_gui.training.hardware import Hardware
from diar_gui.training.learner import Learner, build_network
from diar_gui.training.options import TrainingOptions

OPTIONS = TrainingOptions(n_steps=100, ema_decay=0.9)


@pytest.fixture
def make_learner(make_network):
    def make(options=OPTIONS, network=None):
        return Learner(network or make_network(), options, Hardware())

    return make


def parameters(network):
    return {name: tensor.detach().clone() for name, tensor in network.named_parameters()}


def test_the_average_is_that_of_the_parameters(make_learner, stream):
    learner = make_learner()
    average = {name: value.double() for name, value in parameters(learner.network).items()}
    for step in range(20):
        learner.learn(stream.batch(step, 2, 3, 16), 0.01)
        decay = min(0.9, (1 + step) / (10 + step))
        for name, value in parameters(learner.network).items():
            average[name] = decay * average[name] + (1 - decay) * value.double()
    for name, value in parameters(learner.averaged()).items():
        torch.testing.assert_close(value.double(), average[name], rtol=1e-5, atol=1e-6)


def test_without_decay_the_average_is_the_last(make_learner, stream):
    learner = make_learner(TrainingOptions(n_steps=1, ema_decay=0.0))
    learner.learn(stream.batch(0, 2, 3, 16), 0.01)
    for name, value in parameters(learner.averaged()).items():
        assert torch.equal(value, parameters(learner.network)[name])


def test_without_decay_the_first_step_is_adams(make_learner, stream):
    """It is the rate times g / (|g| + 1e-8) for the gradient g, of which the moment is a tenth (Kingma and Ba 2015)."""
    learner = make_learner(TrainingOptions(n_steps=1, weight_decay=0.0, max_gradient_norm=None))
    before = parameters(learner.network)
    learner.learn(stream.batch(0, 2, 3, 16), 0.01)
    for name, value in parameters(learner.network).items():
        gradient = 10 * learner.tensors()[f"exp_avg/{name}"]
        torch.testing.assert_close(before[name] - value, 0.01 * gradient / (gradient.abs() + 1e-8), rtol=0, atol=1e-6)


def test_biases_do_not_decay(make_learner, make_network, stream):
    still = stream.batch(0, 2, 3, 16)
    still = type(still)(still.frames, still.valid & False, still.truth)  # nothing is seen, so there is no gradient
    learner = make_learner(TrainingOptions(n_steps=1, weight_decay=0.5))
    before = parameters(learner.network)
    learner.learn(still, 0.1)
    for name, value in parameters(learner.network).items():
        kept = 1.0 if "bias" in name else 1 - 0.1 * 0.5
        torch.testing.assert_close(value, before[name] * kept)


def test_a_long_gradient_is_shortened(make_learner, stream):
    batch = stream.batch(0, 2, 3, 16)
    moments = {}
    for longest in (None, 1e-3):
        learner = make_learner(TrainingOptions(n_steps=1, max_gradient_norm=longest, loss="mse"))
        learner.learn(batch, 0.01)
        found = learner.tensors()
        moments[longest] = torch.cat([v.flatten() for name, v in found.items() if name.startswith("exp_avg/")])
    assert moments[None].norm() > 1e-3
    direction = moments[None] / moments[None].norm()
    # A moment is a tenth of the first gradient.
    torch.testing.assert_close(moments[1e-3], 1e-4 * direction, rtol=1e-3, atol=1e-8)


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_a_loss_that_is_no_number_changes_nothing(make_learner, stream, value):
    learner = make_learner()
    learner.learn(stream.batch(0, 2, 3, 16), 0.01)
    before = {name: tensor.clone() for name, tensor in learner.tensors().items()}
    batch = stream.batch(1, 2, 3, 16)
    batch.truth[0, 0, 0, 0] = value
    learner.learn(batch, 0.01)
    counts = learner.counts
    assert (counts.step, counts.n_updates, counts.n_skipped, counts.n_skipped_in_a_row) == (2, 1, 1, 1)
    for name, tensor in learner.tensors().items():
        assert torch.equal(tensor, before[name])
    learner.learn(stream.batch(2, 2, 3, 16), 0.01)
    assert (counts.step, counts.n_updates, counts.n_skipped, counts.n_skipped_in_a_row) == (3, 2, 1, 0)


def test_many_in_a_row_end_with_a_sentence(make_learner, stream):
    learner = make_learner()
    batch = stream.batch(0, 1, 2, 8)
    batch.truth[:] = torch.nan

    def learn_on():
        for _ in range(100):
            learner.learn(batch, 0.01)

    with pytest.raises(DiarError, match=r"come apart.*learning-rate.*\.$"):
        learn_on()
    assert learner.counts.n_skipped < 100


def test_memory_of_the_device_running_out_is_a_sentence(make_learner, stream):
    learner = make_learner()

    def greedy(*arguments):
        raise torch.OutOfMemoryError

    learner.network.forward = greedy
    with pytest.raises(DiarError, match=r"memory of cpu ran out .* --batch"):
        learner.learn(stream.batch(0, 1, 2, 8), 0.01)


def test_what_is_kept_is_all_that_the_next_step_depends_on(make_learner, stream):
    first = make_learner()
    for step in range(4):
        first.learn(stream.batch(step, 2, 3, 16), 0.01)
    second = make_learner()
    second.restore({name: tensor.clone() for name, tensor in first.tensors().items()}, first.facts())
    for learner in (first, second):
        learner.learn(stream.batch(4, 2, 3, 16), 0.01)
    assert first.facts() == second.facts()
    for name, tensor in first.tensors().items():
        assert torch.equal(tensor, second.tensors()[name]), name


def without(prefix):
    return lambda tensors: {name: tensor for name, tensor in tensors.items() if not name.startswith(prefix)}


@pytest.mark.parametrize(
    "spoil",
    [
        without("parameters/first.bias"),
        without("average/"),
        without("exp_avg/first"),
        without("exp_avg_sq/"),
        lambda tensors: tensors | {"parameters/foreign": torch.zeros(1)},
        lambda tensors: tensors | {"exp_avg/first.weight": torch.zeros(1)},
        lambda tensors: tensors | {"second.bias": torch.zeros(1)},
        lambda tensors: tensors | {"parameters/first.weight": torch.zeros(8, 3, 5, 5)},
    ],
)
def test_a_foreign_state(make_learner, stream, spoil):
    learner = make_learner()
    learner.learn(stream.batch(0, 2, 3, 16), 0.01)
    tensors = spoil(copy.deepcopy(learner.tensors()))
    with pytest.raises(CheckpointError, match=r"another network.*\.$"):
        make_learner().restore(tensors, learner.facts())


def test_foreign_counts(make_learner):
    learner = make_learner()
    with pytest.raises(CheckpointError):
        learner.restore(learner.tensors(), {"steps": 3})


def test_the_seed_decides_the_start():
    made = [
        build_network(TrainingOptions(model="deep-sets", n_steps=1, seed=s, network={"planes": 2})) for s in (0, 0, 1)
    ]
    weights = [next(network.parameters()) for network in made]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


@pytest.mark.parametrize("network", [{"magic": 3}, {"planes": "many"}, {"planes": -1}])
def test_a_network_that_cannot_be_made(network):
    with pytest.raises(DiarError, match=r"The network deep-sets cannot be made .* --set\.$"):
        build_network(TrainingOptions(model="deep-sets", n_steps=1, network=network))
