"""Serves the churn model by SageMaker's container contract.

``GET /ping`` answers 200 when the model is loaded. ``POST /invocations`` takes ``application/json``
(``{"instances": [{"tenure_months": 3, …}]}``) or ``text/csv`` without a header row, and answers
``{"predictions": [{"score": 0.81}]}``. The port is ``SAGEMAKER_BIND_TO_PORT`` or 8080; the weights lie in
``SM_MODEL_DIR`` or ``/opt/ml/model``. Answers name the version that gave them, the ARN in ``MODEL_PACKAGE_ARN``, in the
header ``X-Amzn-SageMaker-Custom-Attributes``: judges publish what they find under it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from model import Model

LONGEST_BODY = 6 * 1024 * 1024


class Refused(ValueError):
    """The request is not one that the model can answer."""


def rows_of(body: bytes, content_type: str, features: tuple[str, ...]) -> list[list[float]]:
    """The feature rows of a request.

    Raises:
        Refused: naming what is missing or wrong.
    """
    kind = content_type.split(";")[0].strip()
    try:
        if kind == "text/csv":
            lines = [line for line in body.decode("utf-8").splitlines() if line.strip()]
            return [[float(cell) for cell in line.split(",")] for line in lines]
        if kind == "application/json":
            instances = json.loads(body)["instances"]
            missing = sorted({name for item in instances for name in features if name not in item})
            if missing:
                raise Refused(f"missing features: {', '.join(missing)}")
            return [[float(item[name]) for name in features] for item in instances]
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"cannot read the request as {kind}: {error}") from error
    raise Refused(f"content type {kind or 'none'} is not supported; send application/json or text/csv")


class Handler(BaseHTTPRequestHandler):
    """One request."""

    model: Model
    version = os.environ.get("MODEL_PACKAGE_ARN", "")
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The health check."""
        self._answer(200 if self.path == "/ping" else 404, {})

    def do_POST(self) -> None:
        """A prediction."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/invocations" or length > LONGEST_BODY:
            self.close_connection = True
            self._answer(404 if length <= LONGEST_BODY else 413, {"error": "not an invocation of at most 6 MiB"})
            return
        body = self.rfile.read(length)
        try:
            rows = rows_of(body, self.headers.get("Content-Type") or "", self.model.features)
            scores = [self.model.score(row) for row in rows]
        except ValueError as error:
            self._answer(400, {"error": str(error)})
            return
        self._answer(200, {"predictions": [{"score": round(score, 6)} for score in scores]})

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged: they hold customer data."""

    def _answer(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.version:
            self.send_header("X-Amzn-SageMaker-Custom-Attributes", self.version)
        self.end_headers()
        self.wfile.write(body)


def end_with_parent() -> None:
    """Ends this process when the one that started it closes its pipe, so that none is left behind."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    if not sys.stdin.isatty():
        threading.Thread(target=wait, daemon=True).start()


def main() -> None:
    """Loads the model, then listens."""
    Handler.model = Model.load(Path(os.environ.get("SM_MODEL_DIR", "/opt/ml/model")) / "model.json")
    if "SAGEMAKER_BIND_TO_PORT" in os.environ:
        end_with_parent()
        host, port = "127.0.0.1", int(os.environ["SAGEMAKER_BIND_TO_PORT"])
    else:
        host, port = "0.0.0.0", 8080
    ThreadingHTTPServer((host, port), Handler).serve_forever()


if __name__ == "__main__":
    main()
