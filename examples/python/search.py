#!/usr/bin/env python3
"""Searches a Jianbao archive and looks a person up.

    search.py HOST:PORT QUERY        HOST:PORT of jianbao-query

The modules it imports are generated from protos/; README.md says how.
"""
import sys

import grpc
from google.rpc import error_details_pb2, status_pb2
from jianbao.query.v1 import query_service_pb2 as query
from jianbao.query.v1 import query_service_pb2_grpc
from jianbao.type.v1 import query_pb2

# What this example calls are reads, which may be repeated when they are UNAVAILABLE. So may the storing of issues, but
# corrections and backups only with one request_id for all attempts: ../../protos/service_config.json names what may be.
SERVICE_CONFIG = """{"methodConfig": [{"name": [{}], "retryPolicy": {
  "maxAttempts": 4, "initialBackoff": "0.1s", "maxBackoff": "2s", "backoffMultiplier": 2,
  "retryableStatusCodes": ["UNAVAILABLE"]}}]}"""


def marked(snippet):
    """The snippet's text with its matches in brackets. Highlights count bytes."""
    text, out, at = snippet.text.encode(), "", 0
    for span in snippet.highlights:
        out += text[at:span.begin].decode() + "[" + text[span.begin:span.end].decode() + "]"
        at = span.end
    return out + text[at:].decode()


def reason_of(error):
    """(reason, field) of a failed call: switch on these, not on the message."""
    reason, field = "", ""
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in status_pb2.Status.FromString(value).details:
            info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
            if detail.Unpack(info):
                reason = info.reason
            if detail.Unpack(bad):
                field = bad.field_violations[0].field
    return reason, field


def main(address, text):
    with grpc.insecure_channel(address, options=[("grpc.service_config", SERVICE_CONFIG)]) as channel:
        service = query_service_pb2_grpc.QueryServiceStub(channel)
        request = query.SearchRequest(query=text, page_size=3, exact_total=True)
        request.read_mask.paths.extend(["name", "headline", "publish_date"])
        request.facets.add(key=query_pb2.KeywordNode.PERSON, limit=3)
        try:
            response = service.Search(request, timeout=5)
        except grpc.RpcError as error:
            print("failed: %s %s %s" % ((error.code().name,) + reason_of(error)))
            return 1
        print("%d articles, matched %s" % (response.total.value, query.MatchMode.Name(response.applied_match_mode)))
        for hit in response.hits:
            print(hit.article.publish_date, hit.article.headline)
            for snippet in hit.snippets[1:]:
                print("   ", marked(snippet))
        for facet in response.facets:
            print("people:", ", ".join("%s %d" % (value.value, value.count) for value in facet.values))
        everything = query.StreamSearchRequest(search=query.SearchRequest(query=text))
        print("streamed:", sum(1 for _ in service.StreamSearch(everything, timeout=30)))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
