"""Every write of certification: hand in, lock the plan, run, conclude, review, decide."""

from certification.services.campaigns import campaign_conclude, campaign_start, plan_lock
from certification.services.decisions import certificate_suspend, decide, review
from certification.services.submissions import submit

__all__ = [
    "campaign_conclude",
    "campaign_start",
    "certificate_suspend",
    "decide",
    "plan_lock",
    "review",
    "submit",
]
