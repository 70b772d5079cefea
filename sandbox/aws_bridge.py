"""Calls AWS operations for the sandbox's driver: one JSON request for each line of standard input, one answer each.

A request is ``{"id", "service", "operation", "region", "account", "parameters"}``; bytes in parameters are
``{"$base64": text}``. An answer is ``{"id", "result"}`` or ``{"id", "error": {"code", "message"}}``. The endpoint comes
from ``AWS_ENDPOINT_URL``, which must be a loopback address, so that no real account can be reached.
"""

from __future__ import annotations

import base64
import datetime
import functools
import json
import os
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.config import Config
from botocore.eventstream import EventStream
from botocore.exceptions import BotoCoreError, ClientError
from botocore.response import StreamingBody

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@functools.cache
def client(service: str, account: str, region: str) -> Any:
    """A client of the emulator for one account and Region."""
    return botocore.session.get_session().create_client(
        service,
        region_name=region,
        endpoint_url=os.environ["AWS_ENDPOINT_URL"],
        aws_access_key_id=account,
        aws_secret_access_key="test",
        config=Config(s3={"addressing_style": "path"}, retries={"mode": "standard", "total_max_attempts": 6}, read_timeout=120),
    )


def to_parameters(value: Any) -> Any:
    """Request parameters, with bytes decoded."""
    if isinstance(value, dict):
        if set(value) == {"$base64"}:
            return base64.b64decode(value["$base64"])
        return {key: to_parameters(item) for key, item in value.items()}
    return [to_parameters(item) for item in value] if isinstance(value, list) else value


def to_json(value: Any) -> Any:
    """An answer as JSON has it: streams are read to their end."""
    if isinstance(value, StreamingBody):
        return value.read().decode("utf-8", "replace")
    if isinstance(value, EventStream):
        parts = [event["PayloadPart"]["Bytes"].decode("utf-8", "replace") for event in value if "PayloadPart" in event]
        return {"parts": parts}
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if isinstance(value, datetime.datetime) else value


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Runs one request."""
    try:
        target = client(request["service"], request["account"], request["region"])
        method = getattr(target, request["operation"])
        return {"id": request["id"], "result": to_json(method(**to_parameters(request.get("parameters", {}))))}
    except ClientError as error:
        details = error.response.get("Error", {})
        return {"id": request["id"], "error": {"code": details.get("Code", ""), "message": str(error)}}
    except (BotoCoreError, AttributeError) as error:
        return {"id": request["id"], "error": {"code": type(error).__name__, "message": str(error)}}


def main() -> None:
    """Answers until the input ends; requests run side by side."""
    host = urlsplit(os.environ["AWS_ENDPOINT_URL"]).hostname
    if host not in LOOPBACK:
        sys.exit(f"the sandbox speaks to loopback addresses only, not to {host}")
    lock = threading.Lock()

    def run(request: dict[str, Any]) -> None:
        text = json.dumps(answer(request), default=str)
        with lock:
            print(text, flush=True)

    for line in sys.stdin:
        threading.Thread(target=run, args=(json.loads(line),), daemon=True).start()


if __name__ == "__main__":
    main()
