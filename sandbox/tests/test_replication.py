from __future__ import annotations

import json
import unittest
from typing import Any

from ministack.core.responses import set_request_region
from ministack.services import iam, kms, s3
from ministack.services.cloudformation import provisioners

from overlay import replication
from overlay.buckets import with_encryption
from tests.support import in_account, playing

HERE, THERE = "eu-west-1", "eu-central-1"
SOURCE_KEY = f"arn:aws:kms:{HERE}:111111111111:key/here"
REPLICA_KEY = f"arn:aws:kms:{THERE}:111111111111:key/there"
ROLE = "arn:aws:iam::111111111111:role/replication"
OBJECTS = "arn:aws:s3:::weights/*"
REPLICAS = "arn:aws:s3:::weights-replica/*"
READ = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
ROOT = {"AWS": "arn:aws:iam::111111111111:root"}
S3_THERE = {"StringEquals": {"kms:ViaService": f"s3.{THERE}.amazonaws.com"}}
CONFIGURATION = {
    "Role": ROLE,
    "Rules": [
        {
            "Id": "Recovery",
            "Priority": 0,
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "DeleteMarkerReplication": {"Status": "Enabled"},
            "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
            "Destination": {
                "Bucket": "arn:aws:s3:::weights-replica",
                "EncryptionConfiguration": {"ReplicaKmsKeyID": REPLICA_KEY},
                "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
                "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
            },
        }
    ],
}


def allow(actions: Any, resources: Any, condition: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources, **more}
    return statement if condition is None else {**statement, "Condition": condition}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


STATEMENTS = {
    "bucket": allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], "arn:aws:s3:::weights"),
    "objects": allow(READ, OBJECTS),
    "replicas": allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], REPLICAS),
    "decrypt": allow("kms:Decrypt", SOURCE_KEY),
    "encrypt": allow("kms:Encrypt", REPLICA_KEY, S3_THERE),
}


