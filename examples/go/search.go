// Searches a Jianbao archive.
//
//	search HOST:PORT QUERY        HOST:PORT of jianbao-query
//
// The packages it imports are generated from protos/; README.md says how.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	query "jianbao/query/v1"
	types "jianbao/type/v1"
)

// What this example calls are reads, which may be repeated when they are UNAVAILABLE. So may the storing of issues, but
// corrections and backups only with one request_id for all attempts: ../../protos/service_config.json names what may be.
const serviceConfig = `{"methodConfig": [{"name": [{}], "retryPolicy": {
  "maxAttempts": 4, "initialBackoff": "0.1s", "maxBackoff": "2s", "backoffMultiplier": 2,
  "retryableStatusCodes": ["UNAVAILABLE"]}}]}`

// Debian 12's gRPC encodes with the older protobuf library, which does not know today's messages; this replaces it. Newer
// versions of gRPC need nothing of the kind.
type codec struct{}

func (codec) Marshal(message interface{}) ([]byte, error) {
	return proto.Marshal(message.(proto.Message))
}
func (codec) Unmarshal(bytes []byte, message interface{}) error {
	return proto.Unmarshal(bytes, message.(proto.Message))
}
func (codec) Name() string { return "proto" }

func init() { encoding.RegisterCodec(codec{}) }

// The snippet's text with its matches in brackets. Highlights count bytes.
func marked(snippet *query.Snippet) string {
	out, at := "", int32(0)
	for _, span := range snippet.Highlights {
		out += snippet.Text[at:span.Begin] + "[" + snippet.Text[span.Begin:span.End] + "]"
		at = span.End
	}
	return out + snippet.Text[at:]
}

// Reason and field of a failed call: switch on these, not on the message.
func reasonOf(err error) (reason, field string) {
	for _, detail := range status.Convert(err).Details() {
		switch d := detail.(type) {
		case *errdetails.ErrorInfo:
			reason = d.Reason
		case *errdetails.BadRequest:
			field = d.FieldViolations[0].Field
		}
	}
	return reason, field
}

func search(service query.QueryServiceClient, text string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	response, err := service.Search(ctx, &query.SearchRequest{
		Query:      text,
		PageSize:   3,
		ExactTotal: true,
		ReadMask:   &fieldmaskpb.FieldMask{Paths: []string{"name", "headline", "publish_date"}},
		Facets:     []*types.FacetSpec{{Key: types.KeywordNode_PERSON, Limit: 3}},
	})
	if err != nil {
		return err
	}
	fmt.Printf("%d articles, matched %v\n", response.Total.Value, response.AppliedMatchMode)
	for _, hit := range response.Hits {
		fmt.Println(hit.Article.GetPublishDate(), hit.Article.Headline)
		for _, snippet := range hit.Snippets[1:] {
			fmt.Println("   ", marked(snippet))
		}
	}
	for _, value := range response.Facets[0].Values {
		fmt.Println("person:", value.Value, value.Count)
	}
	return nil
}

// Every hit, as fast as they are read.
func count(service query.QueryServiceClient, text string) (hits int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	stream, err := service.StreamSearch(ctx, &query.StreamSearchRequest{Search: &query.SearchRequest{Query: text}})
	for err == nil {
		if _, err = stream.Recv(); err == nil {
			hits++
		}
	}
	if err == io.EOF {
		err = nil
	}
	return hits, err
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: search HOST:PORT QUERY")
		os.Exit(2)
	}
	connection, err := grpc.Dial(os.Args[1], grpc.WithInsecure(), grpc.WithDefaultServiceConfig(serviceConfig))
	if err == nil {
		defer connection.Close()
		service := query.NewQueryServiceClient(connection)
		if err = search(service, os.Args[2]); err == nil {
			var hits int
			if hits, err = count(service, os.Args[2]); err == nil {
				fmt.Println("streamed:", hits)
			}
		}
	}
	if err != nil {
		reason, field := reasonOf(err)
		fmt.Printf("failed: %v %s %s\n", status.Code(err), reason, field)
		os.Exit(1)
	}
}
