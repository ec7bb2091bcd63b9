"""The camera: vignetting, blur, noise, encoding and compression."""

from functools import cache

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own habit
from torch import Tensor

_KERNEL_REACH = 7
_MAX_BLURRED = 1 << 16  # pixels of a frame, at once
_BANK = 1_048_573  # a prime, so that no power of two of pixels further the same values come again
_TIE = 1e-9  # in float64, what lies exactly between two levels is rounded upwards, not by the processor's last digit

# ITU-T T.81, Annex K: the quantisation that most encoders scale by their quality.
_LUMINANCE = """16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62
18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99"""
_CHROMINANCE = """17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 47 66 99 99 99 99 99 99
99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99"""


def linear_from_encoded(encoded: Tensor) -> Tensor:
    """Return linear light of sRGB-encoded values in [0, 1] (IEC 61966-2-1)."""
    return torch.where(encoded <= 0.04045, encoded / 12.92, ((encoded.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4)


def encoded_from_linear(linear: Tensor) -> Tensor:
    """Return sRGB-encoded values of linear light, clipped to [0, 1]."""
    x = linear.clamp(0, 1)
    return torch.where(x <= 0.0031308, 12.92 * x, 1.055 * x.clamp_min(0.0031308) ** (1 / 2.4) - 0.055)


def luma(light: Tensor) -> Tensor:
    """Return `(n, 1, h, w)` luminance of `(n, 3, h, w)` linear light (ITU-R BT.709)."""
    return light[:, :1] * 0.2126 + light[:, 1:2] * 0.7152 + light[:, 2:] * 0.0722


def blurred(light: Tensor, blur_px: Tensor) -> Tensor:
    """Return `(n, C, h, w)` under a Gaussian each: `blur_px` `(n, 3)` along, across, and the angle in radians."""
    n, channels = light.shape[:2]
    steps = torch.arange(-_KERNEL_REACH, _KERNEL_REACH + 1, dtype=light.dtype, device=light.device)
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    along, across, angle = (blur_px[:, i, None, None] for i in range(3))
    c, s = torch.cos(angle), torch.sin(angle)
    u, v = (c * x + s * y) / along.clamp_min(0.15), (c * y - s * x) / across.clamp_min(0.15)
    kernel = torch.exp(-0.5 * (u * u + v * v))
    kernel = kernel / kernel.sum(dim=(1, 2), keepdim=True)
    padded = F.pad(light, [_KERNEL_REACH] * 4, mode="replicate").transpose(0, 1)
    height, width = light.shape[2:]
    n_rows = max(1, _MAX_BLURRED // width)  # in double precision each pixel takes the memory of its whole kernel
    bands = [
        F.conv2d(padded[:, :, first : min(first + n_rows, height) + 2 * _KERNEL_REACH], kernel[:, None], groups=n)
        for first in range(0, height, n_rows)
    ]
    return torch.cat(bands, dim=2).transpose(0, 1).reshape(n, channels, height, width)


def quantised(encoded: Tensor) -> Tensor:
    """Return values in [0, 1] rounded to 1/255."""
    return (encoded * 255 + _TIE).round() / 255


@cache
def _noise_bank(dtype: torch.dtype, device: str) -> Tensor:
    """Return normal deviates that every frame takes its own stretch of: the same ones on every machine."""
    values = np.random.default_rng(20231018).standard_normal(_BANK)
    return torch.from_numpy(values).to(device, dtype)


def noise(shape: tuple[int, ...], offsets: Tensor, like: Tensor) -> Tensor:
    """Return normal deviates `(n, *shape)`; `offsets` `(n,)` chooses them."""
    bank = _noise_bank(like.dtype, str(like.device))
    n_values = int(np.prod(shape))
    steps = torch.arange(n_values, device=like.device)
    return bank[(offsets[:, None] + steps[None]) % _BANK].reshape(len(offsets), *shape)


def vignette(size: tuple[int, int], lost: Tensor, like: Tensor) -> Tensor:
    """Return `(n, 1, h, w)` factors that fall with the square of the distance from the centre to 1 - lost."""
    height, width = size
    y = torch.linspace(-1, 1, height, dtype=like.dtype, device=like.device)[:, None]
    x = torch.linspace(-1, 1, width, dtype=like.dtype, device=like.device)[None]
    return 1 - lost[:, None, None, None] * (x * x + y * y) / 2


def _cosines(like: Tensor) -> Tensor:
    """Return the `(8, 8)` orthonormal cosine transform."""
    k = torch.arange(8, dtype=torch.float64)
    matrix = torch.cos((2 * k[None] + 1) * k[:, None] * torch.pi / 16) / 2
    matrix[0] /= 2**0.5
    return matrix.to(like)


def compressed(encoded: Tensor, quality: Tensor) -> Tensor:
    """Return `(n, 3, h, w)` in [0, 1] after JPEG's lossy steps: colour turned, cosines quantised, and back.

    Args:
        encoded: values in [0, 1]; sides are padded to eights by repeating the border.
        quality: `(n,)` from 1 to 100, as most encoders count it.
    """
    height, width = encoded.shape[2:]
    padded = F.pad(encoded * 255, (0, -width % 8, 0, -height % 8), mode="replicate")
    turn = torch.tensor(
        [[0.299, 0.587, 0.114], [-0.168735892, -0.331264108, 0.5], [0.5, -0.418687589, -0.081312411]],
        dtype=encoded.dtype,
        device=encoded.device,
    )
    planes = torch.einsum("ij,njhw->nihw", turn, padded)
    rows, columns = padded.shape[2] // 8, padded.shape[3] // 8
    blocks = planes.reshape(len(planes), 3, rows, 8, columns, 8).permute(0, 1, 2, 4, 3, 5)
    cosines = _cosines(encoded)
    scale = torch.where(quality < 50, 50 / quality, 2 - quality / 50)[:, None, None, None]
    tables = torch.stack(
        [torch.tensor([float(v) for v in t.split()]).reshape(8, 8) for t in (_LUMINANCE, _CHROMINANCE)]
    )
    table = tables[[0, 1, 1]].to(encoded)
    step = (table[None] * scale + 0.5).floor().clamp(1, 255)[:, :, None, None]
    offset = torch.zeros_like(blocks[:1, :, :1, :1])
    offset[:, 0] = 128
    coefficients = ((cosines @ (blocks - offset) @ cosines.T) / step + _TIE).round() * step
    back = (cosines.T @ coefficients @ cosines + offset).permute(0, 1, 2, 4, 3, 5).reshape(planes.shape)
    colours = torch.einsum("ij,njhw->nihw", torch.linalg.inv(turn.double()).to(encoded), back)
    return (colours[:, :, :height, :width] / 255).clamp(0, 1)
