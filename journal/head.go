package journal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"os"
)

const headFile = "journal.head"

// headSize is a seq (8 bytes, big endian) and its keyed hash (32 bytes).
const headSize = 8 + sha256.Size

// head remembers, beside the database, how long the roll has been.
//
// SQLite takes the first bad frame of its log for the end of the log: one
// flipped bit there, or a missing log, silently undoes the newest commits. The
// head is written after each commit and never synced, so it is never ahead of
// what is durable. A roll shorter than the head has lost rows.
type head struct {
	file plain
	mac  hash.Hash
}

// openHead opens the head, or makes one that remembers nothing.
func openHead(p place, path string, key []byte) (*head, error) {
	f, err := p.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	return &head{f, hmac.New(sha256.New, key)}, err
}

// read gives the seq the head remembers. A head that is missing, torn or altered
// remembers nothing; it only ever adds a check.
func (h *head) read() uint64 {
	var b [headSize]byte
	if n, err := h.file.ReadAt(b[:], 0); n != headSize || err != nil && !errors.Is(err, io.EOF) {
		return 0
	}
	if !hmac.Equal(h.tag(b[:8]), b[8:]) {
		return 0
	}
	return binary.BigEndian.Uint64(b[:8])
}

// write remembers seq.
func (h *head) write(seq uint64) error {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, headSize), seq)
	_, err := h.file.WriteAt(append(b, h.tag(b)...), 0)
	return err
}

func (h *head) tag(seq []byte) []byte {
	h.mac.Reset()
	h.mac.Write(seq)
	return h.mac.Sum(nil)
}
