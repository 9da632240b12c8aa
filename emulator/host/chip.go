package host

import (
	"fmt"
	"strings"

	"github.com/moov-io/bertlv"

	"posterm/comms/keys"
	"posterm/txn"
)

// chipTags must be in field 55 of what a chip pays (PROTOCOL.md 2.8).
var chipTags = []string{
	"9F26", "9F27", "9F10", "9F37", "9F36", "95", "9A", "9C", "9F02", "5F2A", "82", "9F1A", "9F03", "9F33", "9F35", "9F1E", "84", "9F09", "9F41",
}

// cryptogram is the tag of the chip's own authentication, the ARQC. This host does not
// verify it: it has no issuer's keys.
const cryptogram = "9F26"

// readChip reads field 55 where it is, and misses it where it must be: on a chip or
// contactless card in a sale, pre-authorisation or balance inquiry, unless the host is set to
// do without. Voids, refunds and completions use the chip only to read the card.
func (h *Host) readChip(r *request) *decision {
	read := r.msg.Get(22)
	chip := strings.HasPrefix(read, "05") || strings.HasPrefix(read, "07")
	full := !h.knobs.ChipOptional && chip && !r.reversal() && (r.service.kind == txn.Sale || r.service.kind == txn.Preauth || r.service.kind == txn.Balance)
	if !r.msg.Has(55) {
		if full {
			return refuse("30", 55, "missing: the card was read by its chip")
		}
		return nil
	}
	tags, err := decodeTLV([]byte(r.msg.Get(55)))
	if err != nil {
		return refuse("30", 55, "is no BER-TLV: %v", err)
	}
	for _, name := range chipTags {
		if _, found := tags[name]; full && !found {
			return refuse("30", 55, "tag %s is missing", name)
		}
	}
	r.arqc = tags[cryptogram]
	if r.arqc != nil && len(r.arqc) != keys.BlockSize {
		return refuse("30", 55, "tag %s is not 8 bytes", cryptogram)
	}
	return nil
}

// decodeTLV gives the values by tag. The library's decoder takes lengths of any size for
// what they say, and falls over those that are negative; no element here is that long.
func decodeTLV(raw []byte) (tags map[string][]byte, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("a length is out of all bounds")
		}
	}()
	list, err := bertlv.Decode(raw)
	if err != nil {
		return nil, err
	}
	tags = make(map[string][]byte, len(list))
	for _, one := range list {
		tags[one.Tag] = one.Value
	}
	return tags, nil
}

// zeroKey stands in for the issuer's session key.
var zeroKey = keys.Key(make([]byte, keys.SingleLength))

// field55 is what the chip is told: tag 91, the issuer's answer to its cryptogram (ARPC, by
// EMV's method 1 under a key of zeros) and the response code. Example 91 0A + 8 bytes + "00".
func field55(arqc []byte, code txn.Code) (string, error) {
	block := [keys.BlockSize]byte(arqc)
	for i := range code {
		block[i] ^= code[i]
	}
	cipher, err := keys.NewCipher(zeroKey)
	if err != nil {
		return "", err
	}
	arpc := cipher.Encrypt(block)
	const issuerAuthentication = "91"
	raw, err := bertlv.Encode([]bertlv.TLV{bertlv.NewTag(issuerAuthentication, append(arpc[:], code...))})
	if err != nil {
		return "", err
	}
	return string(raw), nil
}

// fallback: a card that has a chip, by the service code on its stripe, may be swiped only
// when the request says that the chip could not be read: 60.5 is 2, or 22 begins with 80.
func (h *Host) fallback(r *request, _ *entry) *decision {
	const serviceCode = len("YYMM")
	_, rest, _ := strings.Cut(r.msg.Get(35), "=")
	hasChip := len(rest) > serviceCode && (rest[serviceCode] == '2' || rest[serviceCode] == '6')
	if h.knobs.RefuseFallback && hasChip && strings.HasPrefix(r.msg.Get(22), "02") && r.f60.Chip != "2" {
		return refuse("45", 22, "a card with a chip was swiped, and 60.5 does not say that the chip failed")
	}
	return nil
}
