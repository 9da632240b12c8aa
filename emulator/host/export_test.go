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
