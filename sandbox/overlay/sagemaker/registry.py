"""Model package groups and model packages."""

from __future__ import annotations

from ministack.core import iam_evaluator

from overlay.sagemaker import events, store
from overlay.sagemaker.models import package
from overlay.sagemaker.store import PACKAGE_GROUPS, PACKAGES, Record, ServiceError


def create_group(request: Record) -> Record:
    """CreateModelPackageGroup."""
    name = request["ModelPackageGroupName"]
    store.refuse_taken(PACKAGE_GROUPS, "model-package-group", name)
    group = {
        **request,
        "ModelPackageGroupArn": store.arn("model-package-group", name),
        "ModelPackageGroupStatus": "Completed",
        "CreationTime": store.now(),
        "_versions": 0,
    }
    store.put_tags(group["ModelPackageGroupArn"], group.pop("Tags", None))
    PACKAGE_GROUPS[name] = group
    return {"ModelPackageGroupArn": group["ModelPackageGroupArn"]}


def delete_group(request: Record) -> Record:
    """DeleteModelPackageGroup; a group that still has versions is kept, as on AWS."""
    group = store.find(PACKAGE_GROUPS, "model-package-group", request["ModelPackageGroupName"])
    name = group["ModelPackageGroupName"]
    if any(item.get("ModelPackageGroupName") == name for item in PACKAGES.values()):
        raise ServiceError(f"Cannot delete Model Package Group {name} because it contains model packages.")
    del PACKAGE_GROUPS[name]
    return {}


def create_package(request: Record) -> Record:
    """CreateModelPackage: a version in a group."""
    group_name = request.get("ModelPackageGroupName")
    if group_name is None:
        raise ServiceError("Only versioned model packages are supported here: ModelPackageGroupName is required.")
    group = store.find(PACKAGE_GROUPS, "model-package-group", group_name)
    group["_versions"] += 1
    name, version = group["ModelPackageGroupName"], group["_versions"]
    created = store.now()
    record = {
        "ModelApprovalStatus": "PendingManualApproval",
        **{key: value for key, value in request.items() if key not in ("Tags", "ClientToken")},
        "ModelPackageGroupName": name,
        "ModelPackageVersion": version,
        "ModelPackageArn": store.arn("model-package", f"{name}/{version}"),
        "ModelPackageStatus": "Completed",
        "ModelPackageStatusDetails": {"ValidationStatuses": [], "ImageScanStatuses": []},
        "CreationTime": created,
        "CreatedBy": _caller(),
        "LastModifiedTime": created,
        "LastModifiedBy": _caller(),
    }
    PACKAGES[record["ModelPackageArn"]] = record
    store.put_tags(record["ModelPackageArn"], request.get("Tags"))
    events.package_state(record, ["ModelPackageStatus", "ModelApprovalStatus"])
    return {"ModelPackageArn": record["ModelPackageArn"]}


def _caller() -> Record:
    return {"IamIdentity": {"Arn": iam_evaluator.caller_arn()}}


def describe_package(request: Record) -> Record:
    """DescribeModelPackage."""
    return package(request["ModelPackageName"])


def update_package(request: Record) -> Record:
    """UpdateModelPackage: approval, description, metadata and life cycle stage."""
    record = package(request["ModelPackageArn"])
    updated = [key for key in request if key not in ("ModelPackageArn", "ClientToken")]
    metadata = {**record.get("CustomerMetadataProperties", {}), **request.get("CustomerMetadataProperties", {})}
    for key in request.get("CustomerMetadataPropertiesToRemove", []):
        metadata.pop(key, None)
    kept = ("ModelApprovalStatus", "ApprovalDescription", "ModelLifeCycle", "ModelCard", "SourceUri")
    record.update({key: request[key] for key in kept if key in request})
    if metadata:
        record["CustomerMetadataProperties"] = metadata
    record["LastModifiedTime"] = store.now()
    record["LastModifiedBy"] = _caller()
    events.package_state(record, updated)
    return {"ModelPackageArn": record["ModelPackageArn"]}


def delete_package(request: Record) -> Record:
    """DeleteModelPackage."""
    record = package(request["ModelPackageName"])
    del PACKAGES[record["ModelPackageArn"]]
    return {}


def list_packages(request: Record) -> Record:
    """ListModelPackages, newest first unless asked otherwise."""
    group, approval = request.get("ModelPackageGroupName"), request.get("ModelApprovalStatus")
    group = group.rsplit("/", 1)[-1] if group else None
    found = [
        item
        for item in PACKAGES.values()
        if (group is None or item["ModelPackageGroupName"] == group)
        and (approval is None or item["ModelApprovalStatus"] == approval)
    ]
    found.sort(key=lambda item: item["ModelPackageVersion"], reverse=request.get("SortOrder") != "Ascending")
    fields = (
        "ModelPackageGroupName",
        "ModelPackageVersion",
        "ModelPackageArn",
        "ModelPackageDescription",
        "CreationTime",
        "ModelPackageStatus",
        "ModelApprovalStatus",
    )
    summaries = [{key: item[key] for key in fields if key in item} for item in found]
    return store.page(summaries, request, "ModelPackageSummaryList")
