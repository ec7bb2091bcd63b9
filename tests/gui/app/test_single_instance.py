"""A second start hands its paths to the window that is open."""

import json
import os
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from diar_gui.gui.app import single_instance
from diar_gui.gui.app.single_instance import Message, SingleInstance, own_address

START = """
import json, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from diar_gui.gui.app.single_instance import SingleInstance

def say(*words):
    print(json.dumps(words), flush=True)

app = QApplication([])
instance = SingleInstance(app, address=sys.argv[1])
if instance.hand_over([Path(name) for name in sys.argv[3:]], new_window=sys.argv[2] == "new"):
    say("handed over")
    sys.exit(0)
instance.received.connect(lambda paths: say("received", [str(path) for path in paths]))
say("window", instance.is_listening)
app.exec()
"""


class Start:
    """A start of the program in a process of its own."""

    def __init__(self, address: str, *paths: str, folder: Path | None = None, new: bool = False) -> None:
        command = [sys.executable, "-c", START, address, "new" if new else "any", *paths]
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment)

    def says(self) -> list:
        """Wait for the next thing it says."""
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline() or "[]")

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def address(tmp_path_factory):
    # The path of a socket may have about a hundred characters only.
    return own_address({"XDG_RUNTIME_DIR": str(tmp_path_factory.mktemp("s")), "DISPLAY": ":7"})


@pytest.fixture
def start(address):
    """Return a function that starts the program; all are ended with the test."""
    started = []

    def begin(*paths: str, folder: Path | None = None, new: bool = False) -> Start:
        started.append(Start(address, *paths, folder=folder, new=new))
        return started[-1]

    yield begin
    for each in started:
        each.end()


@pytest.fixture
def listening(qapp, address):
    """An instance in this process that listens, and what it received."""
    made = SingleInstance(address=address)
    assert not made.hand_over([])
    made.got = []
    made.received.connect(made.got.append)
    yield made
    made.stop()


def connected(address: str) -> QLocalSocket:
    socket = QLocalSocket()
    socket.connectToServer(address)
    assert socket.waitForConnected(5000)
    return socket


def is_gone(socket: QLocalSocket) -> bool:
    return socket.state() is QLocalSocket.LocalSocketState.UnconnectedState


def test_the_second_start_hands_over_and_ends(start, tmp_path):
    first = start("unimportant")
    assert first.says() == ["window", True]
    second = start("holiday", "/elsewhere/ä photo.jpg", folder=tmp_path)
    assert second.says() == ["handed over"]
    assert second.process.wait(60) == 0
    assert first.says() == ["received", [str(tmp_path / "holiday"), "/elsewhere/ä photo.jpg"]]
    third = start()
    assert third.says() == ["handed over"]
    assert first.says() == ["received", []]


def test_a_new_window_can_be_had(start):
    first, second = start(), None
    assert first.says() == ["window", True]
    second = start("photos", new=True)
    assert second.says() == ["window", False]
    third = start("/other")
    assert third.says() == ["handed over"]
    assert first.says() == ["received", ["/other"]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes the pipe away with the process")
def test_what_a_killed_start_left_behind_is_cleared(start, address):
    first = start()
    assert first.says() == ["window", True]
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(60)
    assert Path(address).exists()
    second = start()
    assert second.says() == ["window", True]
    assert start("/later").says() == ["handed over"]
    assert second.says() == ["received", ["/later"]]


def test_of_several_starts_at_once_one_becomes_the_window(start):
    starts = [start(f"/photo{i}") for i in range(4)]
    answers = [each.says() for each in starts]
    assert answers.count(["window", True]) == 1
    assert answers.count(["handed over"]) == 3
    window = starts[answers.index(["window", True])]
    received = {window.says()[1][0] for _ in range(3)}
    assert received == {f"/photo{i}" for i in range(4) if starts[i] is not window}


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files")
def test_only_the_same_user_may_connect(listening, address):
    assert Path(address).stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="owners of files")
