"""Asks how many frames of a video are to become photos, and shows which those would be."""

from pathlib import Path

from PySide6.QtCore import QSize, QThread, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.look.labels import label, wrapped_note
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.look.translations import in_window_language
from diar_gui.gui.videos.worker import VideoWorker
from diar_gui.videos import Survey

_SIZE = QSize(640, 420)
_PICTURE = QSize(140, 100)
_N_PROPOSED, _N_MOST = 12, 60
_LEAST = 2


class VideoDialog(QDialog):
    """Looks through the video as it opens; `taken` brings the files once they are written, `noticed` a sentence.

    Args:
        path: of the video.
        folder: into which the frames go; it must not exist.
        window: the dialog's parent.
    """

    taken = Signal(list)
    noticed = Signal(object)
    _look_wanted = Signal(object)
    _write_wanted = Signal(object, object, object)

    def __init__(self, path: Path, folder: Path, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Photos from a video"))
        self.resize(_SIZE)
        self._path, self._folder = path, folder
        self._survey: Survey | None = None
        self._make_parts()
        self._lay_out()
        self._worker = VideoWorker()
        self._thread = QThread(self)
        self._worker.moveToThread(self._thread)
        self._look_wanted.connect(self._worker.look_through)
        self._write_wanted.connect(self._worker.write)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.seen.connect(self._on_seen)
        self._worker.written.connect(self._on_written)
        self._worker.failed.connect(self._on_failed)
        self._worker.noticed.connect(self.noticed)
        self.finished.connect(self._stop)
        self._thread.start()
        self._look_wanted.emit(path)

    def _make_parts(self) -> None:
        self.title = label(
            self.tr("How many photos are to be taken from {name}?").format(name=self._path.name), "headline"
        )
        self.title.setWordWrap(True)
        self.number = QSpinBox()
        self.number.setRange(_LEAST, _N_MOST)
        self.number.setValue(_N_PROPOSED)
        self.number.setAccessibleName(self.tr("Number of photos"))
        self.number.valueChanged.connect(self._show_frames)
        self.what = label(self.tr("sharp frames, spread over its length"), "muted")
        self.frames = QListWidget()
        self.frames.setAccessibleName(self.tr("Frames that would be taken"))
        self.frames.setViewMode(QListWidget.ViewMode.IconMode)
        self.frames.setIconSize(_PICTURE)
        self.frames.setMovement(QListWidget.Movement.Static)
        self.frames.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.frames.setSpacing(4)
        self.note = wrapped_note()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take_button = self.buttons.addButton(self.tr("Take photos"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.take_button.setObjectName("primary")
        self.take_button.setEnabled(False)
        self.take_button.clicked.connect(self._on_take)
        self.buttons.rejected.connect(self.reject)
        self.note.setText(self.tr("Looking through the video\u2026"))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.number)
        line.addWidget(self.what, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addLayout(line)
        layout.addWidget(self.frames, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.bar)
        layout.addWidget(self.buttons)

    @Slot(float)
    def _on_progressed(self, fraction: float) -> None:
        self.bar.setValue(round(fraction * 1000))

    @Slot(object)
    def _on_seen(self, survey: Survey) -> None:
        self._survey = survey
        self.number.setMaximum(max(_LEAST, min(_N_MOST, len(survey.sharpness))))
        self.bar.hide()
        self.take_button.setEnabled(True)
        self.note.setText(self.tr("They are written into {folder}.").format(folder=self._folder))
        self._show_frames()

    @Slot()
    def _show_frames(self) -> None:
        if self._survey is None:
            return
        self.frames.clear()
        for number in self._survey.sharpest(self.number.value()):
            pixels = self._survey.thumbnail(number)
            image = image_on(pixels)
            text = self.tr("Frame {n}").format(n=number + 1)
            self.frames.addItem(QListWidgetItem(QIcon(QPixmap.fromImage(image)), text))

    @Slot()
    def _on_take(self) -> None:
        if self._survey is None:
            return
        self.take_button.setEnabled(False)
        self.number.setEnabled(False)
        self.bar.setValue(0)
        self.bar.show()
        self.note.setText(self.tr("Taking photos\u2026"))
        self._write_wanted.emit(self._path, self._survey.sharpest(self.number.value()), self._folder)

    @Slot(list)
    def _on_written(self, photos: list[Path]) -> None:
        self.taken.emit(photos)
        self.accept()

    @Slot(object)
    def _on_failed(self, sentence: str) -> None:
        self.bar.hide()
        self.note.setText(in_window_language(sentence))
        self.note.setObjectName("")
        self.take_button.setEnabled(False)

    @Slot()
    def _stop(self) -> None:
        self._worker.cancel.set()
        self._thread.quit()
        self._thread.wait()
