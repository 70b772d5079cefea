"""Log groups: CloudWatch Logs checks that it may use the key, which the emulator only stores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region

from overlay.permissions import Denied
from overlay.service_access import require_key

# Those with the group in their encryption context:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
_ACTIONS = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")


def with_admitted_key(original: Callable[..., Any], props_at: int) -> Callable[..., Any]:
    """A handler that fails when the policy of the key does not admit CloudWatch Logs of the Region for the group.

    Args:
        props_at: the position of the properties among the arguments of the handler
    """

    def handle(*args: Any) -> Any:
        props = args[props_at]
        key = props.get("KmsKeyId")
        # A group without a name gets one that no policy can name before.
        group = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{props.get('LogGroupName', '')}"
        try:
            for action in _ACTIONS if key else ():
                service = f"logs.{get_region()}.amazonaws.com"
                require_key(service, key, action, {"kms:EncryptionContext:aws:logs:arn": group})
        except Denied as error:
            raise ValueError(f"The specified KMS key is not allowed to be used with Arn '{group}': {error}") from error
        return original(*args)

    return handle
