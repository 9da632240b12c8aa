package emulator

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// heartbeat is how often a silent stream of events says that it is alive, so that
// a reader can tell a quiet lab from a dead one.
const heartbeat = 15 * time.Second

// getEvents streams everything that happens as server-sent events:
//
//	event: host.decided
//	data: {"type":"host.decided","data":{"response":"00",...}}
//
// The stream begins with a comment line once nothing can be missed any more. It
// ends with the lab, or when the reader falls too far behind.
func (l *Lab) getEvents(w http.ResponseWriter, r *http.Request) (any, error) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()
	events := l.Subscribe(ctx)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	stream := http.NewResponseController(w)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	line := ": ready\n\n"
	for {
		if err := send(w, stream, line); err != nil {
			return nil, nil // the reader has gone
		}
		select {
		case e, more := <-events:
			if !more {
				return nil, nil
			}
			data, err := json.Marshal(e)
			if err != nil {
				return nil, nil // none of our events can fail
			}
			line = fmt.Sprintf("event: %s\ndata: %s\n\n", e.Type, data)
		case <-beat.C:
			line = ": alive\n\n"
		}
	}
}

// send gives the reader as long as any answer may take, again for every line.
func send(w http.ResponseWriter, stream *http.ResponseController, line string) error {
	// A recorder of tests has no deadline; its writes cannot block either.
	_ = stream.SetWriteDeadline(time.Now().Add(responseTimeout))
	if _, err := w.Write([]byte(line)); err != nil {
		return err
	}
	return stream.Flush()
}
