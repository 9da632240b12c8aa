package canary

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"io"
)

// Limits of unpacking. Chosen: a bomb costs at most depthLimit times unpackLimit.
const (
	depthLimit  = 2        // a stream in a stream
	unpackLimit = 64 << 20 // bytes out of one stream
)

// packed is a place where a packed stream may begin.
type packed struct {
	name string
	at   int
	open func(io.Reader) (io.Reader, error)
}

func openGzip(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }
func openZlib(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) }
func openRaw(r io.Reader) (io.Reader, error)  { return flate.NewReader(r), nil }

// packs finds the places in a window at which a stream may begin: 1F 8B 08 is gzip; 78
// with 01, 5E, 9C or DA is zlib; 50 4B 03 04 is an entry of a zip, whose stream begins
// after its header. Raw deflate has no mark: it is tried at the beginning of the data.
func packs(window []byte, fresh int, first bool) (found []packed) {
	each(window, fresh, []byte{0x1F, 0x8B, 0x08}, func(at int) { found = append(found, packed{"gzip", at, openGzip}) })
	for _, level := range []byte{0x01, 0x5E, 0x9C, 0xDA} {
		each(window, fresh, []byte{0x78, level}, func(at int) { found = append(found, packed{"zlib", at, openZlib}) })
	}
	each(window, fresh, []byte("PK\x03\x04"), func(at int) {
		if header := window[at:]; len(header) >= 30 {
			skip := 30 + int(binary.LittleEndian.Uint16(header[26:])) + int(binary.LittleEndian.Uint16(header[28:]))
			found = append(found, packed{"zip entry", at + skip, openRaw})
		}
	})
	if first && len(window) > 0 {
		found = append(found, packed{"deflate", 0, openRaw})
	}
	return found
}

func each(window []byte, fresh int, mark []byte, tell func(at int)) {
	for at := 0; at < fresh; at++ {
		next := bytes.Index(window[at:], mark)
		if next < 0 || at+next >= fresh {
			return
		}
		at += next
		tell(at)
	}
}

// unpack gives what a stream unpacks to, as far as it goes: a stream that is cut off
// tells its beginning.
func (s *Scanner) unpack(p packed, from io.Reader) ([]byte, bool) {
	r, err := p.open(bufio.NewReader(from))
	if err != nil {
		return nil, false
	}
	out, _ := io.ReadAll(io.LimitReader(r, unpackLimit))
	return out, len(out) >= s.table.least
}
