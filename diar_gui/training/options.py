"""How a network is trained, and what follows from that for each step."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np

from diar_gui.errors import CheckpointError

LOSSES = ("edges", "mse")
SCHEDULES = ("cosine", "constant")
PRECISIONS = ("auto", "float32", "bfloat16")

PAPER_N_EPOCHS = 100
PAPER_N_SEQUENCES = 20

_LAST_RATE_FRACTION = 0.01
_MAX_WARM_UP_FRACTION = 0.05
_SHAPES = 2**31  # keeps these draws apart from the stream's, which counts its sequences from 0
_SIZE_STEP_PX = 16


@dataclass(frozen=True)
class TrainingOptions:
    """How to train.

    model: one of the names that `reconstruction.networks.build` takes; network: options of that network.
    n_steps, minutes: when to end, at the first of them that is reached; at least one is needed.
    n_sequences: B of a batch. n_frames: least and largest T of a batch, drawn for every step.
    size_px: side of the square frames; the sides of a step differ from it by up to `size_spread` of it.
    scene_px: side of the whole scenes that a network that judges coarse to fine sees; `size_px` is then that of a look.
    learning_rate: largest one. schedule: one of `SCHEDULES`, see `learning_rate_at`.
    n_warm_up_steps: over which the learning rate rises; fewer in a short run. 0 for none.
    weight_decay: of AdamW, on what is multiplied and not on norms and biases; with 0 it is Adam.
    max_gradient_norm: longer gradients are shortened to it; None for never.
    ema_decay: of the running average of the parameters, which is what is judged and kept; 0 for none.
    loss: one of `LOSSES`, see `losses`.
    precision: one of `PRECISIONS`; `auto` is bfloat16 on CUDA, see `hardware.find_hardware`.
    seed: of everything that is drawn.
    """

    model: str = "diar"
    network: Mapping[str, Any] = field(default_factory=dict)
    n_steps: int | None = None
    minutes: float | None = None
    n_sequences: int = 4
    n_frames: tuple[int, int] = (2, 10)
    size_px: int = 128
    size_spread: float = 0.25
    scene_px: int = 320
    learning_rate: float = 1e-3
    schedule: str = "cosine"
    n_warm_up_steps: int = 200
    weight_decay: float = 0.01
    max_gradient_norm: float | None = 1.0
    ema_decay: float = 0.999
    loss: str = "edges"
    precision: str = "auto"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.n_steps is None and self.minutes is None:
            raise ValueError("n_steps or minutes must say when training ends")
        if (self.n_steps is not None and self.n_steps < 1) or (self.minutes is not None and not self.minutes > 0):
            raise ValueError("n_steps and minutes must be above 0")
        if not 1 <= self.n_frames[0] <= self.n_frames[1]:
            raise ValueError(f"n_frames must be a least and a largest number above 0, not {self.n_frames}")
        if min(self.n_sequences, self.size_px, self.scene_px) < 1 or self.seed < 0 or not 0 <= self.size_spread < 1:
            raise ValueError(
                "n_sequences, size_px, scene_px must be above 0, seed at least 0 and size_spread in [0, 1)"
            )
        if not self.learning_rate > 0 or not 0 <= self.ema_decay < 1 or self.weight_decay < 0:
            raise ValueError("learning_rate must be above 0, weight_decay at least 0 and ema_decay in [0, 1)")
        for value, choices in ((self.loss, LOSSES), (self.schedule, SCHEDULES), (self.precision, PRECISIONS)):
            if value not in choices:
                raise ValueError(f"{value} is none of {', '.join(choices)}")

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` makes these options of."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Any) -> "TrainingOptions":
        """Return the options that a training state holds.

        Raises:
            CheckpointError: they are not those of a training.
        """
        names = {f.name for f in fields(cls)}
        try:
            if set(values) != names:
                raise KeyError(*sorted(set(values) ^ names))
            return cls(**{**values, "n_frames": tuple(values["n_frames"]), "network": dict(values["network"])})
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError(
                f"The training state holds options that this version does not know ({error}); start without --resume."
            ) from error


def paper_options(n_pictures: int, n_sequences: int = PAPER_N_SEQUENCES) -> dict[str, Any]:
    """Return what differs from the defaults in the paper's own setting (arXiv 2310.11605, section 6).

    Adam at a learning rate of 1e-3, batches of 20 and 100 epochs; nothing else is told, so there is no warm-up, no
    decay, no shortening of gradients and no average of parameters, and the loss is the mean square, as in the
    authors' forerunner. Sequences are made without end, so an epoch is as many of them as there are pictures.
    """
    return {
        "n_steps": PAPER_N_EPOCHS * math.ceil(n_pictures / n_sequences),
        "n_sequences": n_sequences,
        "size_spread": 0.0,
        "learning_rate": 1e-3,
        "schedule": "constant",
        "n_warm_up_steps": 0,
        "weight_decay": 0.0,
        "max_gradient_norm": None,
        "ema_decay": 0.0,
        "loss": "mse",
    }


def done_fraction(options: TrainingOptions, step: int, elapsed_s: float) -> float:
    """Return how much of the training is over after `step` steps and `elapsed_s` seconds, 1 or more at its end."""
    by_steps = 0.0 if options.n_steps is None else step / options.n_steps
    by_time = 0.0 if options.minutes is None else elapsed_s / (60 * options.minutes)
    return max(by_steps, by_time)


def learning_rate_at(options: TrainingOptions, step: int, elapsed_s: float) -> float:
    """Return the learning rate of the step after `step` steps; it depends on the time only if `minutes` is given.

    It rises in a line over `n_warm_up_steps` or the first twentieth, whichever is over first. Meanwhile and after it
    falls by half a cosine (Loshchilov and Hutter, arXiv 1608.03983, equation 5) to a hundredth, or is constant.
    """
    fraction = min(done_fraction(options, step, elapsed_s), 1.0)
    rate = options.learning_rate
    if options.n_warm_up_steps > 0:
        rate *= min(1.0, max((step + 1) / options.n_warm_up_steps, fraction / _MAX_WARM_UP_FRACTION))
    if options.schedule == "cosine":
        rate *= _LAST_RATE_FRACTION + (1 - _LAST_RATE_FRACTION) * (1 + math.cos(math.pi * fraction)) / 2
    return rate


def ema_decay_at(options: TrainingOptions, n_updates: int) -> float:
    """Return the share that the running average keeps of itself at an update, of which there were `n_updates`.

    min(ema_decay, (1 + n) / (10 + n)): a young average soon forgets the beginning.
    """
    return min(options.ema_decay, (1 + n_updates) / (10 + n_updates))


def batch_shape(options: TrainingOptions, step: int, multiple: int) -> tuple[int, int]:
    """Return the number of frames and the side in pixels of a step's batch, drawn from the seed and the step alone.

    Args:
        options: bounds of both.
        step: number of the step, from 0.
        multiple: the side is a multiple of this, at least one of it.
    """
    rng = np.random.default_rng([options.seed, step, _SHAPES])
    n_frames = int(rng.integers(options.n_frames[0], options.n_frames[1] + 1))
    if options.size_spread == 0:
        return n_frames, fitting_size(options.size_px, multiple)
    unit = multiple * math.ceil(_SIZE_STEP_PX / multiple)
    low, high = (max(1, round(options.size_px * (1 + s) / unit)) for s in (-options.size_spread, options.size_spread))
    return n_frames, unit * int(rng.integers(low, high + 1))


def fitting_size(size_px: int, multiple: int) -> int:
    """Return the multiple of `multiple` that is nearest to `size_px`, at least one of it."""
    return multiple * max(1, round(size_px / multiple))
