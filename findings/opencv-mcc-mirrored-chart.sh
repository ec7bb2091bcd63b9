#!/usr/bin/env bash
# A photo of a ColorChecker that was taken in a mirror, or turned over by a front camera, shows a chart whose patches
# stand in an order that no turned chart has. We expected OpenCV's detector to find nothing in it, or to find it with
# colours that do not fit. It finds it as surely as the right one, in the best of its rows of colours: only the corners
# of the box run the other way round, and whoever takes them for the corners of a chart reads each row backwards in
# space, which shows nowhere in the values. The detector also goes beyond the picture: of a chart whose outer column is
# cut off it returns all four corners, some of them outside. Neither is said where the class is described.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet opencv-python-headless==5.0.0.93
cat > "$folder/look.py" <<'PYTHON'
import cv2
import numpy as np

# sRGB of the 24 patches, rounded, as they are commonly published.
COLOURS = """735244 c29682 627a9d 576c43 8580b1 67bdaa d67e2c 505ba6 c15a63 5e3c6c 9dbc40 e0a32e
383d96 469449 af363c e7c71f bb5695 0885a1 f3f3f2 c8c8c8 a0a0a0 7a7a79 555555 343434""".split()
chart = np.full((2 * 20 + 4 * 100, 2 * 20 + 6 * 100, 3), 25, np.uint8)
for i, colour in enumerate(COLOURS):
    y, x = 20 + 100 * (i // 6) + 8, 20 + 100 * (i % 6) + 8
    chart[y : y + 84, x : x + 84] = [int(colour[k : k + 2], 16) for k in (4, 2, 0)]
wall = np.full((800, 1100, 3), 150, np.uint8)
right = wall.copy()
right[180 : 180 + chart.shape[0], 230 : 230 + chart.shape[1]] = chart
right = cv2.GaussianBlur(right, (0, 0), 1.0)


def found(picture):
    detector = cv2.mcc.CCheckerDetector.create()
    detector.setColorChartType(cv2.mcc.MCC24)
    if not detector.process(np.ascontiguousarray(picture), 1):
        return None
    return np.array(detector.getBestColorChecker().getBox(), float)


def turn(box):
    x, y = box.T
    return "clockwise" if (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() > 0 else "the other way"


cut = right[:, 300:]
print("OpenCV", cv2.__version__)
boxes = {name: found(picture) for name, picture in (("as it is", right), ("in a mirror", right[:, ::-1]), ("cut off", cut))}
for name, box in boxes.items():
    print(name, "nothing" if box is None else f"{turn(box)} {box.round().astype(int).tolist()}")
as_seen = all(box is not None for box in boxes.values())
as_seen = as_seen and turn(boxes["as it is"]) == "clockwise" and turn(boxes["in a mirror"]) == "the other way"
raise SystemExit(0 if as_seen and boxes["cut off"].min() < 0 else "the behaviour has changed")
PYTHON
"$folder/venv/bin/python" "$folder/look.py"