def test_what_another_user_put_there_is_not_spoken_to(listening, address, monkeypatch):
    monkeypatch.setattr(single_instance.os, "getuid", lambda: Path(address).stat().st_uid + 1)
    other = SingleInstance(address=address)
    assert not other.hand_over([Path("/secret")])
    assert listening.got == []


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack(">I", 0xFFFFFFFF) + b"[",
        struct.pack(">I", 4) + b"nope",
        struct.pack(">I", 2) + b"{}",
        Message((Path("/a"),)).as_bytes() + b"more",
    ],
)
def test_nonsense_is_dropped_and_the_next_is_heard(listening, address, qtbot, sent):
    socket = connected(address)
    socket.write(sent)
    qtbot.waitUntil(lambda: is_gone(socket))
    assert listening.got == []
    polite = connected(address)
    polite.write(Message((Path("/a"),)).as_bytes())
    qtbot.waitUntil(lambda: is_gone(polite))
    assert listening.got == [[Path("/a")]]
    assert polite.readAll().data() == b"taken"


def test_a_message_may_come_in_pieces(listening, address, qtbot):
    socket = connected(address)
    for byte in Message((Path("/a"), Path("/b"))).as_bytes():
        socket.write(bytes([byte]))
        socket.flush()
        qtbot.wait(0)
    qtbot.waitUntil(lambda: bool(listening.got))
    assert listening.got == [[Path("/a"), Path("/b")]]


def test_the_silent_are_sent_away_and_hold_up_nobody(address, qapp, qtbot, monkeypatch):
    monkeypatch.setattr(single_instance, "_PATIENCE_MS", 200)
    listening = SingleInstance(address=address)
    listening.hand_over([])
    silent = [connected(address) for _ in range(20)]
    qtbot.waitUntil(lambda: all(is_gone(socket) for socket in silent))
    with qtbot.waitSignal(listening.received):
        polite = connected(address)
        polite.write(Message().as_bytes())
    qtbot.waitUntil(lambda: not listening._bytes)
    listening.stop()


def test_a_window_that_does_not_answer_is_not_waited_for(address, qapp, monkeypatch):
    monkeypatch.setattr(single_instance, "_PATIENCE_MS", 200)
    deaf = QLocalServer()
    assert deaf.listen(address)
    assert not SingleInstance(address=address).hand_over([Path("/a")])
    deaf.close()


def test_the_desktops_permission_to_come_to_the_front_is_passed_on(listening, address, qtbot, monkeypatch):
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "mine")
    socket = connected(address)
    socket.write(Message(token="theirs").as_bytes())
    qtbot.waitUntil(lambda: bool(listening.got))
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "theirs"


NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(
    names=st.lists(NAMES, max_size=5), token=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=256)
)
def test_messages_survive_the_way(names, token):
    message = Message(tuple(Path("/folder") / name for name in names), token)
    sent = message.as_bytes()
    (length,) = struct.unpack(">I", sent[:4])
    assert length == len(sent) - 4
    assert Message.from_body(sent[4:]) == message


@given(
    body=st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["paths", "token", "x"]), inner),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_body_is_believed_unless_it_is_a_message(body):
    message = Message.from_body(body)
    if message is not None:
        assert all(path.is_absolute() for path in message.paths)
        assert set(json.loads(body)) == {"paths", "token"}


@pytest.mark.parametrize(
    "values",
    [
        {"paths": ["relative"], "token": ""},
        {"paths": ["/with\0zero"], "token": ""},
        {"paths": [1], "token": ""},
        {"paths": "/a", "token": ""},
        {"paths": [], "token": "line\nbreak"},
        {"paths": [], "token": "x" * 257},
        {"paths": ["/a"] * 10_001, "token": ""},
        {"paths": [], "token": "", "more": 1},
    ],
)
def test_what_this_program_would_not_write_is_refused(values):
    assert Message.from_body(json.dumps(values).encode()) is None


def test_deep_nesting_is_refused():
    assert Message.from_body(b"[" * 100_000) is None


def test_each_screen_has_its_own_window(tmp_path):
    base = {"XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": ":0"}
    assert own_address(base) == own_address(dict(base))
    assert own_address(base) != own_address(base | {"DISPLAY": ":1"})
    assert own_address(base) != own_address(base | {"QT_QPA_PLATFORM": "offscreen"})
    assert Path(own_address(base)).parent == tmp_path
