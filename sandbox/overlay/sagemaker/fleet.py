"""The containers behind one endpoint configuration, and which of them answers a request."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from overlay.permissions import Denied
from overlay.sagemaker.container import Container, ContainerError
from overlay.sagemaker.models import container_definition
from overlay.sagemaker.network import connect
from overlay.sagemaker.store import MODELS, Record

DEFAULT_STARTUP_SECONDS = 600.0


@dataclass
class Fleet:
    """One container for each variant: instance counts are remembered, but one process stands for all of them."""

    endpoint_name: str
    config: Record
    containers: dict[str, Container] = field(default_factory=dict)

    def start(self) -> None:
        """Starts every variant that has a model; variants without one are filled by inference components.

        Raises:
            ContainerError: when one does not come up; those that did are stopped again.
        """
        self._connect()
        try:
            for variant in self.config["ProductionVariants"]:
                if "ModelName" not in variant:
                    continue
                definition, role, group = container_definition(variant["ModelName"])
                name = f"{self.endpoint_name}-{variant['VariantName']}"
                container = Container(name, definition, role, group)
                seconds = variant.get("ContainerStartupHealthCheckTimeoutInSeconds", DEFAULT_STARTUP_SECONDS)
                container.start(float(seconds))
                self.containers[variant["VariantName"]] = container
        except ContainerError:
            self.stop()
            raise

    def _connect(self) -> None:
        """Models in variants bring network and role of their own; the instances of inference components have those here."""
        models = [MODELS[v["ModelName"]] for v in self.config["ProductionVariants"] if "ModelName" in v]
        for owner in (self.config, *models):
            try:
                connect(owner.get("ExecutionRoleArn", ""), owner.get("VpcConfig"))
            except Denied as error:
                raise ContainerError(str(error)) from error

    def stop(self) -> None:
        """Stops every container."""
        for container in self.containers.values():
            container.stop()
        self.containers.clear()

    def pick(self, variant_name: str | None) -> tuple[str, Container] | None:
        """The variant that was asked for, or one by weight; None when none runs here."""
        if variant_name is not None:
            found = self.containers.get(variant_name)
            return None if found is None else (variant_name, found)
        names = list(self.containers)
        if not names:
            return None
        weights = {v["VariantName"]: float(v.get("InitialVariantWeight", 1)) for v in self.config["ProductionVariants"]}
        chosen = random.choices(names, [weights.get(name, 1.0) or 1e-9 for name in names])[0]
        return chosen, self.containers[chosen]

    def instances(self) -> int:
        """Instances that the first variant starts with."""
        return max(1, int(self.config["ProductionVariants"][0].get("InitialInstanceCount", 1)))


def summaries(config: Record, share: float = 1.0) -> list[Record]:
    """``ProductionVariants`` as DescribeEndpoint and events show them."""
    result = []
    for variant in config["ProductionVariants"]:
        scaling = variant.get("ManagedInstanceScaling") or {}
        count = int(variant.get("InitialInstanceCount", scaling.get("MinInstanceCount", 1)))
        weight = float(variant.get("InitialVariantWeight", 1)) * share
        summary: Record = {
            "VariantName": variant["VariantName"],
            "CurrentWeight": weight,
            "DesiredWeight": weight,
            "CurrentInstanceCount": count,
            "DesiredInstanceCount": count,
        }
        for key in ("ManagedInstanceScaling", "RoutingConfig"):
            if key in variant:
                summary[key] = variant[key]
        result.append(summary)
    return result
