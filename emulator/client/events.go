package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Event is something that happened in the lab. Type begins with "host." or "printer."; Data is what the lab says of it,
// as JSON.
type Event struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// eventLimit bounds one event in bytes. Chosen: the largest carries a masked message of some kilobytes.
const eventLimit = 1 << 20

// Events gives everything that happens from now on: nothing is missed once it has returned. Each must be called until it
// gives an error: io.EOF when the lab ended, otherwise why nothing more is heard, as when ctx ends.
func (c *Client) Events(ctx context.Context) (each func() (Event, error), err error) {
	reply, err := c.send(ctx, http.MethodGet, "/v1/events", nil)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(reply.Body)
	lines.Buffer(nil, eventLimit)
	if reply.StatusCode != http.StatusOK || !lines.Scan() { // the first line says that the stream has begun
		_ = reply.Body.Close()
		return nil, fmt.Errorf("events: %s", reply.Status)
	}
	return func() (e Event, err error) {
		for lines.Scan() {
			if data, is := bytes.CutPrefix(lines.Bytes(), []byte("data: ")); is {
				return e, json.Unmarshal(data, &e)
			}
		}
		return e, errors.Join(lines.Err(), reply.Body.Close(), io.EOF)
	}, nil
}
