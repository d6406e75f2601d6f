"""What the web server is told beyond its command line, wherever it is started from this folder.

A thread reads its request from the client's line. A telephone that loses its network says nothing more, and would hold
that thread for good: the kernel gives up such a line. Connections inherit what their listener was told.
"""

import logging
import socket
import struct
from typing import Any

SILENT_SECONDS = 15
"""A client that has begun a request and then says nothing, or reads nothing of its answer, for so long is let go."""


def when_ready(server: Any) -> None:
    """Tell the listeners before anybody is served."""
    silence = struct.pack("ll", SILENT_SECONDS, 0)
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, silence)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, silence)
    logging.getLogger("gunicorn.error").addFilter(_worth_a_line)


def _worth_a_line(record: logging.LogRecord) -> bool:
    """That somebody went silent is no fault of ours."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))
