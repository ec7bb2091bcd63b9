"""Videos as a source of photos."""

import shutil
import struct
import subprocess

import cv2
import numpy as np
import pytest

from diar_gui import cli
from diar_gui.errors import Cancelled, ImageError
from diar_gui.image_codecs import ffmpeg
from diar_gui.images import read_image, write_image
from diar_gui.progress import Progress
from diar_gui.videos import is_video, photos_of_video, survey, with_photos_of_videos, write_frames

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


# Frames with an odd layout, made by the ffmpeg command where it is installed.

needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None or not ffmpeg.is_there(),
    reason="the command ffmpeg, or OpenCV's FFmpeg in the known version, is not there",
)


def made_by_ffmpeg(tmp_path, name, filters, *options):
    """Return a video of half a second of a still picture, and the picture."""
    rows = np.random.default_rng(1).integers(30, 220, (12, 20, 3)).astype(np.float32)
    picture = cv2.resize(rows, (320, 192), interpolation=cv2.INTER_CUBIC).clip(16, 235).astype(np.uint8)
    write_image(tmp_path / "still.png", picture)
    command = ["ffmpeg", "-v", "error", "-loop", "1", "-i", tmp_path / "still.png", "-t", "0.4", "-r", "50"]
    subprocess.run([*command, "-vf", filters, *options, tmp_path / name], check=True)
    return tmp_path / name, picture


def only_photo(path, folder):
    (folder / "out").mkdir()
    (photo,) = photos_of_video(path, folder / "out", 1000)
    return read_image(photo)


def off(photo, picture):
    """Return the mean difference in levels of 255."""
    return np.abs(photo.astype(np.float64) / np.iinfo(photo.dtype).max * 255 - picture).mean()


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "codec"),
    [
        (
            "a.mts",
            ["-c:v", "libx264", "-qp", "6", "-flags", "+ildct+ilme", "-x264opts", "tff=1", "-pix_fmt", "yuv420p"],
        ),
        ("a.mpg", ["-c:v", "mpeg2video", "-q:v", "2", "-flags", "+ildct+ilme", "-pix_fmt", "yuv420p"]),
        ("a.mov", ["-c:v", "prores_ks", "-flags", "+ildct+ilme", "-pix_fmt", "yuv422p10le"]),
    ],
)
def test_interlaced_videos(tmp_path, name, codec):
    filters = "scale=out_color_matrix=bt601,format=yuv444p,interlace=lowpass=off"
    path, picture = made_by_ffmpeg(tmp_path, name, filters, *codec)
    photo = only_photo(path, tmp_path)
    assert photo.shape == picture.shape
    assert off(photo, picture) < 5


@needs_ffmpeg
def test_fields_that_moved_are_not_woven(tmp_path):
    filters = "crop=256:160:'16+20*t*10':16,scale=out_color_matrix=bt601,format=yuv420p,interlace=lowpass=off"
    codec = ["-c:v", "libx264", "-qp", "6", "-flags", "+ildct+ilme", "-x264opts", "tff=1"]
    path, _ = made_by_ffmpeg(tmp_path, "a.mts", filters, *codec)
    photo = only_photo(path, tmp_path).astype(int)
    combs = np.abs(photo[1:-1] - (photo[:-2] + photo[2:]) / 2).mean()
    neighbours = np.abs(photo[2:] - photo[:-2]).mean()
    assert combs < neighbours / 2


@needs_ffmpeg
def test_pixels_that_are_not_square(tmp_path):
    filters = "scale=240:192:out_color_matrix=bt601,format=yuv420p,setsar=4/3"
    path, picture = made_by_ffmpeg(tmp_path, "a.mp4", filters, "-c:v", "libx264", "-qp", "6")
    photo = only_photo(path, tmp_path)
    assert photo.shape == picture.shape
    assert off(photo, picture) < 5


