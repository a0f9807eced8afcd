// Reports usage to Reckoner: a line of JSON for each event in, a line for each answer out.
//
// Where the stream breaks, what was not answered is sent again under the same ids, which the ledger
// knows: it answers DUPLICATE, and has stored the event once.
package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"

	"reckoner.example/usage/stubs/reckoner/rating/v1/rating"
)

const (
	batchEvents      = 1000    // at most 5,000
	lineMax          = 1 << 20 // bytes; an event has at most 65,536, and some more as JSON
	failuresInRowMax = 10
)

func batches(lines io.Reader) (batches []*rating.IngestUsageRequest, err error) {
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, lineMax)
	for scanner.Scan() {
		if len(bytes.TrimSpace(scanner.Bytes())) == 0 {
			continue
		}
		event := &rating.UsageEvent{}
		if err := protojson.Unmarshal(scanner.Bytes(), event); err != nil {
			return nil, err
		}
		last := len(batches) - 1
		if last < 0 || len(batches[last].Events) == batchEvents {
			batches, last = append(batches, &rating.IngestUsageRequest{}), last+1
		}
		batches[last].Events = append(batches[last].Events, event)
	}
	return batches, scanner.Err() // a line that is too long loses none in silence
}

// attempt sends batches on one call and returns those that were not answered.
func attempt(ctx context.Context, client rating.RatingServiceClient, waiting []*rating.IngestUsageRequest) ([]*rating.IngestUsageRequest, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	call, err := client.IngestUsage(ctx)
	if err != nil {
		return waiting, err
	}
	go func(unsent []*rating.IngestUsageRequest) {
		for _, batch := range unsent {
			if call.Send(batch) != nil {
				return // what is wrong, Recv says
			}
		}
		call.CloseSend()
	}(waiting)
	for len(waiting) > 0 {
		answer, err := call.Recv() // comes after the commit
		if err != nil {
			return waiting, err
		}
		for i, result := range answer.Results {
			fmt.Println(waiting[0].Events[i].EventId, result.Status, result.Reason)
		}
		waiting = waiting[1:]
	}
	return waiting, nil
}

func sendAgain(err error) bool {
	code := status.Code(err)
	return err == io.EOF || code == codes.Unavailable || code == codes.Canceled || code == codes.Aborted
}

func run() error {
	config, err := os.ReadFile(os.Getenv("RECKONER_SERVICE_CONFIG"))
	if err != nil {
		return err
	}
	connection, err := grpc.NewClient(os.Getenv("RECKONER_RATING"),
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultServiceConfig(string(config)))
	if err != nil {
		return err
	}
	defer connection.Close()
	waiting, err := batches(os.Stdin)
	ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+os.Getenv("RECKONER_TOKEN"))
	for failures := 0; err == nil && len(waiting) > 0; {
		before := len(waiting)
		waiting, err = attempt(ctx, rating.NewRatingServiceClient(connection), waiting)
		if len(waiting) < before {
			failures = 0
		}
		if failures++; err != nil && sendAgain(err) && failures < failuresInRowMax {
			longest := min(200*time.Millisecond<<failures, 10*time.Second)
			time.Sleep(longest/2 + rand.N(longest/2))
			err = nil
		}
	}
	return err
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
