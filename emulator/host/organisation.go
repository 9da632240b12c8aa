package host

import (
	"strings"

	"posterm/txn"
)

// domestic is the organisation of cards of this country, field 63.1. Code payments
// and wallets count as domestic, too.
const domestic = "CUP"

// organisations by the first digits of a card number; the first that fits counts.
var organisations = []struct{ bin, name string }{
	{"62", domestic}, {"4", "VIS"}, {"5", "MCC"}, {"35", "JCB"}, {"3", "AMX"},
}

// organisationOf is the card organisation of a number: "CUP" for all that is in no table.
func organisationOf(pan txn.PAN) string {
	for _, o := range organisations {
		if strings.HasPrefix(pan.Digits(), o.bin) {
			return o.name
		}
	}
	return domestic
}

// organisation is that of an entry; older files do not say it.
func (e *entry) organisation() string {
	if e.Org == "" {
		return domestic
	}
	return e.Org
}
