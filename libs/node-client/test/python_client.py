"""An API node in Python: fetches its certificate, watches until it changes, and acknowledges. Prints JSON, line by line."""

import hashlib
import json
import sys

import grpc
from certkeep.v1 import environment_pb2, runtime_service_pb2 as messages, runtime_service_pb2_grpc as services

endpoint, token = sys.argv[1:]
credential = [("authorization", f"Bearer {token}")]


def tell(what, certificate):
    digest = hashlib.sha256(certificate.leaf).hexdigest()
    print(json.dumps({"what": what, "revision": certificate.revision, "sha256": digest}), flush=True)


with grpc.insecure_channel(endpoint) as channel:
    runtime = services.RuntimeServiceStub(channel)
    fetched = runtime.FetchCertificate(messages.FetchCertificateRequest(), metadata=credential).certificate
    tell("fetched", fetched)
    request = messages.WatchCertificateRequest(known_revision=fetched.revision, etag=fetched.etag)
    for message in runtime.WatchCertificate(request, metadata=credential):
        kind = message.WhichOneof("event")
        if kind == "heartbeat":
            print(json.dumps({"what": "heartbeat"}), flush=True)
        if kind == "certificate":
            tell("pushed", message.certificate)
            runtime.AcknowledgeRevision(
                messages.AcknowledgeRevisionRequest(
                    revision=message.certificate.revision,
                    stage=environment_pb2.ACKNOWLEDGEMENT_STAGE_DELIVERED,
                    sha256_fingerprint=message.certificate.sha256_fingerprint,
                    client="python",
                ),
                metadata=credential,
            )
            break
print(json.dumps({"what": "done"}), flush=True)
