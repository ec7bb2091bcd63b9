"""A picture into which a correction is still being worked says so, until it shows it."""

from dataclasses import replace

from window_driver import PATIENCE_MS

from diar_gui.gui.shown.photos import PhotoStatus


def are_veiled(window) -> set[bool]:
    return {veil.isVisibleTo(window) for veil in window.panes._veils}


def test_the_picture_of_before_is_not_passed_off_as_the_new_one(window, qtbot, make_photos, run_and_wait):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    run_and_wait(make_photos(4))
    assert are_veiled(window) == {False}
    before = window.session.result.reconstruction
    photo = next(p for p in window.session.photos if p.status is not PhotoStatus.REFERENCE)
    seen = []

    def look() -> None:
        seen.append((window.panes._snapshot.reconstruction is before, are_veiled(window)))

    window.session.snapshot_changed.connect(look)
    window.session.edit(window.session.editing.edits.with_photo(photo.path, is_on=False), "Switch off")
    assert are_veiled(window) == {True}
    qtbot.waitUntil(lambda: are_veiled(window) == {False}, timeout=PATIENCE_MS)
    assert window.panes._snapshot.reconstruction is window.session.result.reconstruction is not before
    assert all(veiled == {True} for is_old, veiled in seen if is_old)
