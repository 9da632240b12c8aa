package canary

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
)

// plant is data in which a secret stands.
type plant struct {
	how  string
	data []byte
}

// prove plants every secret in every encoding and looks for it. The plants are made the
// way programs make such data, not by the code that makes the needles.
func (s *Scanner) prove(secrets []Secret) error {
	for _, one := range secrets {
		for _, p := range one.plants() {
			hits := s.Bytes("plant", p.data)
			if !slices.ContainsFunc(hits, func(h Hit) bool { return h.Secret == one.name }) {
				return fmt.Errorf("canary: %s was planted as %s and not found", one.name, p.how)
			}
			s.planted++
		}
	}
	return nil
}

// plants are a secret in every encoding, with something before and behind it.
func (s Secret) plants() (all []plant) {
	for _, raw := range s.raw() {
		all = append(all, raw)
		all = append(all, printed(raw)...)
	}
	for _, t := range s.written() {
		all = append(all, t, plant{t.how + " in UTF-16LE", utf16Bytes(t.data, binary.LittleEndian)}, plant{t.how + " in UTF-16BE", utf16Bytes(t.data, binary.BigEndian)})
	}
	for i := range all {
		all[i].data = slices.Concat([]byte("\x00before\xFF"), all[i].data, []byte("\xFFafter"))
	}
	return append(all, shrunk(all[0].data)...)
}

// raw is the secret as bytes.
func (s Secret) raw() []plant {
	if s.kind != digits {
		return []plant{{"bytes", s.bytes}}
	}
	nibbles := strings.ReplaceAll(string(s.bytes), "=", "d")
	all := []plant{{"ASCII", s.bytes}, {"ASCII with d", []byte(nibbles)}, {"ASCII with D", []byte(strings.ToUpper(nibbles))}}
	for _, filled := range []string{nibbles + "f", nibbles + "0", "1" + nibbles + "f", "7" + nibbles + "00"} {
		if len(filled)%2 != 0 {
			filled += "f"
		}
		high, _ := hex.DecodeString(filled)
		low := make([]byte, 0, len(high))
		for _, b := range high {
			low = append(low, b%16*16+b/16)
		}
		all = append(all, plant{"BCD", high}, plant{"BCD, low half first", low})
	}
	return all
}

// printed is how Go programs print bytes.
func printed(raw plant) (all []plant) {
	var numbers []int
	for _, b := range raw.data {
		numbers = append(numbers, int(b))
	}
	array, _ := json.Marshal(numbers)
	for _, verb := range []string{"%x", "%X", "% x", "% X", "%v", "%#v"} {
		all = append(all, plant{raw.how + " as " + verb, fmt.Appendf(nil, verb, raw.data)})
	}
	for _, verb := range []string{"%02x", "%02X"} {
		var parts []string
		for _, b := range raw.data {
			parts = append(parts, fmt.Sprintf(verb, b))
		}
		all = append(all, plant{raw.how + " with colons", []byte(strings.Join(parts, ":"))})
	}
	for shift := range 3 {
		around := slices.Concat([]byte("abc"[:shift]), raw.data, []byte("xyz"))
		all = append(all, plant{raw.how + " as base64", []byte(base64.StdEncoding.EncodeToString(around))},
			plant{raw.how + " as base64 of URLs", []byte(base64.RawURLEncoding.EncodeToString(around))})
	}
	return append(all, plant{raw.how + " as a JSON array", array})
}

// written is the secret as people write it.
func (s Secret) written() []plant {
	switch s.kind {
	case octets:
		return []plant{{"hex", fmt.Appendf(nil, "%x", s.bytes)}, {"HEX", fmt.Appendf(nil, "%X", s.bytes)}}
	case text:
		return []plant{{"text", s.bytes}}
	}
	all := []plant{{"text", s.bytes}}
	for _, sign := range []byte(" -") {
		var fours []byte
		for i, b := range s.bytes {
			if i > 0 && i%4 == 0 {
				fours = append(fours, sign)
			}
			fours = append(fours, b)
		}
		all = append(all, plant{"groups of four", fours}, plant{"six and the rest", slices.Insert(slices.Clone(s.bytes), 6, sign)})
	}
	return all
}

func utf16Bytes(text []byte, order binary.AppendByteOrder) (out []byte) {
	for _, unit := range utf16.Encode([]rune("> " + string(text) + " <")) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

// shrunk is data in packed streams, not at the beginning, and one stream in another.
func shrunk(data []byte) (all []plant) {
	for _, by := range []struct {
		how  string
		open func(io.Writer) io.WriteCloser
	}{
		{"gzip", openGzipWriter},
		{"zlib", func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }},
	} {
		once := through(by.open, data)
		all = append(all, plant{by.how, slices.Concat([]byte("before"), once)}, plant{by.how + " in gzip", through(openGzipWriter, slices.Concat([]byte("before"), once))})
	}
	return append(all, plant{"deflate", through(openFlateWriter, data)})
}

func openGzipWriter(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }

func openFlateWriter(w io.Writer) io.WriteCloser {
	f, _ := flate.NewWriter(w, flate.DefaultCompression) // fails for other levels only
	return f
}

func through(open func(io.Writer) io.WriteCloser, data []byte) []byte {
	var out bytes.Buffer
	w := open(&out)
	_, _ = w.Write(data) // memory does not fail
	_ = w.Close()
	return out.Bytes()
}
