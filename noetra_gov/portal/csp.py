"""The content security policy, whole: own files only, nothing inline, nothing from elsewhere.

Moving to the policy Django itself has from 6.0 touches this module and one line of middleware.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

SELF, NONE = "'self'", "'none'"

POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Plotly writes style attributes into its drawing; only a page that draws one is let do so.
CHARTS = {"style-src": ["'unsafe-inline'"]}


class ChartStyles:
    """Widens style-src for the answer in which the `chart` part was rendered, and for no other.

    Stands below CSPMiddleware, which reads what is left on the response.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "draws_charts", False):
            response._csp_update = CHARTS  # type: ignore[attr-defined]
        return response
