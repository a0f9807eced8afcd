"""Reports usage to Reckoner: a line of JSON for each event in, a line for each answer out.

Where the stream breaks, what was not answered is sent again under the same ids, which the ledger
knows: it answers DUPLICATE, and has stored the event once.
"""

import os
import random
import sys
import time

import grpc
from google.protobuf import json_format
from reckoner.rating.v1 import rating_pb2, rating_pb2_grpc

BATCH_EVENTS = 1000  # at most 5,000
FAILURES_IN_ROW_MAX = 10
SEND_AGAIN = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.ABORTED}


def batches(lines):
    events = [json_format.Parse(line, rating_pb2.UsageEvent()) for line in lines if line.strip()]
    for begin in range(0, len(events), BATCH_EVENTS):
        yield rating_pb2.IngestUsageRequest(events=events[begin : begin + BATCH_EVENTS])


def report(stub, token, waiting):
    """Yields each event with its result, which the ledger gives after its commit."""
    failures = 0
    while waiting:
        call = stub.IngestUsage(iter(waiting[:]), metadata=[("authorization", "Bearer " + token)])
        try:
            for answer in call:
                yield from zip(waiting.pop(0).events, answer.results)
                failures = 0
        except grpc.RpcError as failure:
            failures += 1
            if failure.code() not in SEND_AGAIN or failures == FAILURES_IN_ROW_MAX:
                raise
            time.sleep(random.uniform(0.5, 1) * min(0.2 * 2**failures, 10))


def main():
    with open(os.environ["RECKONER_SERVICE_CONFIG"]) as config:
        options = [("grpc.service_config", config.read())]
    with grpc.insecure_channel(os.environ["RECKONER_RATING"], options) as channel:
        stub = rating_pb2_grpc.RatingServiceStub(channel)
        for event, result in report(stub, os.environ["RECKONER_TOKEN"], list(batches(sys.stdin))):
            status = rating_pb2.EventResult.Status.Name(result.status)
            print(event.event_id, status, result.reason, flush=True)


if __name__ == "__main__":
    main()
