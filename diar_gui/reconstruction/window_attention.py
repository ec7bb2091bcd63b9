"""Attention inside windows of a stack of token maps (Liu et al., "Swin Transformer", ICCV 2021, and its video form).

Written on `scaled_dot_product_attention` rather than taken from torchvision: its `ShiftedWindowAttention3d` cannot
leave out invalid tokens, attends to the padding of incomplete windows, and costs seconds of import.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

WHOLE = 0
"""Temporal window that takes in the whole sequence."""

_MASKED = -30_000.0  # far below any score, and within float16


class WindowGrid:
    """Cuts maps of tokens `(B, T, h, w, C)` into windows and joins them again; incomplete windows are padded.

    Args:
        size: T, h and w of the maps.
        window: frames, rows and columns of a window.
        is_shifted: whether the first window begins half a window before the map, along each axis on which the map is
            larger than the window.
    """

    def __init__(self, size: Sequence[int], window: tuple[int, int, int], *, is_shifted: bool) -> None:
        self.window, self._size = window, size
        self._before = [w // 2 if is_shifted and n > w else 0 for n, w in zip(self._size, window, strict=True)]
        self.n_windows = [-(-(n + before) // w) for n, w, before in zip(self._size, window, self._before, strict=True)]

    def split(self, tokens: Tensor, padding: float = 0.0) -> Tensor:
        """Return `(B * n_windows, L, C)`: the tokens of each window, in order of time, row and column."""
        pad = [0, 0]  # torch counts from the last axis
        for axis in (2, 1, 0):
            before = self._before[axis]
            pad += [before, self.n_windows[axis] * self.window[axis] - self._size[axis] - before]
        whole = functional.pad(tokens, pad, value=padding)
        (n_t, n_y, n_x), (t, y, x) = self.n_windows, self.window
        whole = whole.reshape(-1, n_t, t, n_y, y, n_x, x, whole.shape[-1])
        return whole.permute(0, 1, 3, 5, 2, 4, 6, 7).reshape(-1, t * y * x, whole.shape[-1])

    def join(self, windows: Tensor) -> Tensor:
        """Return `(B, T, h, w, C)` of what `split` made."""
        (n_t, n_y, n_x), (t, y, x) = self.n_windows, self.window
        whole = windows.view(-1, n_t, n_y, n_x, t, y, x, windows.shape[-1]).permute(0, 1, 4, 2, 5, 3, 6, 7)
        whole = whole.reshape(whole.shape[0], n_t * t, n_y * y, n_x * x, windows.shape[-1])
        own = [slice(before, before + n) for before, n in zip(self._before, self._size, strict=True)]
        return whole[:, own[0], own[1], own[2]]


class WindowAttention(nn.Module):
    """Self-attention among the tokens of a window of `temporal_window` x `window` x `window` places.

    A learned bias tells the heads how two tokens lie to one another: in space, and in time where the temporal window
    is 2 or 3. With `WHOLE` it knows nothing of time, so that the order of the frames does not matter.

    One channel of each head's queries and keys is not learned: there queries hold 1 and keys hold 0, or a large
    negative number where the token is invalid or padding. That masks keys at no cost in memory, and where all keys of a
    window are masked they only share alike instead of giving no number.

    Args:
        width: channels of a token.
        n_heads: must divide the width; each head needs at least 2 channels.
        temporal_window: frames in a window, or `WHOLE`.
        window: rows and columns of tokens in a window.
        is_shifted: whether the windows lie half a window off, so that neighbours meet.
    """

    def __init__(self, width: int, n_heads: int, temporal_window: int, window: int, *, is_shifted: bool) -> None:
        super().__init__()
        self.n_heads, self.head_width = n_heads, width // n_heads
        self.temporal_window, self.window, self.is_shifted = temporal_window, window, is_shifted
        self.queries_keys_values = nn.Linear(width, 3 * width - 2 * n_heads)
        self.out = nn.Linear(width, width)
        shape = (max(1, temporal_window), window, window)
        self.bias = nn.Parameter(torch.zeros(n_heads, *(2 * s - 1 for s in shape)))
        nn.init.trunc_normal_(self.bias, std=0.02)
        self._bias_index: Tensor
        self.register_buffer("_bias_index", torch.from_numpy(_bias_index(shape)), persistent=False)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return the attended tokens.

        Args:
            x: `(B, T, h, w, C)`.
            seen: `(B, T, h, w)` bool, False for tokens that nobody may look at.
        """
        grid = WindowGrid(x.shape[1:4], self._window_shape(x), is_shifted=self.is_shifted)
        queries, keys, values = self._heads(x, seen, grid)
        attended = functional.scaled_dot_product_attention(queries, keys, values, self._bias(grid, queries.dtype))
        return self.out(grid.join(attended.transpose(1, 2).flatten(2)))

    def maps(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return the attention `(B, n_t, n_y, n_x, heads, L, L)` in each of the n_t x n_y x n_x windows.

        Rows (queries) sum to 1 over the last axis (keys). The L tokens of a window are in order of time, then row, then
        column. Shifted windows, and the last ones of a map that is no multiple of them, reach beyond the map.
        """
        grid = WindowGrid(x.shape[1:4], self._window_shape(x), is_shifted=self.is_shifted)
        queries, keys, _ = self._heads(x, seen, grid)
        scores = queries @ keys.transpose(-1, -2) * self.head_width**-0.5 + self._bias(grid, queries.dtype)
        return scores.float().softmax(-1).unflatten(0, (x.shape[0], *grid.n_windows))

    def received(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return `(B, T, h, w, heads)`: how much all seen tokens look at each token, in sum; 1 if all alike.

        0 where a token is not seen.
        """
        grid = WindowGrid(x.shape[1:4], self._window_shape(x), is_shifted=self.is_shifted)
        looking = grid.split(seen[..., None].float()).transpose(1, 2)  # (n_windows, 1, L) of queries
        maps = self.maps(x, seen).flatten(0, 3)
        return grid.join((maps * looking[..., None]).sum(-2).transpose(1, 2).contiguous()) * seen[..., None]

    def from_place(self, x: Tensor, seen: Tensor, row: int, column: int) -> Tensor:
        """Return `(B, T, h, w, heads)`: how much all frames, at a place, look at each token; 1 if at all alike.

        0 beyond the window in which the place lies, where a token is not seen, and everywhere where no frame of that
        window sees the place.
        """
        rows, columns = (self._part(n, place) for n, place in zip(x.shape[2:4], (row, column), strict=True))
        part, part_seen = x[:, :, rows, columns], seen[:, :, rows, columns]
        grid = WindowGrid(part.shape[1:4], self._window_shape(x), is_shifted=self.is_shifted)
        asks = torch.zeros_like(part_seen)
        asks[:, :, row - rows.start, column - columns.start] = part_seen[:, :, row - rows.start, column - columns.start]
        asking = grid.split(asks[..., None].float())  # (n_windows, L, 1)
        n_seen = grid.split(part_seen[..., None].float()).sum(1)
        looks = (self.maps(part, part_seen).flatten(0, 3) * asking[:, None]).sum(-2) * n_seen[..., None]
        looks = looks / asking.sum(1).clamp_min(1)[..., None]
        made = x.new_zeros((*x.shape[:4], self.n_heads), dtype=torch.float32)
        made[:, :, rows, columns] = grid.join(looks.transpose(1, 2).contiguous()) * part_seen[..., None]
        return made

    def _part(self, n: int, place: int) -> slice:
        """Return the rows, or columns, of the window in which a place lies."""
        before = self.window // 2 if self.is_shifted and n > self.window else 0
        start = (place + before) // self.window * self.window - before
        return slice(max(0, start), min(n, start + self.window))

    def _window_shape(self, x: Tensor) -> tuple[int, int, int]:
        return self.temporal_window or x.shape[1], self.window, self.window

    def _heads(self, x: Tensor, seen: Tensor, grid: WindowGrid) -> tuple[Tensor, Tensor, Tensor]:
        """Return queries, keys and values, each `(n_windows, heads, L, head_width)`."""
        n_heads, n_learned = self.n_heads, self.head_width - 1
        packed = grid.split(self.queries_keys_values(x)).unflatten(-1, (n_heads, -1)).transpose(1, 2)
        queries, keys, values = packed.split([n_learned, n_learned, self.head_width], dim=-1)
        mask = torch.where(seen, 0.0, _MASKED).to(packed.dtype)[..., None]
        mask = grid.split(mask, padding=_MASKED)[:, None].expand(-1, n_heads, -1, -1)
        return functional.pad(queries, (0, 1), value=1.0), torch.cat([keys, mask], -1), values

    def _bias(self, grid: WindowGrid, dtype: torch.dtype) -> Tensor:
        """Return what is added to the scores, `(1, heads, L, L)`, in the type of the queries."""
        bias = self.bias.flatten(1)[:, self._bias_index]
        if self.temporal_window == WHOLE:
            bias = bias.repeat(1, grid.window[0], grid.window[0])
        return bias[None].to(dtype)


class WindowBlock(nn.Module):
    """A transformer block: attention inside windows, then a perceptron for each token, each added to what goes in."""

    def __init__(self, width: int, attention: WindowAttention, mlp_ratio: float) -> None:
        super().__init__()
        hidden = int(width * mlp_ratio)
        self.attention_norm, self.perceptron_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = attention
        self.perceptron = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return tokens of the shape of `x`, `(B, T, h, w, C)`; see `WindowAttention.forward`."""
        x = x + self.attention(self.attention_norm(x), seen)
        return x + self.perceptron(self.perceptron_norm(x))

    def received(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return how much is looked at each token; see `WindowAttention.received`."""
        return self.attention.received(self.attention_norm(x), seen)

    def from_place(self, x: Tensor, seen: Tensor, row: int, column: int) -> Tensor:
        """Return how much a place looks at each token; see `WindowAttention.from_place`."""
        return self.attention.from_place(self.attention_norm(x), seen, row, column)

    def maps(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return the attention that `forward` would use; see `WindowAttention.maps`."""
        return self.attention.maps(self.attention_norm(x), seen)


def _bias_index(shape: tuple[int, int, int]) -> np.ndarray:
    """Return `(n, n)` int64: which entry of the flattened bias belongs to two tokens of a window of n tokens.

    In numpy: on torch's device without memory the same sums would import sympy.
    """
    places = np.stack(np.meshgrid(*(np.arange(s) for s in shape), indexing="ij"), axis=-1).reshape(-1, 3)
    offsets = places[:, None] - places[None] + np.array(shape) - 1
    return (offsets * [(2 * shape[1] - 1) * (2 * shape[2] - 1), 2 * shape[2] - 1, 1]).sum(axis=-1).astype(np.int64)
