"""The network interfaces of instances: nothing is created, but the role must be allowed to."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from overlay.behaviours import contradicts
from overlay.permissions import refuse, require, require_each

# https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
_LOOK_UP = ("DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs")

_refused = contradicts("A-ENI", "the execution role may create no network interface, so no endpoint starts")


def connect(role_arn: str, vpc_config: dict[str, Any] | None) -> None:
    """Checks what SageMaker does with the role to place an instance into each subnet.

    Raises:
        Denied: naming role, action and resource.
    """
    if not vpc_config:
        return
    for kind in _LOOK_UP:
        require(role_arn, f"ec2:Describe{kind}", "*")
    groups = {_arn("security-group", group): _place(ec2._security_groups, group) for group in _groups(vpc_config)}
    for subnet in vpc_config["Subnets"]:
        place = _place(ec2._subnets, subnet)
        interface, subnet_arn = _arn("network-interface", f"eni-{subnet.removeprefix('subnet-')}"), _arn("subnet", subnet)
        if _refused():
            refuse(role_arn, "ec2:CreateNetworkInterface", interface)
        # Each resource is given all keys of the place: which of them count, its type decides.
        every = {**place, "ec2:Subnet": subnet_arn, "ec2:SubnetID": subnet}
        require_each(role_arn, "ec2:CreateNetworkInterface", {interface: every, subnet_arn: every, **groups})
        require_each(role_arn, "ec2:CreateNetworkInterfacePermission", {interface: every})


def _groups(vpc_config: dict[str, Any]) -> list[str]:
    return list(vpc_config.get("SecurityGroupIds") or [])


def _place(known: Any, name: str) -> dict[str, Any]:
    vpc = (known.get(name) or {}).get("VpcId")
    return {} if vpc is None else {"ec2:Vpc": _arn("vpc", vpc)}


def _arn(kind: str, name: str) -> str:
    return f"arn:aws:ec2:{get_region()}:{get_account_id()}:{kind}/{name}"
