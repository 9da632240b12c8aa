package host

import (
	"errors"
	"fmt"
	"io"
)

// durable returns when everything up to a place is durable. Who comes while another waits
// for a sync is served by the next one, all together. When a sync fails, what it was for is
// taken back: the book is read again from what is durable.
func (h *Host) durable(at place) error {
	s := h.store
	if s.file == nil || at.lost == s.lost.Load() && s.synced.Load() >= at.size {
		return nil
	}
	s.syncing.Lock()
	defer s.syncing.Unlock()
	switch {
	case at.lost != s.lost.Load():
		return errLost
	case s.synced.Load() >= at.size:
		return nil
	}
	to := s.written.Load()
	if err := s.sync(); err != nil {
		return fmt.Errorf("%w: %w", errLost, errors.Join(err, h.takeBack()))
	}
	s.synced.Store(to)
	return nil
}

// takeBack reads the book again from what is durable. Wrong PINs and questions about
// orders are forgotten.
func (h *Host) takeBack() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.store
	s.lost.Add(1)
	b, err := newBook(h.options)
	if err == nil {
		s.size = s.synced.Load()
		err = s.rewind()
	}
	if err == nil {
		s.size = 0
		_, err = s.file.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = s.replay(b.apply)
	}
	if err != nil {
		s.err = errBroken
		return err
	}
	h.book = b
	return nil
}

// record makes a fact that no request asked for, and returns when it is durable.
func (h *Host) record(about func() (*fact, error)) error {
	at, err := h.recorded(about)
	if err != nil {
		return err
	}
	return h.durable(at)
}

func (h *Host) recorded(about func() (*fact, error)) (place, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f, err := about()
	if err == nil {
		err = h.commit(f)
	}
	return h.store.here(), err
}
