package host

import "posterm/txn"

// service is one kind of request: what it must carry and who decides it.
type service struct {
	kind   txn.Kind
	needs  []int // mandatory fields beside those of every request
	carded bool  // needs a card: field 2 or 35
	signed bool  // only from a terminal that is signed in
	decide func(*Host, *request) *decision
}

// services is the whole repertoire. A new kind is one file and one line here;
// anything else is answered 40.
var services = map[string]*service{
	"0200000022": sale,
	"0200200023": void,
	"0200310001": balance,
	"0400000022": reversalOf(sale),
	"0400200023": reversalOf(void),
	"0800003":    signInService,
	"0800004":    signInService,
	"0800005":    signInService,
	"0800006":    signInService,
	"0820002":    signOffService,
	"0820301":    echo,
}
