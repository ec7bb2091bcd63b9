"""Windows and the attention inside them, against the plain formula."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.reconstruction.window_attention import WHOLE, WindowAttention, WindowGrid

sizes = st.tuples(*(st.integers(1, 7) for _ in range(3)))
windows = st.tuples(*(st.integers(1, 4) for _ in range(3)))


@given(size=sizes, window=windows, is_shifted=st.booleans())
def test_split_and_join_are_a_round_trip(size, window, is_shifted):
    grid = WindowGrid(size, window, is_shifted=is_shifted)
    x = torch.rand(2, *size, 3)
    parts = grid.split(x)
    assert parts.shape[1] == window[0] * window[1] * window[2]
    assert torch.equal(grid.join(parts), x)
    # Everything is in there once, the rest is padding.
    assert torch.equal(parts[parts > 0].sort()[0], x[x > 0].sort()[0])


def test_a_window_holds_neighbours():
    x = torch.arange(4.0 * 4).reshape(1, 1, 4, 4, 1)
    parts = WindowGrid((1, 4, 4), (1, 2, 2), is_shifted=False).split(x)
    assert parts[..., 0].tolist() == [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]
    shifted = WindowGrid((1, 4, 4), (1, 2, 2), is_shifted=True)
    assert shifted.n_windows == [1, 3, 3]
    assert shifted.split(x)[4, :, 0].tolist() == [5, 6, 9, 10]


def plain_attention(attention, tokens, seen):
    """The formula, token by token, for one window `(L, C)`."""
    n_heads, n_learned = attention.n_heads, attention.head_width - 1
    packed = attention.queries_keys_values(tokens).unflatten(-1, (n_heads, -1))
    queries, keys, values = packed.split([n_learned, n_learned, n_learned + 1], dim=-1)
    T = len(tokens) // attention.window**2
    places = [(t, y, x) for t in range(T) for y in range(attention.window) for x in range(attention.window)]
    heads = []
    for h in range(n_heads):
        scores = queries[:, h] @ keys[:, h].T / attention.head_width**0.5
        for i, a in enumerate(places):
            for j, b in enumerate(places):
                offset = [p - q + n - 1 for p, q, n in zip(a, b, (T, attention.window, attention.window), strict=True)]
                offset[0] = offset[0] if attention.temporal_window > 1 else 0
                scores[i, j] += attention.bias[h][tuple(offset)]
        heads.append(scores.masked_fill(~seen, -torch.inf).softmax(-1) @ values[:, h])
    return attention.out(torch.cat(heads, dim=-1))


@pytest.mark.parametrize("temporal_window", [WHOLE, 1, 2])
def test_attention_follows_the_formula(temporal_window):
    torch.manual_seed(0)
    attention = WindowAttention(6, 2, temporal_window, 2, is_shifted=False)
    torch.nn.init.normal_(attention.bias)
    x = torch.randn(1, 2, 4, 2, 6)
    seen = torch.rand(1, 2, 4, 2) > 0.3
    with torch.no_grad():
        out = attention(x, seen)
        for y in (0, 2):
            for frames in [slice(0, 2)] if temporal_window != 1 else [slice(0, 1), slice(1, 2)]:
                window = (0, frames, slice(y, y + 2))
                expected = plain_attention(attention, x[window].flatten(0, 2), seen[window].flatten())
                torch.testing.assert_close(out[window].flatten(0, 2), expected)


@pytest.mark.parametrize("is_shifted", [False, True])
@pytest.mark.parametrize("temporal_window", [WHOLE, 1, 2, 3])
def test_the_maps_are_those_that_attention_uses(is_shifted, temporal_window):
    torch.manual_seed(0)
    attention = WindowAttention(4, 2, temporal_window, 2, is_shifted=is_shifted)
    x, seen = torch.randn(2, 4, 5, 6, 4), torch.rand(2, 4, 5, 6) > 0.3
    with torch.no_grad():
        maps = attention.maps(x, seen)
        grid = WindowGrid((4, 5, 6), (temporal_window or 4, 2, 2), is_shifted=is_shifted)
        assert maps.shape[1:4] == tuple(grid.n_windows)
        values = grid.split(attention.queries_keys_values(x)).unflatten(-1, (2, -1))[..., -2:].transpose(1, 2)
        attended = (maps.flatten(0, 3) @ values).transpose(1, 2).flatten(2)
        # Where a token is not seen all keys of its window may be masked, and the shares are rounded coarsely.
        torch.testing.assert_close(attention.out(grid.join(attended))[seen], attention(x, seen)[seen])


@pytest.mark.parametrize("is_shifted", [False, True])
def test_nothing_comes_from_outside_the_window(is_shifted):
    torch.manual_seed(0)
    attention = WindowAttention(4, 2, 1, 2, is_shifted=is_shifted)
    x, seen = torch.randn(1, 2, 6, 6, 4, requires_grad=True), torch.ones(1, 2, 6, 6, dtype=torch.bool)
    attention(x, seen)[0, 1, 2, 2].sum().backward()
    felt = (x.grad.abs().sum(-1) > 0).nonzero().tolist()
    corner = 1 if is_shifted else 2
    assert felt == [[0, 1, y, x] for y in (corner, corner + 1) for x in (corner, corner + 1)]
