"""A submitted policy, the campaign that tests it, and what was decided about it."""

from certification.models.campaign import Campaign, Counterexample, Verdict
from certification.models.certificate import Certificate, CertificateState, Review
from certification.models.submission import Submission, SubmissionState

__all__ = [
    "Campaign",
    "Certificate",
    "CertificateState",
    "Counterexample",
    "Review",
    "Submission",
    "SubmissionState",
    "Verdict",
]
