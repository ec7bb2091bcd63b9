"""What all learned methods share: what they return, how they are built, and how they treat pixels nobody sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a network makes of a batch of sequences.

    picture: `(B, 3, H, W)` sRGB-encoded, about [0, 1] (not clipped); arbitrary where no frame is valid.
    weights: `(B, T, H, W)` each frame's share of a pixel: sums to 1 where any frame is valid, 0 where it is not valid
        itself; None where a method has none.
    """

    picture: Tensor
    weights: Tensor | None


Network = Callable[[Tensor, Tensor], Prediction]
"""Takes frames and valid, as `build` describes them."""


def build(name: str, options: Mapping[str, Any]) -> nn.Module:
    """Return an untrained network; it takes `(frames, valid)` and returns a `Prediction`.

    `frames` is `(B, T, 3, H, W)` float32, sRGB-encoded in [0, 1], `valid` `(B, T, 1, H, W)` bool; H and W have to be
    multiples of the network's attribute `multiple`, T may be anything from 1 upwards. Frames are as they were shot, or
    levelled where the network's attribute `expects_level` is True, see `prepared`.

    Args:
        name: "deep-sets", "swin" or "diar".
        options: fields of the network's options; those that are left out keep their defaults, and lists (JSON knows
            no tuples) stand for tuples.

    Raises:
        ValueError: the name or an option is unknown, or an option is out of its range.
    """
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    options_type, network_type = _types(name)
    try:
        return network_type(options_type(**fields))
    except TypeError as error:
        raise ValueError(f"these are no options of {name}: {fields}") from error


def prepared(network: nn.Module, frames: Tensor, valid: Tensor) -> Tensor:
    """Return what a network takes, of frames as they were shot."""
    if not getattr(network, "expects_level", False):
        return frames
    from diar_gui.reconstruction.light import levelled

    with torch.no_grad():
        return levelled(frames, valid)


def _types(name: str) -> tuple[type, type[nn.Module]]:
    match name:
        case "deep-sets":
            from diar_gui.reconstruction.deep_sets import DeepSets, DeepSetsOptions

            return DeepSetsOptions, DeepSets
        case "swin":
            from diar_gui.reconstruction.swin import Swin, SwinOptions

            return SwinOptions, Swin
        case "diar":
            from diar_gui.reconstruction.trust_network import DiarOptions, TrustNetwork

            return DiarOptions, TrustNetwork
    raise ValueError(f"no network is named {name}")


def over_orders(network: Network, frames: Tensor, valid: Tensor, n_orders: int, seed: int = 0) -> Prediction:
    """Return the mean of a network's predictions over the order given and `n_orders - 1` shuffled ones.

    For networks that make something of the order, which a set of photos does not have.
    """
    generator = torch.Generator().manual_seed(seed)
    prediction = network(frames, valid)
    picture, weights = prediction.picture, prediction.weights
    for _ in range(n_orders - 1):
        order = torch.randperm(frames.shape[1], generator=generator).to(frames.device)
        prediction = network(frames[:, order], valid[:, order])
        picture = picture + prediction.picture
        if weights is not None and prediction.weights is not None:
            weights = weights + prediction.weights[:, order.argsort()]
    return Prediction(picture / n_orders, None if weights is None else weights / n_orders)


def in_groups(network: Network, frames: Tensor, valid: Tensor, max_n_frames: int) -> Prediction:
    """Return a prediction of any number of frames by a network with weights that looks at `max_n_frames` at most.

    More frames are dealt out to groups, and the groups' pictures are the frames of a second round, in which a frame's
    weight is its weight in the group times that of the group.
    """
    n_frames = frames.shape[1]
    if n_frames <= max_n_frames:
        return network(frames, valid)
    n_groups = -(-n_frames // max_n_frames)
    groups = [slice(i, None, n_groups) for i in range(n_groups)]
    first = [network(frames[:, group], valid[:, group]) for group in groups]
    pictures = torch.stack([prediction.picture.clamp(0, 1) for prediction in first], dim=1)
    seen = torch.stack([valid[:, group].any(1) for group in groups], dim=1)
    second = in_groups(network, pictures, seen, max_n_frames)
    weights = torch.zeros_like(valid[:, :, 0], dtype=frames.dtype)
    for i, (group, prediction) in enumerate(zip(groups, first, strict=True)):
        if prediction.weights is None or second.weights is None:
            raise ValueError("only networks with weights can work in groups")
        weights[:, group] = prediction.weights * second.weights[:, i : i + 1]
    return Prediction(second.picture, weights)


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions, added to what goes in; no normalisation."""

    def __init__(self, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=dilation, dilation=dilation)
        self.second = nn.Conv2d(width, width, 3, padding=dilation, dilation=dilation)

    def forward(self, x: Tensor) -> Tensor:
        """Return `x` with what the block adds, of the same shape."""
        return x + self.second(torch.relu(self.first(x)))


def valid_mean(values: Tensor, shares: Tensor) -> Tensor:
    """Return the mean over frames `(B, C, H, W)` of `(B, T, C, H, W)`, 0 where no frame has a share.

    Args:
        values: finite; each counts by its share.
        shares: `(B, T, 1, H, W)` bool or not negative.
    """
    shares = shares.to(values.dtype)
    return (values * shares).sum(1) / shares.sum(1).clamp_min(1e-6)


def filled(frames: Tensor, valid: Tensor) -> Tensor:
    """Return the frames with what is not valid replaced by the mean of the valid frames at that pixel (0 if none).

    So a network sees neither what lies outside a photo (which may be anything) nor a hard border that says nothing.
    """
    clean = torch.where(valid, frames, 0.0)
    return torch.where(valid, frames, valid_mean(clean, valid)[:, None])
