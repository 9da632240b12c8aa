package socket

import (
	"net"
	"slices"
	"sync"
	"time"
)

// hall is where callers are until they have said what they want.
type hall struct {
	mu   sync.Mutex
	here []net.Conn // the oldest first
	shut bool
}

// enter gives a caller its time to speak. When the hall is full, the time of the oldest is over.
func (h *hall) enter(conn net.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.here) == silentLimit {
		_ = h.here[0].SetReadDeadline(time.Now())
		h.here = slices.Delete(h.here, 0, 1)
	}
	limit := requestLimit
	if h.shut {
		limit = 0
	}
	_ = conn.SetReadDeadline(time.Now().Add(limit))
	h.here = append(h.here, conn)
}

// leave takes a caller out that has spoken, or was sent away, and gives it all the time there is.
func (h *hall) leave(conn net.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i := slices.Index(h.here, conn); i >= 0 {
		h.here = slices.Delete(h.here, i, i+1)
	}
	_ = conn.SetReadDeadline(time.Time{})
}

// close ends everybody's time: the door is shut.
func (h *hall) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut = true
	for _, conn := range h.here {
		_ = conn.SetReadDeadline(time.Now())
	}
}
