import math
from dataclasses import replace

import pytest

from diar_gui.errors import CheckpointError
from diar_gui.training.options import (
    TrainingOptions,
    batch_shape,
    done_fraction,
    ema_decay_at,
    fitting_size,
    learning_rate_at,
    paper_options,
)

LONG = TrainingOptions(n_steps=10_000, n_warm_up_steps=100, learning_rate=0.5)


def test_the_learning_rate_rises_in_a_line():
    rates = [learning_rate_at(LONG, step, 0.0) for step in range(100)]
    for step, rate in enumerate(rates):
        cosine = 0.01 + 0.99 * math.cos(math.pi * step / 20_000) ** 2
        assert rate == pytest.approx(0.5 * (step + 1) / 100 * cosine)


def test_then_it_falls_by_half_a_cosine_to_a_hundredth():
    rates = [learning_rate_at(LONG, step, 0.0) for step in range(100, 10_001)]
    assert rates == sorted(rates, reverse=True)
    assert learning_rate_at(LONG, 5_000, 0.0) == pytest.approx(0.5 * (1 + 0.01) / 2)
    assert rates[-1] == pytest.approx(0.005)


def test_a_short_run_warms_up_in_its_first_twentieth():
    short = replace(LONG, n_steps=200)
    assert learning_rate_at(short, 10, 0.0) == learning_rate_at(replace(short, n_warm_up_steps=0), 10, 0.0)


def test_a_constant_rate_is_constant():
    options = replace(LONG, schedule="constant", n_warm_up_steps=0)
    assert {learning_rate_at(options, step, 0.0) for step in range(0, 10_000, 500)} == {0.5}


def test_steps_alone_do_not_depend_on_the_clock():
    assert learning_rate_at(LONG, 400, 0.0) == learning_rate_at(LONG, 400, 1e6)


def test_what_ends_first_rules():
    options = replace(LONG, minutes=2.0)
    assert done_fraction(options, 2_500, 0.0) == pytest.approx(0.25)
    assert done_fraction(options, 2_500, 60.0) == pytest.approx(0.5)
    assert done_fraction(options, 0, 120.0) == pytest.approx(1.0)
    assert learning_rate_at(options, 0, 500.0) == pytest.approx(0.005)


def test_a_young_average_forgets_and_an_old_one_keeps():
    decays = [ema_decay_at(replace(LONG, ema_decay=0.99), n) for n in range(2_000)]
    assert decays[0] == pytest.approx(0.1)
    assert decays == sorted(decays)
    assert decays[-1] == 0.99
    assert ema_decay_at(replace(LONG, ema_decay=0.0), 1_000) == 0.0


def test_batches_vary_within_bounds_and_follow_from_the_step():
    options = TrainingOptions(n_steps=1, n_frames=(2, 5), size_px=64, size_spread=0.25)
    shapes = [batch_shape(options, step, 16) for step in range(200)]
    assert {n for n, _ in shapes} == {2, 3, 4, 5}
    assert {size for _, size in shapes} == {48, 64, 80}
    assert shapes == [batch_shape(options, step, 16) for step in range(200)]
    assert shapes != [batch_shape(replace(options, seed=1), step, 16) for step in range(200)]


@pytest.mark.parametrize("multiple", [1, 4, 12, 32, 48])
@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_sizes_are_multiples_of_what_the_network_needs(multiple, spread):
    options = TrainingOptions(n_steps=1, size_px=40, size_spread=spread)
    for step in range(50):
        size = batch_shape(options, step, multiple)[1]
        assert size % multiple == 0
        assert size > 0


def test_the_nearest_size_that_fits():
    assert [fitting_size(size, 16) for size in (1, 16, 23, 25, 128)] == [16, 16, 16, 32, 128]


def test_the_papers_setting():
    options = TrainingOptions(**paper_options(n_pictures=1_434))
    assert (options.n_sequences, options.learning_rate, options.loss) == (20, 1e-3, "mse")
    assert options.n_steps == 100 * 72
    assert {learning_rate_at(options, step, 0.0) for step in (0, 1, 3_000, 7_199)} == {1e-3}
    assert (options.weight_decay, options.max_gradient_norm, options.ema_decay) == (0.0, None, 0.0)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"n_steps": 0},
        {"minutes": 0.0},
        {"n_steps": 1, "n_frames": (5, 2)},
        {"n_steps": 1, "n_sequences": 0},
        {"n_steps": 1, "loss": "magic"},
        {"n_steps": 1, "schedule": "magic"},
        {"n_steps": 1, "precision": "magic"},
        {"n_steps": 1, "ema_decay": 1.0},
        {"n_steps": 1, "learning_rate": 0.0},
        {"n_steps": 1, "seed": -1},
    ],
)
def test_options_out_of_range(values):
    with pytest.raises(ValueError, match=r"must|none of"):
        TrainingOptions(**values)


def test_options_survive_a_state_file():
    import json

    options = TrainingOptions(minutes=3.5, network={"depths": [2, 2]}, n_frames=(3, 4))
    assert TrainingOptions.from_json(json.loads(json.dumps(options.as_json()))) == options


@pytest.mark.parametrize(
    "spoil", [lambda v: v.pop("seed"), lambda v: v.update(speed=1), lambda v: v.update(n_frames=3)]
)
def test_foreign_options(spoil):
    values = TrainingOptions(minutes=1).as_json()
    spoil(values)
    with pytest.raises(CheckpointError, match=r"does not know .*\.$"):
        TrainingOptions.from_json(values)
    with pytest.raises(CheckpointError):
        TrainingOptions.from_json(None)
