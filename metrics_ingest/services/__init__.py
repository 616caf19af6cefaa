"""Every write of the measurements: one transaction, one audit entry, the raw file kept first."""

from metrics_ingest.services.benchmark import benchmark_ingest
from metrics_ingest.services.fleet import fleet_ingest

__all__ = ["benchmark_ingest", "fleet_ingest"]
