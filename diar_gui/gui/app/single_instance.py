"""One window per user and screen: a second start hands its paths to the first and ends.

They talk over a local socket that only the same user may open. Nothing is believed unchecked: a message has a largest
length, a time limit, and has to be what the second start would have written.
"""

import hashlib
import json
import logging
import os
import struct
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_MAX_MESSAGE_BYTES = 4_000_000
_MAX_N_PATHS = 10_000
_MAX_N_TALKS = 8
_PATIENCE_MS = 3000
_HEADER = struct.Struct(">I")
_ANSWER = b"taken"
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """What a second start says: absolute paths to open, and the desktop's permission to come to the front."""

    paths: tuple[Path, ...] = ()
    token: str = ""

    def as_bytes(self) -> bytes:
        """Return it as it is sent: its length, then JSON."""
        body = json.dumps({"paths": [str(path) for path in self.paths], "token": self.token}).encode()
        return _HEADER.pack(len(body)) + body

    @classmethod
    def from_body(cls, body: bytes) -> "Message | None":
        """Return what was sent, without its length; None where it is nothing that this program writes."""
        try:
            values = json.loads(body)
        except (ValueError, RecursionError):
            return None
        if not isinstance(values, dict) or set(values) != {"paths", "token"}:
            return None
        paths, token = values["paths"], values["token"]
        if not isinstance(paths, list) or len(paths) > _MAX_N_PATHS:
            return None
        if not all(isinstance(path, str) and "\0" not in path and Path(path).is_absolute() for path in paths):
            return None
        is_token = isinstance(token, str) and len(token) <= 256 and token.isascii() and token.isprintable()
        return cls(tuple(map(Path, paths)), token) if is_token else None


class SingleInstance(QObject):
    """Finds the window that is open already, or waits for later starts: `received` brings their paths, maybe none."""

    received = Signal(list)

    def __init__(self, parent: QObject | None = None, *, address: str | None = None) -> None:
        """Make it; it neither speaks nor listens yet. `address` is the socket's, of this user and screen if None."""
        super().__init__(parent)
        self._address = address or own_address()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MAX_N_TALKS)
        self._server.newConnection.connect(self._on_connection)
        self._bytes: dict[QLocalSocket, bytearray] = {}

    @property
    def is_listening(self) -> bool:
        """Whether later starts will find this one."""
        return self._server.isListening()

    def hand_over(self, paths: Sequence[Path], *, new_window: bool = False) -> bool:
        """Give the paths to the window that is open, or become the one that later starts find.

        Args:
            paths: what this start was to open.
            new_window: whether this start opens a window in any case.

        Returns:
            whether an open window has taken them; then this start has nothing left to do.
        """
        # Two starts at the same time must not both find nobody; a lock that stays taken is no reason not to open.
        lock = QLockFile(_lock_path(self._address))
        lock.tryLock(_PATIENCE_MS)
        try:
            socket = self._connected()
            if socket is None:
                QLocalServer.removeServer(self._address)  # what an ended process has left
                self._server.listen(self._address)
                return False
            is_taken = not new_window and _is_taken(socket, Message(_absolute(paths), _token(os.environ)))
            socket.abort()
            return is_taken
        finally:
            lock.unlock()

    def stop(self) -> None:
        """Listen no more."""
        self._server.close()

    def _connected(self) -> QLocalSocket | None:
        if not _is_own(self._address):
            return None
        socket = QLocalSocket(self)
        socket.connectToServer(self._address)
        return socket if socket.waitForConnected(_PATIENCE_MS) else None

    # The side that listens.

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if len(self._bytes) >= _MAX_N_TALKS:
                socket.abort()
                socket.deleteLater()
                continue
            self._bytes[socket] = bytearray()
            socket.readyRead.connect(self._on_bytes)
            socket.disconnected.connect(self._on_gone)
            QTimer.singleShot(_PATIENCE_MS, socket, socket.abort)

    @Slot()
    def _on_bytes(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QLocalSocket) or socket not in self._bytes:
            return
        got = self._bytes[socket]
        got += socket.read(_HEADER.size + _MAX_MESSAGE_BYTES - len(got)).data()
        if len(got) < _HEADER.size:
            return
        (length,) = _HEADER.unpack_from(got)
        if length > _MAX_MESSAGE_BYTES or len(got) > _HEADER.size + length:
            socket.abort()
        elif len(got) == _HEADER.size + length:
            self._take(socket, bytes(got[_HEADER.size :]))

    def _take(self, socket: QLocalSocket, body: bytes) -> None:
        message = Message.from_body(body)
        if message is None:
            socket.abort()
            return
        socket.write(_ANSWER)
        socket.flush()
        socket.disconnectFromServer()
        if message.token:
            os.environ[_TOKENS[0]] = message.token  # Qt reads it when the window asks to be activated
        _log.info("A later start hands over %d paths", len(message.paths))
        self.received.emit(list(message.paths))

    @Slot()
    def _on_gone(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._bytes.pop(socket, None)
            socket.deleteLater()


def own_address(environment: Mapping[str, str] = os.environ) -> str:
    """Return the address of the socket of this user on this screen."""
    screen = environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY") or environment.get("SESSIONNAME", "")
    user = str(os.getuid()) if hasattr(os, "getuid") else environment.get("USERNAME", "")
    platform = environment.get("QT_QPA_PLATFORM", "")
    name = f"diar-gui-{hashlib.sha256(repr((user, screen, platform)).encode()).hexdigest()[:16]}"
    if sys.platform == "win32":
        return name
    folder = environment.get("XDG_RUNTIME_DIR", "")
    return str(Path(folder if folder and Path(folder).is_dir() else tempfile.gettempdir()) / name)


def _lock_path(address: str) -> str:
    place = Path(address)
    return f"{place if place.is_absolute() else Path(tempfile.gettempdir()) / address}.lock"


def _is_own(address: str) -> bool:
    """Tell whether a socket at that address would be this user's: in a shared folder others could put theirs there."""
    if not hasattr(os, "getuid"):
        return True
    try:
        return Path(address).lstat().st_uid == os.getuid()
    except OSError:
        return False


def _is_taken(socket: QLocalSocket, message: Message) -> bool:
    """Send the message and tell whether the other side has answered that it takes it."""
    socket.write(message.as_bytes())
    deadline = QDeadlineTimer(_PATIENCE_MS)
    answer = b""
    while len(answer) < len(_ANSWER) and socket.waitForReadyRead(deadline.remainingTime()):
        answer += socket.readAll().data()
    return answer == _ANSWER


def _absolute(paths: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(path.absolute() for path in paths)


def _token(environment: Mapping[str, str]) -> str:
    """Return what the desktop gave this start so that its window may come to the front."""
    return next((environment[name] for name in _TOKENS if environment.get(name)), "")[:256]
