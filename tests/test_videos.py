"""Videos as a source of photos."""

import cv2
import numpy as np
import pytest

from diar_gui import cli
from diar_gui.errors import Cancelled, ImageError
from diar_gui.images import read_image
from diar_gui.progress import Progress
from diar_gui.videos import is_video, photos_of_video, with_photos_of_videos

SIZE = (160, 240)
N_FRAMES = 12


def write_video(path, frames):
    code = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(path), code, 25.0, frames[0].shape[1::-1])
    assert writer.isOpened()
    for frame in frames:
        writer.write(np.ascontiguousarray(frame[..., ::-1]))
    writer.release()
    return path


def scene(shade=0):
    """Return a picture with edges, of one shade more per frame."""
    rng = np.random.default_rng(0)
    blocks = rng.integers(40, 200, (8, 12, 3)).repeat(20, axis=0).repeat(20, axis=1)
    return (blocks + shade).astype(np.uint8)


@pytest.fixture
def video(tmp_path):
    """Twelve frames, each a shade brighter, all blurred but numbers 3, 5 and 10 (the first is 1)."""
    frames = [scene(2 * i) for i in range(N_FRAMES)]
    frames = [f if i + 1 in (3, 5, 10) else cv2.GaussianBlur(f, (0, 0), 4) for i, f in enumerate(frames)]
    return write_video(tmp_path / "clip.avi", frames)


def test_of_every_few_frames_the_sharpest_is_taken(tmp_path, video):
    (tmp_path / "out").mkdir()
    photos = photos_of_video(video, tmp_path / "out", 4)
    assert [photo.name for photo in photos] == ["clip_000003.png", "clip_000005.png", "clip_000010.png"]
    for photo, number in zip(photos, (3, 5, 10), strict=True):
        difference = read_image(photo).astype(int) - scene(2 * (number - 1))
        assert abs(difference.mean()) < 1  # the shade tells the frame, whatever the compression did
        assert np.abs(difference).mean() < 8


@pytest.mark.parametrize(("every_kth", "n_photos"), [(1, 12), (5, 3), (100, 1), (None, 12)])
def test_how_many_photos_there_are(tmp_path, video, every_kth, n_photos):
    (tmp_path / "out").mkdir()
    assert len(photos_of_video(video, tmp_path / "out", every_kth)) == n_photos


def test_videos_stand_for_their_photos_among_other_inputs(tmp_path, video, make_photos):
    (tmp_path / "out").mkdir()
    folder = make_photos(2)
    assert is_video(video)
    assert not is_video(folder)
    found = with_photos_of_videos([folder, video, video], tmp_path / "out", 6)
    assert found[0] == folder
    assert [path.name for path in found[1:]] == ["clip_000003.png", "clip_000010.png"] * 2


@pytest.mark.parametrize("data", [b"", b"nonsense" * 100, b"\0\0\0\x18ftypmp42" + bytes(200)])
def test_a_damaged_video_is_named_and_nothing_is_printed(tmp_path, data, capfd):
    (tmp_path / "a.mp4").write_bytes(data)
    with pytest.raises(ImageError, match=r"a\.mp4 is damaged or not a video .*\.$"):
        photos_of_video(tmp_path / "a.mp4", tmp_path)
    assert capfd.readouterr() == ("", "")


def test_taking_photos_can_be_cancelled(tmp_path, video):
    (tmp_path / "out").mkdir()
    with pytest.raises(Cancelled):
        photos_of_video(video, tmp_path / "out", 4, Progress(is_cancelled=lambda: True))


def test_a_video_on_the_command_line(tmp_path, poster_views, capsys):
    video = write_video(tmp_path / "poster.avi", [view for view in poster_views[:4] for _ in range(3)])
    before = video.read_bytes()
    output = tmp_path / "clean.png"
    arguments = [video, "-o", output, "--every-kth", "3", "--features", "sift", "--method", "median"]
    assert cli.main(["reconstruct", *map(str, arguments)]) == 0
    assert "made from 4 of 4 photos." in capsys.readouterr().out
    assert read_image(output).shape == poster_views[0].shape
    assert video.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clean.png", "poster.avi"]
