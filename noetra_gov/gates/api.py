"""The same actions over HTTP: GET /api/v1/gates/, GET …/G1/, POST …/G1/actions/<name>/.

A form of the pages checks the body, a service does the work; a refusal is problem+json.
"""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from noetra_gov.core import clock
from noetra_gov.core.errors import BadInput
from noetra_gov.gates import record, services
from noetra_gov.gates.actions import ACTIONS, BY_NAME, Action
from noetra_gov.gates.forms import ActionForm, GateForm
from noetra_gov.gates.models import Gate
from noetra_gov.gates.pages import for_applicant
from noetra_gov.gates.selectors import gate_record
from noetra_gov.panels.models import Round
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require


def person(request: Request) -> User:
    return cast(User, request.user)


def gate_of(request: Request, code: str) -> Gate:
    gate = get_object_or_404(Gate.objects.visible_to(person(request)), code=code)
    gate.moment = clock.now()
    return gate


class GateList(APIView):
    @extend_schema(
        operation_id="gates_list",
        responses=OpenApiTypes.OBJECT,
        summary="Gates this person may know of",
    )
    def get(self, request: Request) -> Response:
        gates = Gate.objects.visible_to(person(request))
        return Response([record.gate_part(gate, clock.now()) for gate in gates])

    @extend_schema(
        operation_id="gates_prepare",
        request=OpenApiTypes.OBJECT,
        responses=OpenApiTypes.OBJECT,
        summary="Prepare a gate",
    )
    def post(self, request: Request) -> Response:
        require(permitted(person(request), "gates.create"))
        arguments = _checked(GateForm(cast(dict[str, Any], request.data)))
        gate = services.gate_create(actor=person(request), at=clock.now(), **arguments)
        return Response(record.gate_part(gate, clock.now()), status=201)


class GateDetail(APIView):
    @extend_schema(
        operation_id="gates_read",
        responses=OpenApiTypes.OBJECT,
        summary="One gate with its whole record",
    )
    def get(self, request: Request, code: str) -> Response:
        """The applicant reads its own part: no cards, no members, nothing of the panel's talk."""
        gate = gate_of(request, code)
        require(permitted(person(request), "gates.read", gate))
        found = gate_record(gate, clock.now())
        if _blind(person(request), gate):
            found = {key: value for key, value in found.items() if key not in CONFIDENTIAL}
            found["decision"] = _without_talk(found["decision"])
        return Response(found)


def _without_talk(decision: dict[str, Any] | None) -> dict[str, Any] | None:
    """The memorandum carries the panel's result and its dissents."""
    talk = ("memorandum", "envelope")
    return decision and {key: value for key, value in decision.items() if key not in talk}


CONFIDENTIAL = ("panel", "scores", "dissents", "recommendation")


def _blind(user: User, gate: Gate) -> bool:
    """Cards stay closed to the applicant always, and to everybody until they are locked."""
    return for_applicant(user) or gate.panel.round != Round.LOCKED


class GateActions(APIView):
    @extend_schema(
        operation_id="gates_actions",
        responses=OpenApiTypes.OBJECT,
        summary="What this person can do now, or why not",
    )
    def get(self, request: Request, code: str) -> Response:
        gate, user = gate_of(request, code), person(request)
        verdicts = [(a, a.verdict(user, gate, clock.now())) for a in ACTIONS]
        return Response(
            [{"name": a.name, "allowed": v.allowed, "reason": str(v.reason)} for a, v in verdicts]
        )


class GateAction(APIView):
    @extend_schema(
        operation_id="gates_act",
        request=OpenApiTypes.OBJECT,
        responses=OpenApiTypes.OBJECT,
        summary="Carry out an action",
    )
    def post(self, request: Request, code: str, name: str) -> Response:
        gate = gate_of(request, code)
        action = BY_NAME.get(name)
        if action is None:
            raise NotFound
        require(action.verdict(person(request), gate, clock.now()))
        arguments = _arguments(request, gate, action)
        action.run(actor=person(request), gate=gate, at=clock.now(), **arguments)
        gate.refresh_from_db()
        return Response({"code": gate.code, "state": gate.state})


def _arguments(request: Request, gate: Gate, action: Action) -> dict[str, Any]:
    if action.form is None:
        return {}
    return _checked(action.form(request.data, request.FILES, gate=gate, user=person(request)))


def _checked(form: ActionForm | GateForm) -> dict[str, Any]:
    if not form.is_valid():
        wrong = "; ".join(
            f"{name}: {', '.join(map(str, why))}" for name, why in form.errors.items()
        )
        raise BadInput("form", wrong.replace("%", "%%"))
    return form.arguments()


app_name = "gates_api"
urlpatterns = [
    path("", GateList.as_view(), name="list"),
    path("<slug:code>/", GateDetail.as_view(), name="detail"),
    path("<slug:code>/actions/", GateActions.as_view(), name="actions"),
    path("<slug:code>/actions/<slug:name>/", GateAction.as_view(), name="action"),
]
