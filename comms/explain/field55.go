package explain

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/moov-io/bertlv"

	"posterm/txn"
)

// Limits of BER-TLV data. The library reads any depth and any length, and a length of
// eight bytes brings it down: what it gets was looked at before.
const (
	depthLimit      = 6 // templates within templates; EMV has two
	tagSizeLimit    = 4 // bytes of a tag
	lengthSizeLimit = 2 // bytes of a length behind the one that announces them
	shownLimit      = 48
)

// emv is field 55: BER-TLV.
func emv(_ *look, v string, it *Item) {
	parts, err := tlvItems(v)
	it.Parts = parts
	if err != nil {
		it.means(unreadable(err))
	}
}

// tlvItems explains BER-TLV as far as it goes; the error says at which byte it stops.
func tlvItems(v string) ([]Item, error) {
	good, no := guard([]byte(v), 1)
	list, err := bertlv.Decode([]byte(v[:good]))
	if no != nil {
		err = no
	}
	return elements(list), err
}

// stop is where chip data ends to make sense: bytes from its start.
type stop struct {
	at  int
	why string
}

// Error is for example "byte 5: tag 9F26 announces 8 bytes, 2 are left".
func (s *stop) Error() string { return fmt.Sprintf("byte %d: %s", s.at, s.why) }

// guard says how many bytes are whole elements, and what is wrong with the next one.
func guard(data []byte, depth int) (good int, no *stop) {
	if depth > depthLimit {
		return 0, &stop{0, fmt.Sprintf("more than %d templates within each other", depthLimit)}
	}
	for good < len(data) {
		if data[good] == 0 { // filler, which the library passes over
			good++
			continue
		}
		tag, head, length, why := element(data[good:])
		if why != "" {
			return good, &stop{good, why}
		}
		const constructed = 0x20
		if tag[0]&constructed != 0 {
			inner := data[good+head : good+head+length]
			if _, no := guard(inner, depth+1); no != nil {
				return good, &stop{good + head + no.at, no.why}
			}
		}
		good += head + length
	}
	return good, nil
}

// element reads tag and length at the start of data.
func element(data []byte) (tag []byte, head, length int, why string) {
	const more, long = 0x1F, 0x80
	size := 1
	if data[0]&more == more {
		for size < len(data) && data[size]&long != 0 {
			size++
		}
		size++
	}
	switch {
	case size > tagSizeLimit:
		return nil, 0, 0, fmt.Sprintf("a tag of more than %d bytes", tagSizeLimit)
	case size >= len(data):
		return nil, 0, 0, "it ends within a tag or its length"
	}
	tag, length = data[:size], int(data[size])
	head = size + 1
	if length >= long {
		n := length - long
		if n == 0 || n > lengthSizeLimit || head+n > len(data) {
			return nil, 0, 0, fmt.Sprintf("tag %X has no length", tag)
		}
		length = 0
		for _, b := range data[head : head+n] {
			length = length<<8 | int(b)
		}
		head += n
	}
	if head+length > len(data) {
		return nil, 0, 0, fmt.Sprintf("tag %X announces %d bytes, %d are left", tag, length, len(data)-head)
	}
	return tag, head, length, ""
}

// elements explains decoded data.
func elements(list []bertlv.TLV) []Item {
	var all []Item
	for _, t := range list {
		it := Item{Name: t.Tag, Words: emvTags[t.Tag].words, Value: shown(t.Tag, t.Value)}
		if it.Words.none() {
			it.Words = Words{"未知标签", "unknown tag"}
		}
		if explain := emvValues[t.Tag]; explain != nil {
			explain(t.Value, &it)
		}
		it.Parts = append(it.Parts, elements(t.TLVs)...)
		all = append(all, it)
	}
	return all
}

// shown is a tag's value as a person may see it.
func shown(tag string, value []byte) string {
	switch emvTags[tag].kind {
	case cardNumber:
		return maskNumber(strings.TrimRight(upperHex(value), "F"))
	case secret:
		return hidden(len(value))
	case text:
		return printable(string(value))
	}
	if len(value) > shownLimit {
		return upperHex(value[:shownLimit]) + "… " + plural(len(value), "byte")
	}
	if _, known := emvTags[tag]; !known {
		return hideInHex(upperHex(value))
	}
	return upperHex(value)
}

// digitRun is a run of digits in which a card number may stand.
var digitRun = regexp.MustCompile(`[0-9]{13,}`)

// hideInHex masks what could be a card number within unknown data.
func hideInHex(s string) string {
	return digitRun.ReplaceAllStringFunc(s, func(run string) string {
		for size := min(len(run), longestPAN); size >= shortestPAN; size-- {
			for at := 0; at+size <= len(run); at++ {
				if _, err := txn.ParsePAN(run[at : at+size]); err == nil {
					return run[:at] + maskNumber(run[at:at+size]) + hideInHex(run[at+size:])
				}
			}
		}
		return run
	})
}

// found is an element of chip data.
type found struct {
	tag   string
	value []byte
	inner []found
}

// tlvs are the elements of chip data, as far as it can be read.
func tlvs(v string) []found {
	good, _ := guard([]byte(v), 1)
	list, _ := bertlv.Decode([]byte(v[:good]))
	return findings(list)
}

func findings(list []bertlv.TLV) []found {
	var all []found
	for _, t := range list {
		all = append(all, found{t.Tag, t.Value, findings(t.TLVs)})
	}
	return all
}

// cardNumbers are those in an element: digits before the separator of a track.
func (f found) cardNumbers() (all []string) {
	if kind := emvTags[f.tag].kind; kind == cardNumber || kind == secret {
		digits, _, _ := strings.Cut(upperHex(f.value), "D")
		all = append(all, leadingDigits.FindAllString(digits, 1)...)
	}
	for _, inner := range f.inner {
		all = append(all, inner.cardNumbers()...)
	}
	return all
}
