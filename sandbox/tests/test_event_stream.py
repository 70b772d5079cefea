from __future__ import annotations

import unittest

from botocore.eventstream import EventStreamBuffer

from overlay.event_stream import encode


class Encoding(unittest.TestCase):
    def test_is_read_back_by_the_sdk(self):
        buffer = EventStreamBuffer()
        buffer.add_data(encode({":message-type": "event", ":event-type": "PayloadPart"}, b"part"))
        (message,) = list(buffer)
        self.assertEqual(message.headers, {":message-type": "event", ":event-type": "PayloadPart"})
        self.assertEqual(message.payload, b"part")
