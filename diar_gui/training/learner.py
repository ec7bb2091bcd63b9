"""A network while it learns: one step, and all that has to be kept between two of them."""

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from diar_gui.errors import CheckpointError, DiarError
from diar_gui.reconstruction.networks import build, prepared
from diar_gui.reconstruction.trust_network import TrustNetwork
from diar_gui.training.batches import Batch, moved
from diar_gui.training.hardware import Hardware
from diar_gui.training.levels import drawn_look
from diar_gui.training.losses import picture_loss
from diar_gui.training.options import TrainingOptions, batch_shape, ema_decay_at
from diar_gui.training.trust_loss import trust_loss

_MAX_SKIPPED_IN_A_ROW = 25
_LOOKS = 2**31 + 1  # keeps these draws apart from others of the same seed and step
_MOMENTS = {"step", "exp_avg", "exp_avg_sq"}  # what AdamW keeps for each parameter


@dataclass
class Counts:
    """What happened so far.

    step: batches that were looked at. n_updates: how many of them changed the parameters. n_skipped: how many did not,
        as the loss or its gradient was not finite; n_skipped_in_a_row: how many of the last.
    """

    step: int = 0
    n_updates: int = 0
    n_skipped: int = 0
    n_skipped_in_a_row: int = 0


def build_network(options: TrainingOptions) -> nn.Module:
    """Return the untrained network; the seed decides what it starts from.

    Raises:
        DiarError: there is no such network, or it has no such options.
    """
    torch.manual_seed(options.seed)
    try:
        return build(options.model, options.network)
    except (ValueError, RuntimeError) as error:
        raise DiarError(f"The network {options.model} cannot be made ({error}); correct --set.") from error


