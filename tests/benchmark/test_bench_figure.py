"""The contact sheet: every picture is on it, and its colours mean what the legend says."""

import itertools

import numpy as np
from small_sequences import OFFSET, SIZE, make_truth

from diar_gui.benchmark import BenchmarkOptions, benchmark, figure
from diar_gui.benchmark.figure import ContactSheet
from diar_gui.benchmark.palette import FULL_SCALE_ERROR, NOT_COMPARED, error_colours, photo_colours
from diar_gui.benchmark.targets import find_targets
from diar_gui.progress import Progress
from diar_gui.reconstruction import NO_SOURCE


def sheet_of(folders, **options):
    asked = BenchmarkOptions(device="cpu", match_exposure=(False,), **options)
    sheet = ContactSheet()
    benchmark(find_targets(folders, asked, Progress()), asked, Progress(), sheet.take)
    return sheet.picture()


def n_places(sheet, picture):
    """Return at how many places of the sheet the picture stands."""
    height, width = picture.shape[:2]
    at_corner = (sheet[: -height + 1, : -width + 1] == picture[0, 0]).all(axis=2)
    return sum(
        np.array_equal(sheet[y : y + height, x : x + width], picture)
        for y, x in zip(*np.nonzero(at_corner), strict=True)
    )


def test_pictures_truth_and_errors_are_on_the_sheet(make_sequence):
    folder = make_sequence("a", 4, offset=OFFSET)
    sheet = sheet_of([folder], methods=("median", "mean"))
    truth = make_truth(0)
    assert sheet.dtype == np.uint8
    assert n_places(sheet, truth) == 1
    assert n_places(sheet, truth + np.uint8(OFFSET)) == 1  # the median
    even_error = np.broadcast_to(error_colours(np.array(OFFSET / 255)), (*SIZE, 3))
    assert n_places(sheet, even_error) == 1


def test_the_largest_number_of_photos_is_shown_once(make_sequence):
    folder = make_sequence("a", 4)
    both, largest = (sheet_of([folder], methods=("mean",), n_frames=n) for n in ((2, 4), (4,)))
    np.testing.assert_array_equal(both, largest)


def test_a_sheet_of_many_sequences_says_how_many_are_left_out(make_sequence, monkeypatch):
    monkeypatch.setattr(figure, "MAX_N_SEQUENCES", 2)
    folders = [make_sequence(f"{i}", seed=i) for i in range(3)]
    sheet = sheet_of(folders, methods=("mean",))
    assert [n_places(sheet, make_truth(i)) for i in range(3)] == [1, 1, 0]
    without = sheet_of(folders[:2], methods=("mean",))
    assert len(sheet) > len(without)


def test_names_of_any_kind_can_be_drawn(make_sequence):
    sheet_of([make_sequence("Plakat – bläulich", folder="日本")], methods=("mean",))


def test_what_is_not_compared_has_no_errors_colour(make_sequence):
    mask = np.ones(SIZE, bool)
    mask[:, : SIZE[1] // 2] = False
    sheet = sheet_of([make_sequence("a", mask=mask)], methods=("mean",))
    half = np.broadcast_to(np.array(NOT_COMPARED, np.uint8), (SIZE[0], SIZE[1] // 2, 3))
    assert n_places(sheet, half) == 2  # of the reference and of the mean


def test_larger_errors_are_brighter():
    errors = np.linspace(0, FULL_SCALE_ERROR, 50)
    brightness = error_colours(errors) @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(brightness) > 0).all()
    np.testing.assert_array_equal(error_colours(np.array([2.0])), error_colours(np.array([FULL_SCALE_ERROR])))


def test_photos_are_told_apart():
    colours = photo_colours(np.arange(20)).astype(int)
    for a, b in itertools.combinations(colours, 2):
        assert np.abs(a - b).sum() >= 20
    assert tuple(photo_colours(np.array([NO_SOURCE], np.uint16))[0]) == NOT_COMPARED
