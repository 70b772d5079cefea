"""What the stand-ins share: SageMaker's container contract over HTTP, and what they take for weights."""

from __future__ import annotations

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def weights() -> str:
    """The name of the model whose weights were fetched: what ``sandbox/models/weights.ts`` registers for a stand-in.

    Raises:
        OSError: when there are none, so that the container does not come up.
    """
    return (Path(os.environ["SM_MODEL_DIR"]) / "stand-in.txt").read_text(encoding="utf-8")


class ContractHandler(BaseHTTPRequestHandler):
    """``GET /ping`` and ``POST /invocations``; a stand-in defines ``invoke``."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The health check."""
        self.answer(200 if self.path == "/ping" else 404, {})

    def do_POST(self) -> None:
        """One invocation."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/invocations":
            self.answer(404, {"error": f"no such path: {self.path}"})
            return
        self.invoke(body)

    def invoke(self, body: bytes) -> None:
        """Answers one invocation."""
        raise NotImplementedError

    def answer(self, status: int, value: object) -> None:
        """Sends one JSON answer."""
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""


def serve(handler: type[ContractHandler]) -> None:
    """Listens until the process that started this one ends."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
    port = int(os.environ["SAGEMAKER_BIND_TO_PORT"])
    ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()
