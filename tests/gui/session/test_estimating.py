"""What a run would need is told as soon as photos are listed."""

from window_driver import PATIENCE_MS


def test_the_estimate_is_shown_before_the_run(window, qtbot, make_photos, open_and_wait):
    open_and_wait(make_photos(3))
    qtbot.waitUntil(lambda: window.bottom_bar.text.text().startswith("This needs about"), timeout=PATIENCE_MS)
    assert window.bottom_bar.text.text().endswith(".")
