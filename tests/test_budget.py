"""How memory is shared out: never more than said, and each stage's room is what the stage keeps to."""

from hypothesis import given
from hypothesis import strategies as st

from diar_gui import warp
from diar_gui.budget import BAND_ROWS, JUDGED_PIXELS, bands_taken, network_bytes, share_out
from diar_gui.estimate import PhotoHeader, estimate_for
from diar_gui.memory import PROGRAM_BYTES
from diar_gui.names import LEARNED_METHODS, METHODS
from diar_gui.pipeline import RunOptions
from diar_gui.reconstruction import ReconstructionOptions

GB = 10**9


@given(st.floats(2, 64), st.sampled_from(METHODS), st.integers(1, 1000))
def test_all_parts_together_stay_within_what_the_program_may_take(gigabytes, method, n_photos):
    budget = share_out(int(gigabytes * GB), method, n_photos)
    at_once = budget.arrays_bytes + max(budget.bands_bytes, budget.network_bytes)
    assert PROGRAM_BYTES + at_once <= gigabytes * GB
    assert (budget.network_bytes > 0) == (method in LEARNED_METHODS)


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_a_network_takes_more_for_more_photos_up_to_a_bound(few, more):
    assert network_bytes(few) <= network_bytes(few + more) <= network_bytes(10**6) < GB


@given(st.floats(1, 64), st.integers(1, 1000), st.integers(1, 30_000), st.integers(1, 8))
def test_bands_never_take_more_than_their_room(gigabytes, n_photos, width, n_threads):
    budget = share_out(int(gigabytes * GB), "median", n_photos)
    assert 0 < bands_taken(budget, n_photos, width, n_threads) <= budget.bands_bytes


@given(st.lists(st.builds(PhotoHeader, st.integers(1, 10**8), st.just(8)), min_size=1, max_size=60), st.integers(2, 16))
def test_a_run_is_not_estimated_beyond_what_it_may_take_but_for_one_photo(headers, gigabytes):
    for method in ("diar", "median"):
        options = RunOptions(reconstruction=ReconstructionOptions(method=method), max_memory_bytes=gigabytes * GB)
        largest = max(header.n_pixels for header in headers)
        assert estimate_for(headers, options).memory_bytes <= gigabytes * GB + 8 * largest


def test_warping_keeps_to_the_rows_of_the_budget():
    assert warp._TILE_ROWS == BAND_ROWS
    assert network_bytes(10**6) > JUDGED_PIXELS * 3 * 4  # the frames alone have room
