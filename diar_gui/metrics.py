"""How near a picture comes to the truth: RMSE, PSNR, SSIM, PSNR after a tone fit, LPIPS; each inside a mask.

Pictures are `(H, W, 3)`, sRGB-encoded: at rest (uint8, uint16) or floating point over [0, 1]. All is measured on
encoded values. The standard metrics are scikit-image's and lpips', which are imported when first needed.
"""

import importlib
import warnings
from types import ModuleType

import numpy as np

from diar_gui.errors import DiarError

MIN_SIDE_PX = 7
"""SSIM looks at windows of 7 x 7 pixels."""

LPIPS_MIN_SIDE_PX = 32
"""AlexNet shrinks anything smaller to nothing."""


def check_installed() -> None:
    """Find out before a long run whether the metrics can be computed.

    Raises:
        DiarError: scikit-image is not installed.
    """
    _library()


def as_unit(picture: np.ndarray) -> np.ndarray:
    """Return the picture as float64 over [0, 1]; floating point is taken for such already."""
    if np.issubdtype(picture.dtype, np.integer):
        return picture / float(np.iinfo(picture.dtype).max)
    return picture.astype(np.float64, copy=False)


def rmse(picture: np.ndarray, truth: np.ndarray, mask: np.ndarray | None = None) -> float:
    """Return the root mean square error over all channels, of encoded values over [0, 1].

    Args:
        picture: `(H, W, 3)`, see the module's text.
        truth: likewise; its depth may differ.
        mask: `(H, W)` bool, True where to compare, somewhere at least; everywhere if None.

    Raises:
        ValueError: the sizes differ, or the mask is empty.
        DiarError: scikit-image is not installed.
    """
    a, b, where = _compared(picture, truth, mask)
    return float(np.sqrt(_library().mean_squared_error(b[where], a[where])))


def psnr(picture: np.ndarray, truth: np.ndarray, mask: np.ndarray | None = None) -> float:
    """Return the peak signal-to-noise ratio in dB, infinite where nothing differs.

    Arguments and errors as for `rmse`.
    """
    a, b, where = _compared(picture, truth, mask)
    if np.array_equal(a[where], b[where]):
        return np.inf  # scikit-image would divide by zero
    return float(_library().peak_signal_noise_ratio(b[where], a[where], data_range=1))


def tone_fitted_psnr(picture: np.ndarray, truth: np.ndarray, mask: np.ndarray | None = None) -> float:
    """Return the PSNR of `tone_fitted`: what is left of the error is content, what it took away was tone.

    Arguments and errors as for `rmse`.
    """
    return psnr(tone_fitted(picture, truth, mask), truth, mask)


def tone_fitted(picture: np.ndarray, truth: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Return the picture, float64 over [0, 1], under the gain and offset per channel that take it nearest to the truth.

    Least squares of encoded values inside the mask; clipped afterwards. Arguments as for `rmse`.

    Raises:
        ValueError: the sizes differ, or the mask is empty.
    """
    a, b, where = _compared(picture, truth, mask)
    fitted = np.empty_like(a)
    for c in range(a.shape[2]):
        x, y = a[where, c], b[where, c]
        variance = x.var()
        gain = ((x - x.mean()) * (y - y.mean())).mean() / variance if variance > 0 else 0.0
        fitted[..., c] = gain * (a[..., c] - x.mean()) + y.mean()
    return fitted.clip(0, 1)


def ssim(picture: np.ndarray, truth: np.ndarray, mask: np.ndarray | None = None) -> float:
    """Return the mean structural similarity over the channels and the mask, at most 1.

    Wang et al. 2004 with scikit-image's uniform windows of 7 x 7 pixels, which may reach beyond the mask; pixels at
    the picture's border count as well. Arguments and errors as for `rmse`.

    Raises:
        ValueError: a side is shorter than `MIN_SIDE_PX`, too.
    """
    a, b, where = _compared(picture, truth, mask)
    _, similarity = _library().structural_similarity(b, a, channel_axis=2, data_range=1, full=True)
    return float(np.asarray(similarity)[where].mean())


class Lpips:
    """Learned perceptual distance (Zhang et al. 2018, AlexNet, version 0.1): 0 where two pictures look alike.

    Args:
        device: "cpu", "cuda" or "mps".

    Raises:
        DiarError: the package lpips cannot be loaded, or AlexNet's parameters, which it fetches once, cannot be had.
    """

    def __init__(self, device: str = "cpu") -> None:
        try:
            library = importlib.import_module("lpips")
        except (ImportError, RuntimeError) as error:  # torchvision, which it imports, may not fit torch
            raise DiarError(
                f"LPIPS needs the package lpips, which cannot be loaded ({error}); "
                "install it with pip install lpips, or leave out --lpips."
            ) from error
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it asks torchvision for AlexNet in a way that is on its way out
                network = library.LPIPS(net="alex", spatial=True, verbose=False)
        except OSError as error:
            raise DiarError(
                f"AlexNet's parameters for LPIPS could not be fetched ({error}); "
                "try again with a connection to the network, or leave out --lpips."
            ) from error
        self._device = device
        self._network = network.to(device)

    def __call__(self, picture: np.ndarray, truth: np.ndarray, mask: np.ndarray | None = None) -> float:
        """Return the mean distance over the mask; arguments as for `rmse`.

        Raises:
            ValueError: the sizes differ, the mask is empty, or a side is shorter than `LPIPS_MIN_SIDE_PX`.
        """
        import torch

        a, b, where = _compared(picture, truth, mask)
        if min(where.shape) < LPIPS_MIN_SIDE_PX:
            raise ValueError(f"LPIPS needs sides of at least {LPIPS_MIN_SIDE_PX} pixels")
        planes = [torch.from_numpy(x.transpose(2, 0, 1)[None].astype(np.float32)).to(self._device) for x in (a, b)]
        with torch.inference_mode():
            distance = self._network(*planes, normalize=True)
        return float(distance[0, 0].cpu().numpy()[where].mean())


def _library() -> ModuleType:
    try:
        return importlib.import_module("skimage.metrics")
    except ImportError as error:
        raise DiarError(
            "The metrics need scikit-image, which is not installed; install it with pip install 'diar-gui[bench]'."
        ) from error


def _compared(
    picture: np.ndarray, truth: np.ndarray, mask: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return both over [0, 1], and `(H, W)` bool where to compare them."""
    if picture.shape != truth.shape:
        raise ValueError(f"the picture is {picture.shape} and the truth {truth.shape}")
    where = np.ones(truth.shape[:2], bool) if mask is None else mask
    if where.shape != truth.shape[:2] or not where.any():
        raise ValueError("the mask must have the pictures' size and be True somewhere")
    return as_unit(picture), as_unit(truth), where
