"""Errors as they come over the wire, as exceptions.

A refused call has a google.rpc.Status among its trailers, with ErrorInfo,
LocalizedMessage and BadRequest; one record of a batch has a Problem.
"""

import importlib.resources

import grpc
from google.protobuf import (descriptor_pb2, descriptor_pool,
                             message_factory)

from enlace.errors import error_of_code
from enlace.v1 import outcome_pb2

_DOMAIN = "enlace"
_DETAILS = "grpc-status-details-bin"


def _google_rpc():
    """google.rpc's messages, from the descriptor set of this package: in a pool
    of their own, so that another copy in the process does no harm."""
    files = descriptor_pb2.FileDescriptorSet.FromString(
        importlib.resources.files("enlace").joinpath("enlace.binpb").read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        if file.name.startswith("google/"):
            pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(
        f"google.rpc.{name}")) for name in
        ("Status", "ErrorInfo", "LocalizedMessage", "BadRequest")}


_RPC = _google_rpc()


def from_rpc_error(error, request_id, language):
    """The exception that a failed call is."""
    found = {"code": error.code().name, "message": error.details() or "",
             "requestId": request_id}
    trailers = dict(error.trailing_metadata() or ())
    if _DETAILS in trailers:
        found.update(_details(trailers[_DETAILS]))
    return error_of_code(found, language)


def from_problem(problem, request_id, language):
    """The exception that the problem of one record is."""
    return error_of_code(
        {"code": _code_name(problem.code), "reason": problem.reason,
         "message": problem.message, "text": problem.localized_message,
         "requestId": request_id,
         "fields": [_fault(v.field, v.description, v) for v in
                    problem.violations]}, language)


def _code_name(number):
    return next((code.name for code in grpc.StatusCode
                 if code.value[0] == number), "UNKNOWN")


def _fault(field, description, more):
    return {"field": field, "description": description, "reason": more.reason,
            "descriptionEs": more.description_es}


def _unpack(detail, message_class):
    name = detail.type_url.rsplit("/", 1)[-1]
    if name != message_class.DESCRIPTOR.full_name:
        return None
    return message_class.FromString(detail.value)


def _details(data):
    found, own, request = {}, outcome_pb2.Problem(), None
    for detail in _RPC["Status"].FromString(data).details:
        info = _unpack(detail, _RPC["ErrorInfo"])
        text = _unpack(detail, _RPC["LocalizedMessage"])
        if info is not None and info.domain == _DOMAIN:
            found["reason"] = info.reason
        elif text is not None:
            found["text"] = text.message
        request = _unpack(detail, _RPC["BadRequest"]) or request
        own = _unpack(detail, outcome_pb2.Problem) or own
    if request is not None:
        # BadRequest has no place for reasons and Spanish; `own` has, in order.
        more = [*own.violations] + [outcome_pb2.FieldViolation()] * len(
            request.field_violations)
        found["fields"] = [_fault(v.field, v.description, m) for v, m in
                           zip(request.field_violations, more)]
    return found
