"""Amazon's event stream encoding, one message at a time."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

_STRING = 7


def encode(headers: Mapping[str, str], payload: bytes) -> bytes:
    """One message: prelude with its checksum, headers, payload, checksum of the whole."""
    packed = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack(">II", 16 + len(packed) + len(payload), len(packed))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + packed + payload
    return message + struct.pack(">I", zlib.crc32(message))


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack(">B", len(key)) + key + struct.pack(">BH", _STRING, len(text)) + text
