from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificationConfig(AppConfig):
    name = "certification"
    label = "certification"
    verbose_name = _("certification")

    def ready(self) -> None:
        from certification import rights, tasks  # noqa: F401 - declares rights and job kinds
        from certification.evidence import CertificateEvidence
        from certification.worklist import CertificationWork
        from noetra_gov.gates import evidence
        from noetra_gov.portal import worklist

        evidence.register(CertificateEvidence())
        worklist.register(CertificationWork())
