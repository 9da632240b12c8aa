package card

import (
	"encoding/hex"
	"errors"
	"strings"

	"posterm/txn"
)

// errTLV: the bytes are not whole tags with whole values.
var errTLV = errors.New("not BER-TLV")

// longForm marks a length of one byte that follows it: values of 128 to 255 bytes.
const longForm = 0x81

// element is one tag with its value.
type element struct {
	tag   string // upper-case hex
	value []byte
}

// appendTLV writes one element: tag, length, value. Bytes: 9F 36 02 00 1C.
func appendTLV(to []byte, e element) []byte {
	name, _ := hex.DecodeString(e.tag)
	to = append(to, name...)
	if len(e.value) >= 0x80 {
		to = append(to, longForm)
	}
	return append(append(to, byte(len(e.value))), e.value...)
}

// parseTLV reads elements of one level, as appendTLV writes them.
func parseTLV(data []byte) (all []element, err error) {
	for len(data) > 0 {
		n := tagLength(data)
		if n == 0 || !isTag(data[:n]) || len(data) == n {
			return nil, errTLV
		}
		tag := strings.ToUpper(hex.EncodeToString(data[:n]))
		size, data0 := int(data[n]), data[n+1:]
		switch {
		case size == longForm && len(data0) > 0:
			size, data0 = int(data0[0]), data0[1:]
		case size >= 0x80:
			return nil, errTLV
		}
		if size > len(data0) {
			return nil, errTLV
		}
		all = append(all, element{tag, data0[:size]})
		data = data0[size:]
	}
	return all, nil
}

// tagLength is how many bytes the tag at the head has; zero when it is cut.
func tagLength(data []byte) int {
	if data[0]&0x1F != 0x1F {
		return 1
	}
	for i := 1; i < len(data) && i < tagBytes; i++ {
		if data[i]&0x80 == 0 {
			return i + 1
		}
	}
	return 0
}

// valuesOf reads chip data, which this package wrote.
func valuesOf(c txn.ChipData) map[string][]byte {
	values := map[string][]byte{}
	all, err := parseTLV(c.Bytes())
	if err != nil {
		return values // of another program: as good as none
	}
	for _, e := range all {
		values[e.tag] = e.value
	}
	return values
}
