package host

import "os"

// BreakStore makes every write to the ledger fail, as a full disk would.
func (h *Host) BreakStore() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	readOnly, err := os.Open(h.store.file.Name())
	if err != nil {
		return err
	}
	err = h.store.file.Close()
	h.store.file = readOnly
	return err
}

// BreakSync makes the next syncs fail, as a disk that goes away does, until it is mended.
func (h *Host) BreakSync() (mend func()) {
	h.store.syncing.Lock()
	defer h.store.syncing.Unlock()
	good := h.store.sync
	h.store.sync = func() error { return os.ErrDeadlineExceeded }
	return func() {
		h.store.syncing.Lock()
		defer h.store.syncing.Unlock()
		h.store.sync = good
	}
}

// HoldSync lets every sync tell that it has begun, and wait until it may go on.
func (h *Host) HoldSync(begun chan<- struct{}, goOn <-chan struct{}) {
	h.store.syncing.Lock()
	defer h.store.syncing.Unlock()
	good := h.store.sync
	h.store.sync = func() error {
		begun <- struct{}{}
		<-goOn
		return good()
	}
}