class Learner:
    """A network, the running average of its parameters (EMA), and AdamW.

    Args:
        network: see `networks.build`; it is moved to the device.
        options: how it learns.
        hardware: where.
    """

    def __init__(self, network: nn.Module, options: TrainingOptions, hardware: Hardware) -> None:
        self._options = options
        self._hardware = hardware
        self.network = network.to(hardware.device).to(memory_format=hardware.memory_format).train()  # pyright: ignore[reportCallIssue]
        self._average = copy.deepcopy(self.network).requires_grad_(False).eval()
        self._is_fused = hardware.device == "cuda"
        self._optimizer = torch.optim.AdamW(self._groups(), options.learning_rate, fused=self._is_fused)
        self.counts = Counts()

    def learn(self, batch: Batch, learning_rate: float) -> float:
        """Take one step and return its loss; one that is not finite, or its gradient, changes nothing.

        Raises:
            DiarError: the device's memory ran out, or the loss was not finite many times in a row.
        """
        # Whatever a network draws (a path that is dropped) follows from the step, so that it can be resumed.
        torch.manual_seed(self._options.seed + self.counts.step)
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        try:
            loss, norm = self._gradient(batch)
        except torch.OutOfMemoryError as error:
            raise DiarError(
                f"The memory of {self._hardware.name} ran out after {self.counts.step} steps; choose a smaller --batch "
                "or --size, or fewer --frames."
            ) from error
        self.counts.step += 1
        if math.isfinite(loss) and math.isfinite(norm):
            self._optimizer.step()
            self._follow()
            self.counts.n_updates += 1
            self.counts.n_skipped_in_a_row = 0
        else:
            self.counts.n_skipped += 1
            self.counts.n_skipped_in_a_row += 1
        self._optimizer.zero_grad(set_to_none=True)
        if self.counts.n_skipped_in_a_row >= _MAX_SKIPPED_IN_A_ROW:
            raise DiarError(
                f"Training has come apart: the loss was not a number {_MAX_SKIPPED_IN_A_ROW} times in a row, the last "
                f"time at step {self.counts.step}; choose a smaller --learning-rate, or --precision float32."
            )
        return loss

    def averaged(self) -> nn.Module:
        """Return the network with the running average of the parameters, which is what is judged and kept."""
        for average, current in zip(self._average.buffers(), self.network.buffers(), strict=True):
            average.copy_(current)
        return self._average

    def tensors(self) -> dict[str, Tensor]:
        """Return everything that the next step depends on beside the counts, by name."""
        found = {f"parameters/{name}": tensor for name, tensor in self.network.state_dict().items()}
        found |= {f"average/{name}": tensor for name, tensor in self.averaged().state_dict().items()}
        for name, parameter in self.network.named_parameters():
            moments: Mapping[str, Any] = self._optimizer.state.get(parameter, {})
            found |= {f"{key}/{name}": value for key, value in moments.items()}
        return found

    def facts(self) -> dict[str, int]:
        """Return the counts as `restore` takes them."""
        return asdict(self.counts)

    def restore(self, tensors: Mapping[str, Tensor], facts: Mapping[str, int]) -> None:
        """Become what `tensors` and `facts` were taken from.

        Raises:
            CheckpointError: they are those of another network, or not complete.
        """
        parts: dict[str, dict[str, Tensor]] = {}
        for full_name, tensor in tensors.items():
            kind, _, name = full_name.partition("/")
            parts.setdefault(kind, {})[name] = tensor
        try:
            self.counts = Counts(**facts)
            self.network.load_state_dict(parts.pop("parameters"))
            self._average.load_state_dict(parts.pop("average"))
            self._restore_moments(parts)
        except (KeyError, TypeError, RuntimeError) as error:
            raise CheckpointError(
                "The training state is that of another network, or not complete; name the one that was saved with "
                "these options, or start without --resume."
            ) from error

    def _gradient(self, batch: Batch) -> tuple[float, float]:
        """Compute and shorten the gradient; return the loss and the gradient's length before that."""
        device = self._hardware.device
        if isinstance(self.network, TrustNetwork):
            loss = self._trust_loss(self.network, batch)
        else:
            frames, valid, truth = (x.to(device) for x in (batch.frames, batch.valid, batch.truth))
            with self._hardware.autocast():
                prediction = self.network(prepared(self.network, frames, valid), valid)
            loss = picture_loss(self._options.loss, prediction.picture, truth, valid)
        loss.backward()
        longest = self._options.max_gradient_norm
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), math.inf if longest is None else longest)
        found = torch.stack([loss.detach(), norm]).tolist()  # one wait for the device instead of two
        return found[0], found[1]

    def _trust_loss(self, network: TrustNetwork, batch: Batch) -> Tensor:
        """Return the loss of a look that the step's number draws."""
        options, step = self._options, self.counts.step
        _, side_px = batch_shape(options, step, network.multiple)
        rng = np.random.default_rng([options.seed, step, _LOOKS])
        batch = moved(batch, self._hardware.device)
        with self._hardware.autocast():
            look = drawn_look(network, batch, side_px, rng)
            said = network.look(look.frames, look.valid, None, look.before, look.fine, mends_light=look.mends_light)
        loss = picture_loss(options.loss, said.picture, look.truth, look.valid)
        return loss + trust_loss(said, look.frames, look.valid, look.truth, look.spoiled)

    def _follow(self) -> None:
        """Move the running average towards the parameters."""
        move = get_ema_multi_avg_fn(ema_decay_at(self._options, self.counts.n_updates))
        move(list(self._average.parameters()), list(self.network.parameters()), self.counts.n_updates)

    def _groups(self) -> Iterator[dict[str, Any]]:
        """Give the parameters in two groups: what is multiplied decays, norms and biases (of attention too) do not."""
        groups: dict[bool, list[nn.Parameter]] = {True: [], False: []}
        for name, parameter in self.network.named_parameters():
            groups[parameter.ndim > 1 and "bias" not in name].append(parameter)
        for decays, parameters in groups.items():
            if parameters:
                yield {"params": parameters, "weight_decay": self._options.weight_decay if decays else 0.0}

    def _restore_moments(self, moments: Mapping[str, Mapping[str, Tensor]]) -> None:
        """Put AdamW's moments back, in the memory layout they had: another one changes the last bits of sums."""
        if moments and (set(moments) != _MOMENTS or len({frozenset(tensors) for tensors in moments.values()}) > 1):
            raise KeyError("moments")
        parameters = dict(self.network.named_parameters())
        for name in next(iter(moments.values()), {}):
            parameter = parameters[name]
            state = self._optimizer.state[parameter]
            for kind in _MOMENTS - {"step"}:
                if moments[kind][name].shape != parameter.shape:
                    raise KeyError(name)
                state[kind] = torch.empty_like(parameter, requires_grad=False).copy_(moments[kind][name])
            # Only the fused AdamW keeps its count on the device.
            state["step"] = moments["step"][name].to(self._hardware.device if self._is_fused else "cpu")
