"""Serves it by SageMaker's container contract: stops and kilometres as text/csv in, minutes as JSON out."""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MODEL = json.loads((Path(os.environ["SM_MODEL_DIR"]) / "model.json").read_text(encoding="utf-8"))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send(200, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            stops, kilometres = (float(cell) for cell in body.decode().split(","))
        except ValueError:
            self.send(400, {"error": "send stops,kilometres"})
            return
        self.send(200, {"minutes": stops * MODEL["stop"] + kilometres * MODEL["kilometre"]})

    def send(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


def end_with_emulator():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_emulator, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", int(os.environ["SAGEMAKER_BIND_TO_PORT"])), Handler).serve_forever()
