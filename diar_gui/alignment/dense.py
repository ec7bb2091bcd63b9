"""Dense features: every cell of a backbone's early descriptor maps is a key point (DIAR, section 4).

But for cells of flat ground: all they know is how far the picture's edge is, which matches, and means nothing.
"""

import cv2
import numpy as np
import torch

from diar_gui.alignment.backbones import load_backbone
from diar_gui.alignment.features import Features, grey_of, mutual_nearest
from diar_gui.images import to_tensor

_NEIGHBOURHOOD_PX = 15
_MIN_CONTRAST = 3.0


class Dense:
    """Descriptor maps of a timm backbone; cosine similarity, mutual nearest neighbours.

    Several stages together: their maps are brought to the finest one's grid, each normalised, and joined, so that a
    cell is matched by what it is and by what surrounds it. Descriptors are centred on the picture's mean first, since
    activations after a ReLU all point the same way.

    Args:
        backbone: timm name.
        device: where the network runs.
        stages: which of the backbone's feature maps; 0 is the finest.
        max_side_px: pictures are shrunk to this long side: matching is quadratic in the number of cells.
        allow_download: whether parameters may be fetched from a hub.
    """

    name = "dense"

    def __init__(
        self,
        backbone: str = "efficientnet_lite0",
        device: str = "cpu",
        *,
        stages: tuple[int, ...] = (1, 2, 3),
        max_side_px: int = 448,
        allow_download: bool = False,
    ) -> None:
        self._network, config = load_backbone(backbone, stages, allow_download=allow_download)
        self._network.to(device)
        self._device = device
        self._max_side_px = max_side_px
        self._mean = torch.tensor(config["mean"], device=device).view(3, 1, 1)
        self._std = torch.tensor(config["std"], device=device).view(3, 1, 1)

    def extract(self, image: np.ndarray) -> Features:
        """See `Extractor.extract`."""
        height, width = image.shape[:2]
        scale = min(1.0, self._max_side_px / max(height, width))
        # Whole cells of the coarsest stage only, so that all maps cover the same ground.
        size = [max(32, round(s * scale / 32) * 32) for s in (height, width)]
        resized = cv2.resize(image, (size[1], size[0]), interpolation=cv2.INTER_AREA)
        with torch.inference_mode():
            maps = self._network(((to_tensor(resized, self._device) - self._mean) / self._std)[None])
            joined = torch.cat([_unit(_like(m, maps[0])) for m in maps], dim=1)
            descriptors = _unit(joined)[0].flatten(1).T.cpu().numpy()
        rows, columns = maps[0].shape[-2:]
        x, y = np.meshgrid(np.arange(columns), np.arange(rows))
        cells = np.stack([x.ravel(), y.ravel()], axis=1)
        # The centre of a cell, by the half-pixel rule, from the map's grid to the picture's.
        points = (cells + 0.5) * [width / columns, height / rows] - 0.5
        has_structure = _contrast(resized, (rows, columns)).ravel() > _MIN_CONTRAST
        return Features(points[has_structure], np.ascontiguousarray(descriptors[has_structure]))

    def match(self, a: Features, b: Features) -> np.ndarray:
        """See `Extractor.match`."""
        return mutual_nearest(a.descriptors, b.descriptors)


def _contrast(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return per cell of a map of `shape` the spread of the 8-bit levels around it."""
    grey = grey_of(image).astype(np.float32)
    mean, square = (cv2.blur(x, (_NEIGHBOURHOOD_PX, _NEIGHBOURHOOD_PX)) for x in (grey, grey * grey))
    spread = np.sqrt(np.maximum(square - mean * mean, 0))
    return cv2.resize(spread, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)


def _like(x: torch.Tensor, finest: torch.Tensor) -> torch.Tensor:
    """Return a centred map on the finest map's grid."""
    x = x - x.mean(dim=(2, 3), keepdim=True)
    return torch.nn.functional.interpolate(x, finest.shape[-2:], mode="bilinear", align_corners=False)


def _unit(x: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(x, dim=1)
