"""Libraries that print past Python are kept quiet, and only they."""

import os
import threading

from diar_gui.image_codecs import quiet_stderr


def test_standard_error_is_back_afterwards_also_with_several_threads(capfd):
    inside, leave = threading.Event(), threading.Event()

    def other():
        with quiet_stderr():
            inside.set()
            leave.wait()

    thread = threading.Thread(target=other)
    thread.start()
    inside.wait()
    with quiet_stderr():
        os.write(2, b"unheard\n")
    leave.set()
    thread.join()
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"