@needs_ffmpeg
@pytest.mark.parametrize(("size", "matrix"), [("320:192", "bt601"), ("1280:768", "bt709")])
def test_colours_of_untagged_videos_are_as_players_take_them(tmp_path, size, matrix):
    filters = f"scale={size}:out_color_matrix={matrix},format=yuv444p"
    path, picture = made_by_ffmpeg(tmp_path, "a.mp4", filters, "-c:v", "libx264", "-qp", "6")
    photo = cv2.resize(only_photo(path, tmp_path), (320, 192), interpolation=cv2.INTER_AREA)
    assert off(photo, picture) < 2.5


@needs_ffmpeg
def test_ten_bits_become_sixteen(tmp_path):
    filters = "scale=out_color_matrix=bt601,format=yuv422p10le"
    path, picture = made_by_ffmpeg(tmp_path, "a.mov", filters, "-c:v", "prores_ks")
    photo = only_photo(path, tmp_path)
    assert photo.dtype == np.uint16
    assert off(photo, picture) < 5


@needs_ffmpeg
@pytest.mark.parametrize("numbers", [(-1, 0, 0, 1), (1, 0, 0, -1), (0, 1, -1, 0), (0, -1, 1, 0), (-1, 0, 0, -1)])
def test_turned_and_mirrored_tracks_are_upright(tmp_path, numbers):
    filters = "scale=out_color_matrix=bt601,format=yuv420p"
    path, picture = made_by_ffmpeg(tmp_path, "a.mp4", filters, "-c:v", "libx264", "-qp", "6")
    data = bytearray(path.read_bytes())
    place = data.index(b"tkhd") + 4 + 4 + 20 + 16
    a, b, c, d = (n * 65536 for n in numbers)
    data[place : place + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    # What lies at (x, y) is shown at (a x + c y, b x + d y), brought back into sight.
    ys, xs = np.mgrid[: picture.shape[0], : picture.shape[1]]
    columns, rows = numbers[0] * xs + numbers[2] * ys, numbers[1] * xs + numbers[3] * ys
    shown = np.zeros((np.ptp(rows) + 1, np.ptp(columns) + 1, 3), np.uint8)
    shown[rows - rows.min(), columns - columns.min()] = picture
    assert off(only_photo(path, tmp_path), shown) < 5


def test_without_the_known_libraries_opencv_reads(tmp_path, video, monkeypatch):
    monkeypatch.setattr(ffmpeg, "is_there", lambda: False)
    (tmp_path / "out").mkdir()
    photos = photos_of_video(video, tmp_path / "out", 4)
    assert [photo.name for photo in photos] == ["clip_000003.png", "clip_000005.png", "clip_000010.png"]


def test_looked_through_first_the_same_frames_are_taken(tmp_path, video):
    seen = survey(video)
    assert len(seen.sharpness) == len(seen.thumbnails) == N_FRAMES
    assert seen.sharpest(3) == [2, 4, 9]
    assert seen.sharpest(100) == list(range(N_FRAMES))
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    photos = write_frames(video, seen.sharpest(3), tmp_path / "first")
    in_one_go = photos_of_video(video, tmp_path / "second", 4)
    assert [photo.name for photo in photos] == [photo.name for photo in in_one_go]
    for one, other in zip(photos, in_one_go, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert abs(seen.thumbnail(9).mean() - read_image(photos[2]).mean()) < 2


def test_of_a_long_video_every_second_frame_has_a_thumbnail(video, monkeypatch):
    monkeypatch.setattr("diar_gui.videos._MOST_THUMBNAILS", 6)
    seen = survey(video)
    assert seen.step == 2
    assert len(seen.thumbnails) == N_FRAMES // 2
    assert abs(float(seen.thumbnail(10).mean()) - float(scene(20).mean())) < 3


def test_what_is_no_video_is_refused_when_it_is_looked_through(tmp_path):
    (tmp_path / "x.mp4").write_bytes(b"nothing")
    with pytest.raises(ImageError, match="not a video that DIAR reads"):
        survey(tmp_path / "x.mp4")
    with pytest.raises(ImageError, match="not a video that DIAR reads"):
        write_frames(tmp_path / "x.mp4", [0], tmp_path)
