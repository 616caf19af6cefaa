"""A domain error of the API is problem+json (RFC 9457)."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from noetra_gov.core.errors import DomainError


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    if not isinstance(error, DomainError):
        return exception_handler(error, context)
    body = {"type": f"urn:noetra-gov:{error.code}", "title": str(error), "status": error.status}
    return Response(body, status=error.status, content_type="application/problem+json")
