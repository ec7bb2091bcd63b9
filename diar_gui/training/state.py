"""The state of a training beside its checkpoint: all that it takes to go on as if it had never stopped.

    NAME.state-1-of-n.safetensors ... NAME.state-n-of-n.safetensors     beside NAME.safetensors

Several files, as some machines hand back only files of a limited size. The metadata of each holds, under `diar-state`,
the same facts and a stamp, so that files that were not written together are found out. No pickle is ever read.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from diar_gui.errors import CheckpointError
from diar_gui.whole_files import write_files

MAX_PART_BYTES = 16 * 2**20

_FORMAT = 1
_KEY = "diar-state"
_BYTES_PER_ENTRY = 128  # at most, of a tensor's entry in the header without its name


@dataclass(frozen=True, eq=False)
class State:
    """A training at rest.

    checkpoint: the file it lies beside.
    tensors: by name, on the CPU.
    facts: all else, of JSON types.
    """

    checkpoint: Path
    tensors: Mapping[str, Tensor]
    facts: Mapping[str, Any]


def state_files(checkpoint: Path) -> list[Path]:
    """Return the files beside a checkpoint that are named like parts of its state, in order."""
    pattern = re.compile(re.escape(checkpoint.stem) + r"\.state-(\d+)-of-(\d+)\.safetensors")
    found = [
        (match, path) for path in checkpoint.parent.glob("*.safetensors") if (match := pattern.fullmatch(path.name))
    ]
    return [path for _, path in sorted(found, key=lambda pair: (int(pair[0][2]), int(pair[0][1])))]


def write_state(
    checkpoint: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, Any], max_part_bytes: int = MAX_PART_BYTES
) -> None:
    """Write the state beside a checkpoint, in place of the one that may be there.

    Args:
        checkpoint: the file it belongs to; it need not exist.
        tensors: by name, on any device.
        facts: of JSON types.
        max_part_bytes: size that no file exceeds.

    Raises:
        ExportError: it could not be written.
        ValueError: one tensor alone is larger than a file may be.
    """
    about = {"format": _FORMAT, "stamp": secrets.token_hex(8), "facts": dict(facts)}
    parts = _parted(tensors, max_part_bytes - 2 * len(json.dumps(about)) - 256)
    paths = [_part_path(checkpoint, i, len(parts)) for i in range(len(parts))]

    def contents() -> Iterator[tuple[Path, bytes]]:
        for path, names in zip(paths, parts, strict=True):
            part = {name: tensors[name].detach().cpu().contiguous().clone() for name in names}
            yield path, save(part, {_KEY: json.dumps(about)})

    write_files(contents(), overwrite=True)
    for stale in set(state_files(checkpoint)) - set(paths):
        stale.unlink(missing_ok=True)


def read_state(checkpoint: Path) -> State:
    """Return the state beside a checkpoint.

    Raises:
        CheckpointError: there is none, a part is missing or damaged, or the parts were not written together.
    """
    paths = state_files(checkpoint)
    if not paths:
        raise CheckpointError(
            f"No training state lies beside {checkpoint} ({_part_path(checkpoint, 0, 1).name} or more of them); name "
            "the checkpoint of a training that was saved, or start without --resume."
        )
    tensors: dict[str, Tensor] = {}
    found = []
    for path in paths:
        part, about = _read_part(path)
        tensors |= part
        found.append(about)
    n_parts = int(paths[0].stem.rpartition("-")[2])
    if paths != [_part_path(checkpoint, i, n_parts) for i in range(n_parts)]:
        raise CheckpointError(
            f"The training state beside {checkpoint} is not complete, or belongs to two trainings ("
            f"{', '.join(path.name for path in paths)}); bring all its files and no others, or start without --resume."
        )
    if any(about != found[0] for about in found):
        raise CheckpointError(
            f"The files of the training state beside {checkpoint} were not written together; bring those of one "
            "moment, or start without --resume."
        )
    return State(checkpoint, tensors, found[0]["facts"])


def _part_path(checkpoint: Path, index: int, n_parts: int) -> Path:
    return checkpoint.with_name(f"{checkpoint.stem}.state-{index + 1}-of-{n_parts}.safetensors")


def _parted(tensors: Mapping[str, Tensor], max_bytes: int) -> list[list[str]]:
    """Return the names in groups whose tensors take at most so many bytes in a file."""
    parts: list[list[str]] = [[]]
    free = max_bytes
    for name, tensor in tensors.items():
        n_bytes = tensor.numel() * tensor.element_size() + len(name) + _BYTES_PER_ENTRY
        if n_bytes > max_bytes:
            raise ValueError(f"{name} does not fit into a file of {max_bytes} bytes")
        if n_bytes > free:
            parts.append([])
            free = max_bytes
        parts[-1].append(name)
        free -= n_bytes
    return parts


def _read_part(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    try:
        with safe_open(path, framework="pt") as file:
            about = json.loads(file.metadata()[_KEY])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        if about["format"] != _FORMAT or not isinstance(about["facts"], dict) or not isinstance(about["stamp"], str):
            raise ValueError("unknown format")
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{path} is damaged or no training state of DIAR; copy it again, or start without --resume."
        ) from error
    return tensors, about
