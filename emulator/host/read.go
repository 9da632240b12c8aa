package host

import (
	"slices"
	"strings"

	"posterm/comms/message"
	"posterm/txn"
)

// readers read the values that have a meaning of their own, in this order.
var readers = []func(*Host, *request) *decision{
	readAmount, readTags, readPIN, readEntry, readPrivate, readNames, readReason, readOperator, readMeans, (*Host).readAccount, (*Host).readChip,
}

func checkFormats(h *Host, r *request) *decision {
	for _, read := range readers {
		if no := read(h, r); no != nil {
			return no
		}
	}
	return nil
}

func readAmount(_ *Host, r *request) (no *decision) {
	if !r.msg.Has(4) {
		return nil
	}
	amount, err := txn.FenFromDigits(r.msg.Get(4))
	if err != nil {
		return refuse("30", 4, "%v", err)
	}
	r.amount = amount
	return nil
}

func readEntry(_ *Host, r *request) *decision {
	if !r.msg.Has(22) {
		return nil
	}
	return checkEntry(r.msg, r.pin != "")
}

// readTags reads field 59 and looks for the elements the service needs.
func readTags(_ *Host, r *request) *decision {
	if !r.msg.Has(59) {
		return nil
	}
	tags, err := message.ParseTags(r.msg.Get(59))
	if err != nil {
		return refuse("30", 59, "%v", err)
	}
	r.tags = tags
	if tag, bad := r.foreignTag(); bad {
		return refuse("30", 59, "a byte of element %s stands for no character", tag)
	}
	for _, tag := range r.service.tags {
		if !tags.Has(tag) {
			return refuse("30", 59, "element %s is missing", tag)
		}
		if tag == message.TagOrder {
			return checkOrder(r)
		}
	}
	return nil
}

// readNames reads field 61, what the request says about its original.
func readNames(_ *Host, r *request) *decision {
	if !r.msg.Has(61) {
		return nil
	}
	names, err := message.ParseField61(r.msg.Get(61))
	if err != nil {
		return refuse("30", 61, "%v", err)
	}
	r.names = names
	return nil
}

// readPrivate: the digits of field 60 behind the network code, where they are
// (PROTOCOL.md 2.4).
func readPrivate(_ *Host, r *request) *decision {
	for _, part := range []struct{ name, value, valid string }{
		{"60.4, capability of the terminal,", r.f60.Capability, "0256"}, {"60.5, condition of the chip,", r.f60.Chip, "012"}, {"60.6, partial approval,", r.f60.Partial, "01"},
	} {
		if part.value != "" && !strings.Contains(part.valid, part.value) {
			return refuse("30", 60, "%s is none of the digits %s", part.name, part.valid)
		}
	}
	return nil
}

// readOperator: field 63 of a request begins with three characters of an operator, or
// 000 in a refund.
func readOperator(_ *Host, r *request) *decision {
	if !r.msg.Has(63) {
		return nil
	}
	if operator := r.msg.Get(63); len(operator) < 3 || strings.TrimSpace(operator[:3]) == "" {
		return refuse("30", 63, "does not begin with an operator, three characters")
	}
	return nil
}

// readReason: a reversal says why.
func readReason(_ *Host, r *request) *decision {
	if r.reversal() && !reasons[txn.Code(r.msg.Get(39))] {
		return refuse("30", 39, "reason of a reversal is none of 98, 96, A0, 06")
	}
	return nil
}

// readMeans reads the card or the payment code. Reversals may come without a card.
func readMeans(_ *Host, r *request) (no *decision) {
	switch {
	case r.service.coded:
		return readCode(r)
	case r.service.carded || r.reversal():
		r.card, no = readCard(r.msg)
	}
	return no
}

// modes are the first two digits of field 22 (PROTOCOL.md 2.3).
var modes = []string{"01", "02", "03", "05", "07", "80", "91", "96", "98"}

// checkEntry: fields 22, 26, 53 and the PIN block must tell the same story
// (PROTOCOL.md 2.2, 2.3, 2.5).
func checkEntry(m *message.Message, keyed bool) *decision {
	mode, pin := m.Get(22)[:2], m.Get(22)[2]
	switch {
	case !slices.Contains(modes, mode):
		return refuse("30", 22, "entry mode %s is not known", mode)
	case pin != '1' && pin != '2':
		return refuse("30", 22, "third digit is neither 1 (PIN) nor 2 (no PIN)")
	case m.MTI == "0400":
		return nil // field 22 is the original's, the PIN is not sent again
	case pin == '1' && !keyed:
		return refuse("30", 52, "field 22 announces a PIN, there is none")
	case pin == '2' && keyed:
		return refuse("30", 22, "field 22 says no PIN, there is a PIN block")
	case keyed && !m.Has(26):
		return refuse("30", 26, "missing beside a PIN")
	case keyed && (m.Get(26) < "04" || m.Get(26) > "12"):
		return refuse("30", 26, "longest PIN is not 4 to 12 digits")
	case keyed && !m.Has(53):
		return refuse("30", 53, "missing beside a PIN")
	case !keyed && m.Has(26):
		return refuse("30", 26, "only allowed beside a PIN")
	}
	return checkSecurity(m, keyed)
}

// checkSecurity: field 53 says how PIN and track are protected.
func checkSecurity(m *message.Message, keyed bool) *decision {
	switch v := m.Get(53); {
	case v == "":
		return nil
	case keyed != (v[0] != '0'):
		return refuse("30", 53, "first digit, the PIN's format, does not fit: there is %s", when(keyed, "a PIN", "no PIN"))
	case v[0] > '2', v[1] != '0' && v[1] != '4' && v[1] != '6':
		return refuse("30", 53, "PIN format or algorithm is not known")
	case v[2] == '1':
		return refuse("30", 53, "encrypted tracks are not supported here")
	case v[2] != '0', strings.Trim(v[3:], "0") != "":
		return refuse("30", 53, "is not zeros behind its third digit")
	}
	return nil
}

func when(yes bool, this, that string) string {
	if yes {
		return this
	}
	return that
}
