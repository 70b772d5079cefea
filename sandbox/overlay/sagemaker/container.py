"""One model container as a local process that follows SageMaker's hosting contract.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html: the process listens on a port,
answers ``GET /ping`` with 200 when it is ready, and predicts on ``POST /invocations``.
"""

from __future__ import annotations

import http.client
import io
import json
import logging
import os
import re
import socket
import subprocess
import sys
import tarfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import botocore.exceptions
from ministack.core.responses import get_region
from ministack.services import s3

from overlay.credentials import role_client
from overlay.permissions import Denied, require
from overlay.settings import from_environment

logger = logging.getLogger("overlay.container")

_LONGEST_START_SECONDS = 60.0
_INVOCATION_SECONDS = 60.0


_REGISTRY = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/([^:@]+)")


class ContainerError(RuntimeError):
    """The container could not be started; the message is what DescribeEndpoint shows as FailureReason."""


class Container:
    """A running model server."""

    def __init__(self, name: str, definition: dict[str, Any], role_arn: str, package_group: str | None) -> None:
        self.name = name
        self._definition = definition
        self._role_arn = role_arn
        self._package_group = package_group
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self.port = 0

    def start(self, startup_seconds: float) -> None:
        """Fetches the weights with the model's role, starts the process and waits until it answers its ping.

        Raises:
            ContainerError: saying which step failed.
        """
        try:
            self._start(startup_seconds)
        except (ContainerError, Denied) as error:
            raise ContainerError(str(error)) from error
        except Exception as error:
            # Otherwise the endpoint would stay in its transition for ever.
            logger.exception("the container of %s could not be started", self.name)
            raise ContainerError(f"InternalFailure: {error}") from error

    def _start(self, startup_seconds: float) -> None:
        settings = from_environment()
        folder = settings.run_folder / "containers" / f"{self.name}-{time.time_ns()}"
        (folder / "model").mkdir(parents=True)
        command = command_for(self._package_group, settings.programs)
        self._pull_image()
        self._fetch(folder / "model")
        self.port = _free_port()
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONUNBUFFERED": "1",
            **{key: str(value) for key, value in (self._definition.get("Environment") or {}).items()},
            "SAGEMAKER_BIND_TO_PORT": str(self.port),
            "SM_MODEL_DIR": str(folder / "model"),
        }
        log = settings.run_folder / "logs" / f"container-{self.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            # The pipe ends when the emulator does, however it ends; the servers stop then.
            self._process = subprocess.Popen(
                command, env=environment, cwd=folder, stdin=subprocess.PIPE, stdout=output, stderr=output
            )
        self._wait_for_ping(min(startup_seconds, _LONGEST_START_SECONDS), log)

    def stop(self) -> None:
        """Ends the process."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()

    def invoke(self, body: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Sends one request; the answer is read by the caller, so that it can be streamed.

        Raises:
            OSError: when the container does not answer.
        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/invocations", data=body, headers=headers, method="POST"
        )
        try:
            return urllib.request.urlopen(request, timeout=_INVOCATION_SECONDS)
        except urllib.error.HTTPError as error:
            return error  # type: ignore[return-value]  # It is a response too, with the status of the model's refusal.

    def _pull_image(self) -> None:
        """No image is pulled, but the role must be allowed to."""
        match = _REGISTRY.match(str(self._definition.get("Image", "")))
        if match is None:
            return
        account, region, repository = match.groups()
        arn = f"arn:aws:ecr:{region}:{account}:repository/{repository}"
        require(self._role_arn, "ecr:GetAuthorizationToken", "*")
        for action in ("BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage"):
            require(self._role_arn, f"ecr:{action}", arn)

    def _decrypt(self, bucket: str) -> None:
        """The emulator's S3 does not ask KMS: the role must be allowed to decrypt what the bucket's key encrypts."""
        key = _bucket_key(bucket)
        if key is not None:
            require(self._role_arn, "kms:Decrypt", key, {"kms:ViaService": f"s3.{get_region()}.amazonaws.com"})

    def _fetch(self, target: Path) -> None:
        source = self._definition.get("ModelDataSource", {}).get("S3DataSource")
        url = source["S3Uri"] if source else self._definition.get("ModelDataUrl")
        if not url:
            return
        bucket, _, key = url.removeprefix("s3://").partition("/")
        self._decrypt(bucket)
        client = role_client("s3", self._role_arn, "SageMaker")
        try:
            if source and source.get("S3DataType") == "S3Prefix" and source.get("CompressionType", "None") == "None":
                self._fetch_prefix(client, bucket, key, target)
            else:
                packed = client.get_object(Bucket=bucket, Key=key)["Body"].read()
                with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                    for member in archive:
                        content = archive.extractfile(member)
                        if content is not None:
                            _write_below(target, member.name, content.read())
        except botocore.exceptions.ClientError as error:
            raise ContainerError(f"could not read the model data at {url}: {error}") from error

    def _fetch_prefix(self, client: Any, bucket: str, prefix: str, target: Path) -> None:
        found = client.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
        if not found:
            raise ContainerError(f"no model data below s3://{bucket}/{prefix}")
        for item in found:
            name = item["Key"][len(prefix) :].lstrip("/")
            _write_below(target, name, client.get_object(Bucket=bucket, Key=item["Key"])["Body"].read())

    def _wait_for_ping(self, seconds: float, log: Path) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            process = self._process
            if process is None or process.poll() is not None:
                code = "stopped" if process is None else f"exit code {process.returncode}"
                raise ContainerError(
                    f"the container of {self.name} ended before it answered a ping ({code}); see {log}"
                )
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ping", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            time.sleep(0.05)
        self.stop()
        raise ContainerError(
            f"The primary container for production variant {self.name} did not pass the ping health check; see {log}"
        )


def command_for(package_group: str | None, programs: Path) -> list[str]:
    """The command of the program that stands for the containers of a model package group.

    Raises:
        ContainerError: when none does, since another model's would answer for this one.
    """
    known = json.loads(programs.read_text(encoding="utf-8"))
    if package_group not in known:
        raise ContainerError(f"no program stands for the model package group {package_group} in {programs}")
    program = known[package_group]
    return [sys.executable, program] if program.endswith(".py") else [program]


def _bucket_key(bucket: str) -> str | None:
    """ARN of the key that encrypts the bucket by default; None for keys that are not the account's own."""
    status, _headers, body = s3._get_bucket_encryption(bucket)
    text = body.decode() if isinstance(body, bytes) else str(body)
    found = re.search(r"<KMSMasterKeyID>([^<]+)</KMSMasterKeyID>", text) if status == 200 else None
    key = found[1] if found else ""
    return key if key.startswith("arn:") else None


def _write_below(folder: Path, name: str, content: bytes) -> None:
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ContainerError(f"the model file {name} would lie outside the model folder")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
