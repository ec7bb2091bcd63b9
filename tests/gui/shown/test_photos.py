"""What the list says about each photo."""

from pathlib import Path

import numpy as np

from diar_gui.alignment import AlignedFrame, Alignment
from diar_gui.gui.shown import photos as rows
from diar_gui.gui.shown.photos import Photo, PhotoStatus
from diar_gui.images import Frame, FrameSet, Unreadable

PATHS = [Path(f"/here/{name}") for name in ("a.jpg", "b.jpg", "c.jpg", "d.jpg")]
PIXELS = np.zeros((4, 6, 3), np.uint8)


def frame_set() -> FrameSet:
    frames = tuple(Frame(p.name, p, PIXELS) for p in (PATHS[0], PATHS[2], PATHS[3]))
    return FrameSet(frames, (Unreadable("b.jpg", PATHS[1], f"{PATHS[1]} is damaged; copy it again."),))


def alignment() -> Alignment:
    return Alignment(
        1,
        (4, 6),
        (
            AlignedFrame("a.jpg", "rejected", "It shows something else.", 40, 3, None, 0.0, None),
            AlignedFrame("c.jpg", "reference", "", 0, 0, 0.0, 1.0, np.eye(3)),
            AlignedFrame("d.jpg", "aligned", "", 50, 45, 0.25, 0.8, np.eye(3)),
        ),
    )


def test_each_photo_gets_its_status_by_its_path():
    photos = rows.after_reading(rows.listed(PATHS), frame_set())
    assert [p.status for p in photos] == [
        PhotoStatus.WAITING,
        PhotoStatus.UNREADABLE,
        PhotoStatus.WAITING,
        PhotoStatus.WAITING,
    ]
    photos = rows.after_alignment(photos, frame_set(), alignment())
    assert [p.status for p in photos] == [
        PhotoStatus.LEFT_OUT,
        PhotoStatus.UNREADABLE,
        PhotoStatus.REFERENCE,
        PhotoStatus.ALIGNED,
    ]
    assert photos[0].reason == "It shows something else."
    assert photos[1].reason == "b.jpg is damaged; copy it again."
    assert "45 of 50" in photos[3].details
    assert "80%" in photos[3].summary
    assert [p.is_used for p in photos] == [False, False, True, True]


def test_a_new_run_forgets_all_but_unreadable_files():
    photos = rows.after_alignment(rows.after_reading(rows.listed(PATHS), frame_set()), frame_set(), alignment())
    again = rows.as_waiting(photos)
    assert [p.status for p in again].count(PhotoStatus.WAITING) == 3
    assert again[1] == photos[1]
    assert again[0] == Photo(PATHS[0])


def test_the_sentence_about_left_out_photos():
    photos = rows.after_alignment(rows.after_reading(rows.listed(PATHS), frame_set()), frame_set(), alignment())
    assert rows.left_out_sentence(photos).startswith("2 of 4 photos were left out (a.jpg, b.jpg);")
    assert rows.left_out_sentence(rows.marked_unreadable(rows.listed(PATHS), 2, "No.")).startswith("1 of 4 photos was ")
    assert rows.left_out_sentence(rows.listed(PATHS)) == ""