class Replicas(unittest.TestCase):
    def setUp(self):
        in_account(region=HERE)
        for scoped in (kms._keys, iam._roles):
            self.addCleanup(scoped._data.clear)
        self.addCleanup(s3.reset)
        for name in ("_maybe_replicate", "_maybe_replicate_delete_marker"):
            self.addCleanup(setattr, s3, name, getattr(s3, name))
        self.addCleanup(setattr, provisioners, "_S3_BUCKET_CONFIGURATIONS", provisioners._S3_BUCKET_CONFIGURATIONS)
        s3._maybe_replicate = replication.with_permission(s3._maybe_replicate)
        s3._maybe_replicate_delete_marker = replication.with_permission_to_delete(s3._maybe_replicate_delete_marker)
        provisioners._S3_BUCKET_CONFIGURATIONS += (replication.CONFIGURATION,)
        self.role(STATEMENTS)
        self.key(HERE, "here")
        self.key(THERE, "there")
        self.bucket("weights-replica", THERE, REPLICA_KEY)
        self.bucket("weights", HERE, SOURCE_KEY, ReplicationConfiguration=CONFIGURATION)

    def role(self, statements: dict[str, Any], trust: dict[str, Any] | None = None, boundary: str = ""):
        trusted = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
        iam._roles["replication"] = {
            "AssumeRolePolicyDocument": document({**trusted, **(trust or {})}),
            "InlinePolicies": {"p": document(*statements.values())},
            "AttachedPolicies": [],
            "PermissionsBoundary": boundary,
        }

    def key(self, region: str, name: str, principal: dict[str, str] = ROOT):
        set_request_region(region)
        arn = f"arn:aws:kms:{region}:111111111111:key/{name}"
        policy = document(allow("kms:*", "*", Principal=principal))
        kms._keys[name] = {"KeyId": name, "Arn": arn, "Policy": policy}
        set_request_region(HERE)

    def bucket(self, name: str, region: str, key: str, **more: Any):
        set_request_region(region)
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        rule = {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": default}
        props = {
            "BucketName": name,
            "VersioningConfiguration": {"Status": "Enabled"},
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]},
            **more,
        }
        with_encryption(provisioners._s3_create, 1)("Bucket", props, "stack")
        set_request_region(HERE)

    def put(self, key: str = "models/a", **headers: str) -> str | None:
        self.assertEqual(s3._put_object("weights", key, b"w", headers)[0], 200)
        return self.status("weights", key)

    def status(self, bucket: str, key: str = "models/a") -> str | None:
        code, headers, _body = s3._head_object(bucket, key, {}, {})
        return headers.get("x-amz-replication-status") if code == 200 else None

    def test_appear_in_the_other_bucket_under_its_own_key(self):
        self.assertEqual(self.put(), "COMPLETED")
        _code, headers, _body = s3._head_object("weights-replica", "models/a", {}, {})
        self.assertEqual(headers["x-amz-replication-status"], "REPLICA")
        self.assertEqual(headers["x-amz-server-side-encryption-aws-kms-key-id"], REPLICA_KEY)
        _code, headers, _body = s3._head_object("weights", "models/a", {}, {})
        self.assertEqual(headers["x-amz-server-side-encryption-aws-kms-key-id"], SOURCE_KEY)

    def test_are_read_by_the_policy_of_the_bucket_too(self):
        self.role({key: value for key, value in STATEMENTS.items() if key != "objects"})
        self.assertEqual(self.put(), "FAILED")
        s3._bucket_policies["weights"] = document(allow(READ, OBJECTS, Principal={"AWS": ROLE}))
        self.assertEqual(self.put(), "COMPLETED")

    def test_fail_where_the_boundary_of_the_role_has_no_such_action_whatever_the_bucket_allows(self):
        self.addCleanup(iam._policies._data.clear)
        boundary = "arn:aws:iam::111111111111:policy/boundary"
        self.role({key: value for key, value in STATEMENTS.items() if key != "objects"}, boundary=boundary)
        s3._bucket_policies["weights"] = document(allow(READ, OBJECTS, Principal={"AWS": ROLE}))
        own = ["s3:*Bucket", "s3:GetReplicationConfiguration", "s3:Replicate*", "kms:*"]
        for actions, expected in ((own, "FAILED"), ([*own, *READ], "COMPLETED")):
            version = {"Document": document(allow(actions, "*"))}
            iam._policies[boundary] = {"DefaultVersionId": "v1", "Versions": {"v1": version}}
            self.assertEqual(self.put(), expected)

    def test_say_what_refuses(self):
        for missing, reason in (
            ("decrypt", "because no identity-based policy allows the kms:Decrypt action"),
            ("objects", "because no identity-based policy allows the s3:GetObjectVersionForReplication action"),
        ):
            self.role({key: value for key, value in STATEMENTS.items() if key != missing})
            self.assertIn(reason, self.refusal())
        self.role(STATEMENTS)
        self.key(HERE, "here", {"AWS": "arn:aws:iam::111111111111:role/other"})
        self.assertIn("because no resource-based policy allows the kms:Decrypt action", self.refusal())
        self.role(STATEMENTS, boundary="arn:aws:iam::111111111111:policy/none")
        reason = "because no permissions boundary allows the s3:GetReplicationConfiguration action"
        self.assertIn(reason, self.refusal())
        deny = {"Effect": "Deny", "Action": "s3:ReplicateObject", "Resource": "*"}
        self.key(HERE, "here")
        self.role({**STATEMENTS, "deny": deny})
        self.assertIn("with an explicit deny", self.refusal())

    def refusal(self) -> str:
        with self.assertLogs("overlay.replication", "WARNING") as logged:
            self.put()
        return logged.output[0]

    def test_fail_for_each_permission_that_the_role_lacks(self):
        for missing in STATEMENTS:
            with self.subTest(missing=missing):
                self.role({key: value for key, value in STATEMENTS.items() if key != missing})
                self.assertEqual(self.put(f"models/{missing}"), "FAILED")
                self.assertIsNone(self.status("weights-replica", f"models/{missing}"))

    def test_fail_when_the_role_trusts_another_service_or_asks_for_a_source(self):
        source = {"Condition": {"StringEquals": {"aws:SourceAccount": "111111111111"}}}
        for trust in ({"Principal": {"Service": "batchoperations.s3.amazonaws.com"}}, source):
            with self.subTest(trust=trust):
                self.role(STATEMENTS, trust)
                self.assertEqual(self.put(), "FAILED")

    def test_fail_when_a_key_does_not_admit_the_role(self):
        other = {"AWS": "arn:aws:iam::111111111111:role/other"}
        for region, name in ((HERE, "here"), (THERE, "there")):
            with self.subTest(key=name):
                self.key(region, name, other)
                self.assertEqual(self.put(), "FAILED")
                self.key(region, name)

    def test_fail_when_the_key_may_be_used_through_s3_of_another_region_only(self):
        condition = {"StringEquals": {"kms:ViaService": f"s3.{HERE}.amazonaws.com"}}
        self.role({**STATEMENTS, "encrypt": allow("kms:Encrypt", REPLICA_KEY, condition)})
        self.assertEqual(self.put(), "FAILED")

    def test_need_the_permission_for_tags_where_there_are_any(self):
        self.role({**STATEMENTS, "replicas": allow("s3:ReplicateObject", REPLICAS)})
        self.assertEqual(self.put(), "COMPLETED")
        self.assertEqual(self.put(**{"x-amz-tagging": "a=b"}), "FAILED")

    def test_are_deleted_too_if_the_role_may(self):
        self.put()
        self.role({**STATEMENTS, "replicas": allow("s3:ReplicateObject", REPLICAS)})
        s3._delete_object("weights", "models/a", {}, {})
        self.assertEqual(self.status("weights-replica"), "REPLICA")
        self.role(STATEMENTS)
        self.put()
        s3._delete_object("weights", "models/a", {}, {})
        self.assertIsNone(self.status("weights-replica"))

    def test_are_not_made_of_encrypted_objects_that_the_rule_does_not_select(self):
        rule = {key: value for key, value in CONFIGURATION["Rules"][0].items() if key != "SourceSelectionCriteria"}
        plain = {key: value for key, value in rule["Destination"].items() if key != "EncryptionConfiguration"}
        configuration = {**CONFIGURATION, "Rules": [{**rule, "Destination": plain}]}
        self.bucket("others", HERE, SOURCE_KEY, ReplicationConfiguration=configuration)
        s3._put_object("others", "models/a", b"w", {})
        self.assertIsNone(self.status("others"))
        self.assertIsNone(self.status("weights-replica"))

    def test_fail_to_be_configured_on_a_bucket_without_versions(self):
        props = {"BucketName": "plain", "ReplicationConfiguration": CONFIGURATION}
        with self.assertRaisesRegex(ValueError, "Versioning must be 'Enabled'"):
            provisioners._s3_create("Bucket", props, "stack")

    def test_end_when_the_template_has_no_configuration_any_more(self):
        provisioners._s3_update("weights", {"ReplicationConfiguration": CONFIGURATION}, {}, "stack")
        self.assertIsNone(self.put())

    def test_fail_where_the_assumption_is_wrong(self):
        with playing("fails-replica"):
            self.assertEqual(self.put(), "FAILED")
        self.assertIsNone(self.status("weights-replica"))
        self.assertEqual(self.put(), "COMPLETED")
