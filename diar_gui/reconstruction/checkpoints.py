"""Checkpoints: a network's parameters with the options and the training that made them, in one safetensors file.

The file holds nothing that runs: no pickle is ever read. What it is of stands in its metadata under the key `diar`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diar_gui.errors import CheckpointError
from diar_gui.names import LEARNED_METHODS
from diar_gui.paths import resource_path
from diar_gui.reconstruction.results import ReconstructionOptions
from diar_gui.whole_files import write_bytes

if TYPE_CHECKING:
    from torch import Tensor, nn

MAX_BYTES = 16 * 2**20
"""Larger checkpoints are neither written nor read."""

_FORMAT = 1
_MAX_NUMBER = 1024  # in a network's options
_KEY = "diar"


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A trained network at rest.

    path: where it was read from.
    model: "deep-sets", "swin" or "diar".
    options: the fields of the network's options, of JSON types.
    state: parameters by name, on the CPU.
    training: how it was trained (seed, steps, minutes, device, data, metrics), of JSON types.
    """

    path: Path
    model: str
    options: Mapping[str, Any]
    state: Mapping[str, "Tensor"]
    training: Mapping[str, Any]


def write_checkpoint(
    path: Path,
    model: str,
    options: Mapping[str, Any],
    state_dict: Mapping[str, "Tensor"],
    training: Mapping[str, Any],
    *,
    overwrite: bool = True,
) -> None:
    """Write a checkpoint; the file appears whole or not at all.

    Args:
        path: where to, usually `<method>.safetensors`.
        model: the network's name, see `networks.build`.
        options: fields of its options, of JSON types (`dataclasses.asdict`).
        state_dict: its parameters, on any device.
        training: whatever tells how it came about, of JSON types.
        overwrite: whether a file of that name may be replaced.

    Raises:
        ExportError: the file could not be written.
        ValueError: the parameters take more than `MAX_BYTES`, or something is of no JSON type.
    """
    from safetensors.torch import save

    about = {"format": _FORMAT, "model": model, "options": dict(options), "training": dict(training)}
    tensors = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in state_dict.items()}
    try:
        data = save(tensors, {_KEY: json.dumps(about, allow_nan=False)})
    except TypeError as error:
        raise ValueError(f"options and training must be of JSON types: {error}") from error
    if len(data) > MAX_BYTES:
        raise ValueError(f"a checkpoint may take {MAX_BYTES} bytes, this one has {len(data)}")
    write_bytes(path, data, overwrite=overwrite)


def read_checkpoint(path: Path) -> Checkpoint:
    """Return what a checkpoint holds.

    Raises:
        CheckpointError: the file is missing, damaged, too large, or no checkpoint of this program.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    data = _bytes_of(path)
    try:
        tensors = load(data)
        about = json.loads(_metadata(data)[_KEY])
        fields = about["format"], about["model"], about["options"], about["training"]
    except (SafetensorError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise CheckpointError(
            "{path} is damaged or no checkpoint of DIAR (which are .safetensors files); copy it again, or choose "
            "another one.",
            path=path,
        ) from error
    if fields[0] != _FORMAT or not isinstance(fields[1], str) or not all(isinstance(f, dict) for f in fields[2:]):
        raise CheckpointError(
            "{path} was written by another version of DIAR (format {format}, this one reads {own_format}); "
            "choose another checkpoint.",
            path=path,
            format=fields[0],
            own_format=_FORMAT,
        )
    return Checkpoint(path, fields[1], fields[2], tensors, fields[3])


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CheckpointError(
                "{path} is no checkpoint of DIAR: those take at most {n_most} MB, and it has {n:.0f}; choose another "
                "one.",
                path=path,
                n_most=MAX_BYTES // 2**20,
                n=size / 2**20,
            )
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(
            "The checkpoint {path} cannot be read ({reason}); check its name.", path=path, reason=error.strerror
        ) from error


def _metadata(data: bytes) -> dict:
    """Return the metadata of a safetensors file: its header is JSON behind eight bytes that tell its length."""
    n_bytes = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + n_bytes])["__metadata__"]


def check_checkpoint(options: ReconstructionOptions) -> None:
    """Find out before a long run whether the method's checkpoint is there and its own.

    Raises:
        CheckpointError: it is not.
    """
    if options.method in LEARNED_METHODS:
        _checkpoint_for(options)


def load_network(checkpoint: Checkpoint) -> "nn.Module":
    """Return the checkpoint's network, ready to predict, on the CPU.

    Raises:
        CheckpointError: options and parameters do not belong together.
    """
    import torch

    from diar_gui.reconstruction.networks import build

    try:
        _check_numbers(checkpoint.options)
        with torch.device("meta"):  # takes no memory, whatever sizes a stranger's options ask for
            planned = build(checkpoint.model, checkpoint.options).state_dict()
        if {name: x.shape for name, x in planned.items()} != {name: x.shape for name, x in checkpoint.state.items()}:
            raise ValueError("the parameters have other names or shapes than the network's")
        network = build(checkpoint.model, checkpoint.options)
        network.load_state_dict(dict(checkpoint.state))
    except (ValueError, RuntimeError, TypeError, ArithmeticError, AssertionError) as error:
        raise CheckpointError(
            "The parameters in {path} do not fit its network ({model}); train it again, or choose another checkpoint.",
            path=checkpoint.path,
            model=checkpoint.model,
        ) from error
    return network.eval().requires_grad_(False)


def _check_numbers(options: Any) -> None:
    """Refuse options with numbers no network has; each of them may stand for so many layers."""
    parts = options.values() if isinstance(options, Mapping) else options if isinstance(options, list) else ()
    for part in parts:
        if isinstance(part, int | float) and not -_MAX_NUMBER <= part <= _MAX_NUMBER:
            raise ValueError(f"{part} is too large for an option")
        _check_numbers(part)


def network_for(options: ReconstructionOptions) -> "nn.Module":
    """Return the method's network with the parameters of the checkpoint asked for, or of the bundled one.

    Raises:
        CheckpointError: there is no checkpoint, it is damaged, or it is another method's.
    """
    return load_network(_checkpoint_for(options))


def _checkpoint_for(options: ReconstructionOptions) -> Checkpoint:
    checkpoint = read_checkpoint(options.checkpoint or bundled_checkpoint(options.method))
    if checkpoint.model != options.method:
        raise CheckpointError(
            "{path} holds parameters for {model}, not for {method}; choose that method, or another checkpoint.",
            path=checkpoint.path,
            model=checkpoint.model,
            method=options.method,
        )
    return checkpoint


def bundled_checkpoint(method: str) -> Path:
    """Return the path of the checkpoint that comes with the program for a method.

    Raises:
        CheckpointError: none does.
    """
    try:
        return resource_path(f"checkpoints/{method}.safetensors")
    except FileNotFoundError as error:
        raise CheckpointError(
            "No trained parameters for {method} come with this copy of DIAR; name a checkpoint with --model, or "
            "choose another method.",
            method=method,
        ) from error
