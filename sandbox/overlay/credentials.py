"""Sessions of a workload's own role, so that what a service does for it is held to that role's permissions."""

from __future__ import annotations

import hashlib
from typing import Any

import botocore.config
import botocore.session
from ministack.core.responses import get_account_id, get_region
from ministack.services import sts

from overlay.settings import from_environment


def role_client(service: str, role_arn: str, session_name: str) -> Any:
    """A client of the emulator that is signed as the role, not as the account's root."""
    role = role_arn.rsplit("/", 1)[-1]
    digest = hashlib.sha256(f"{role_arn}:{session_name}".encode()).hexdigest()
    key, secret, token = f"ASIA{digest[:16].upper()}", digest[16:56], digest
    account = role_arn.split(":")[4] if role_arn.count(":") >= 5 else get_account_id()
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role}/{session_name}",
            "UserId": f"{role}:{session_name}",
            "AccountId": account,
            "PrincipalType": "AssumedRole",
            "SecretAccessKey": secret,
            "SessionToken": token,
        },
    )
    return botocore.session.get_session().create_client(
        service,
        region_name=get_region(),
        endpoint_url=f"http://127.0.0.1:{from_environment().port}",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )
