package host

import "posterm/txn"

// preauth 预授权: 0100, processing code 030000, condition 06, type 10. The amount is held:
// it stays on the account and cannot be spent.
var preauth = &service{
	kind:   txn.Preauth,
	needs:  []int{4, 22, 25, 49},
	carded: true,
	signed: true,
	rule:   (*Host).spend,
}
