#!/usr/bin/env bash
# We wrote text into a picture in floating point, into which lines are drawn as well, and guessed that what draws a line
# into a picture draws text there too, as it always had. OpenCV 5 draws text by another way (true type
# outlines), which takes pictures of 8 bits only: on floating point and 16 bits it raises an error, though lines and
# circles still go there. The text also comes out at another size than by OpenCV 4 with the same scale.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/look.py" <<'PYTHON'
import cv2
import numpy as np

print("opencv", cv2.__version__)
for depth in (np.uint8, np.uint16, np.float32):
    for name in ("line", "text"):
        picture = np.zeros((60, 200, 3), depth)
        try:
            if name == "line":
                cv2.line(picture, (5, 30), (190, 30), (1, 1, 1))
            else:
                cv2.putText(picture, "10 cm", (5, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (1, 1, 1))
            print(name, depth.__name__, "drawn" if picture.any() else "nothing drawn")
        except cv2.error as error:
            print(name, depth.__name__, "refused:", error.err)
print("size of 10 cm:", cv2.getTextSize("10 cm", cv2.FONT_HERSHEY_SIMPLEX, 1.0, 1)[0])
PYTHON
for version in 4.13.0.92 5.0.0.93; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet "opencv-python-headless==$version"
  "$folder/$version/bin/python" "$folder/look.py" | tee "$folder/$version.txt"
done
behaviour=same
for depth in uint8 uint16 float32; do
  for name in line text; do grep -q "^$name $depth drawn" "$folder/4.13.0.92.txt" || behaviour=other; done
  grep -q "^line $depth drawn" "$folder/5.0.0.93.txt" || behaviour=other
done
grep -q "^text uint8 drawn" "$folder/5.0.0.93.txt" || behaviour=other
for depth in uint16 float32; do grep -q "^text $depth refused" "$folder/5.0.0.93.txt" || behaviour=other; done
[ "$(grep size "$folder/4.13.0.92.txt")" != "$(grep size "$folder/5.0.0.93.txt")" ] || behaviour=other
[ $behaviour = same ] || { echo "the behaviour has changed"; exit 1; }
