package hosts

import (
	"fmt"

	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// wrongHosts and the cases that each must fail, or that cannot be judged behind those: whoever gives no reference cannot be asked
// to void by it. None: nothing can be asked of it without keys.
var wrongHosts = map[string]struct {
	host  func(*host.Options)
	crook *crook
	fails []string
}{
	"approves a repeat as a new sale": {nil, &crook{request: renumber, answer: renumbered}, []string{"duplicate-request"}},
	"takes any MAC":                   {nil, &crook{seals: true}, []string{"bad-mac", "reversal-bad-mac"}},
	"answers with another number":     {nil, &crook{answer: otherTrace}, []string{"answer-fields"}},
	"does not keep what was reversed": {func(o *host.Options) { o.Reversal.NoTombstone = true }, nil, []string{"reversal-late-original"}},
	"finds every total right":         {nil, &crook{request: endsAnyway, answer: alwaysBalanced}, []string{"settlement-unbalanced"}},
	"pays back at every reversal":     {nil, &crook{answer: paysAgain}, []string{"reversal-repeated"}},
	"refuses a repeated reversal":     {nil, &crook{answer: refusesAgain}, []string{"reversal-repeated"}},
	"pays for what never came":        {nil, &crook{answer: paysUnknown}, []string{"reversal-unknown"}},
	"seals with another key":          {nil, &crook{answer: otherKey}, []string{"answer-mac"}},
	"computes check values wrongly":   {nil, &crook{answer: wrongKCV}, nil},
	"declines with 00":                {func(o *host.Options) { o.Amounts = nil }, nil, []string{"decline", "reversal-declined"}},
	"dies of garbage":                 {nil, &crook{dies: true}, []string{"garbage"}},
	"reverses any amount":             {nil, &crook{request: nil, answer: anyAmount}, []string{"reversal-wrong-amount"}},
	"never closes a batch":            {nil, &crook{request: neverEnds, answer: endedNothing}, []string{"settlement", "settlement-repeated", "settlement-unbalanced"}},
	"says everything twice":           {nil, &crook{twice: true}, []string{"connection-reuse"}},
	"voids any amount":                {nil, &crook{answer: voidsAnyAmount}, []string{"void-wrong-amount"}},
	"refunds any amount":              {nil, &crook{answer: refundsAnyAmount}, []string{"refund-too-much"}},
	"voids twice":                     {nil, &crook{answer: voidsTwice}, []string{"void-twice"}},
	"opens no batch":                  {nil, &crook{answer: noBatch}, []string{"sign-in", "settlement", "settlement-repeated", "settlement-unbalanced"}},
	"knows no echo":                   {nil, &crook{answer: says("96", "0820", "", "")}, []string{"echo", "connection-reuse"}},
	"gives no reference":              {nil, &crook{answer: noReference}, []string{"sale", "void", "void-twice", "refund", "refund-repeated"}},
	"gives half a balance":            {nil, &crook{answer: halfBalance}, []string{"balance"}},
	"voids and keeps the money":       {nil, &crook{answer: keeps("0200", "200000", "00")}, []string{"void"}},
	"knows no refund":                 {nil, &crook{answer: says("57", "0220", "", "")}, []string{"refund", "refund-repeated"}},
	"refunds what comes again anew":   {nil, &crook{answer: refundsAnew}, []string{"refund-repeated"}},
	"holds without a code":            {nil, &crook{answer: noCode}, []string{"preauth", "preauth-void", "preauth-complete", "preauth-complete-void"}},
	"voids no hold":                   {nil, &crook{answer: says("57", "0100", "200000", "06")}, []string{"preauth-void"}},
	"completes no hold":               {nil, &crook{answer: says("57", "0200", "000000", "06")}, []string{"preauth-complete", "preauth-complete-void"}},
	"voids no completion":             {nil, &crook{answer: says("57", "0200", "200000", "06")}, []string{"preauth-complete-void"}},
	"reverses and keeps the money":    {nil, &crook{answer: keeps("0400", "", "")}, []string{"reversal", "reversal-repeated", "reversal-unknown"}},
	"sells without an amount":         {nil, &crook{request: someAmount}, []string{"missing-field"}},
	"takes any type for a sale":       {nil, &crook{request: knownType}, []string{"unknown-type"}},
	"takes any batch":                 {nil, &crook{answer: anyBatch}, []string{"wrong-batch"}},
	"dies of what is cut short":       {nil, &crook{chokes: true}, []string{"wrong-length", "garbage"}},
}

// renumber gives a sale that comes again a number of its own.
func renumber(c *crook, m *message.Message) {
	if m.MTI != "0200" || m.Get(3) != "000000" {
		return
	}
	if c.seen[m.Get(11)]++; c.seen[m.Get(11)] > 1 {
		c.fresh++
		m.Set(11, fmt.Sprintf("9%05d", c.fresh))
	}
}

func renumbered(_ *crook, asked, answer *message.Message) { answer.Set(11, asked.Get(11)) }

func otherTrace(_ *crook, _, answer *message.Message) {
	if answer.MTI == "0210" && answer.Get(3) == "000000" {
		answer.Set(11, "000777")
	}
}

func alwaysBalanced(_ *crook, asked, answer *message.Message) {
	if answer.MTI == "0510" {
		v := []byte(asked.Get(48))
		v[30], v[61] = '1', '1'
		answer.Set(48, string(v))
	}
}

// endsAnyway: who finds every total right takes the end of a balanced batch.
func endsAnyway(_ *crook, m *message.Message) {
	if f := m.Get(60); m.MTI == "0320" && f[8:11] == "207" {
		m.Set(60, f[:8]+"202")
	}
}

// neverEnds: the end of a batch is answered, and does nothing.
func neverEnds(_ *crook, m *message.Message) {
	if f := m.Get(60); m.MTI == "0320" && f[8:11] != "201" {
		m.MTI = "0820"
		m.Set(60, f[:8]+"301")
	}
}

func endedNothing(_ *crook, asked, answer *message.Message) {
	if asked.MTI == "0320" {
		answer.MTI = "0330"
	}
}

// paysAgain gives the money of a reversal back as often as it comes.
func paysAgain(c *crook, asked, answer *message.Message) {
	if answer.MTI == "0410" && answer.Get(39) == "25" {
		amount, _ := txn.FenFromDigits(asked.Get(4))
		c.extra += amount
		answer.Set(39, "00")
	}
	c.cheat(answer)
}

// cheat shows more money than there is.
func (c *crook) cheat(answer *message.Message) {
	if v := answer.Get(54); v != "" {
		had, _ := txn.FenFromDigits(v[8:])
		answer.Set(54, v[:8]+(had+c.extra).Digits12())
	}
}

func refusesAgain(_ *crook, _, answer *message.Message) {
	if answer.MTI == "0410" && answer.Get(39) == "25" {
		answer.Set(39, "06")
	}
}

// paysUnknown: a reversal of what never came gives money, too.
func paysUnknown(c *crook, asked, answer *message.Message) {
	switch {
	case asked.MTI == "0200" && answer.Get(39) != "":
		c.seen[asked.Get(11)]++
	case answer.MTI == "0410" && c.seen[asked.Get(11)] == 0:
		amount, _ := txn.FenFromDigits(asked.Get(4))
		c.extra += amount
	}
	c.cheat(answer)
}

// otherKey: sealed last, so the key is changed under it.
func otherKey(c *crook, _, answer *message.Message) {
	if answer.Has(64) && c.mac != nil {
		c.mac, _ = keys.NewSealer(keys.UnionPayECB, keys.Key("12345678"))
	}
}

func wrongKCV(_ *crook, _, answer *message.Message) {
	if block := []byte(answer.Get(62)); len(block) > 0 {
		block[16] ^= 1
		answer.Set(62, string(block))
	}
}

func anyAmount(_ *crook, _, answer *message.Message) {
	if answer.MTI == "0410" && answer.Get(39) == "64" {
		answer.Set(39, "00")
	}
}

func voidsTwice(_ *crook, asked, answer *message.Message) {
	if answer.MTI == "0210" && asked.Get(3) == "200000" && asked.Get(25) == "00" && answer.Get(39) != "00" && answer.Get(39) != "64" {
		answer.Set(39, "00")
	}
}

func voidsAnyAmount(_ *crook, asked, answer *message.Message) {
	if answer.MTI == "0210" && asked.Get(3) == "200000" && answer.Get(39) == "64" {
		answer.Set(39, "00")
	}
}

func refundsAnyAmount(_ *crook, _, answer *message.Message) {
	if answer.MTI == "0230" && answer.Get(39) == "61" {
		answer.Set(39, "00")
	}
}

// says answers a request of a type, a processing code and a condition, or of any ("").
func says(code, mti, processing, condition string) func(*crook, *message.Message, *message.Message) {
	return func(_ *crook, asked, answer *message.Message) {
		if is(asked, mti, processing, condition) {
			answer.Set(39, code)
		}
	}
}

// keeps gives nothing back when it says that it did.
func keeps(mti, processing, condition string) func(*crook, *message.Message, *message.Message) {
	return func(c *crook, asked, answer *message.Message) {
		if is(asked, mti, processing, condition) && answer.Get(39) == "00" {
			amount, _ := txn.FenFromDigits(asked.Get(4))
			c.extra -= amount
		}
		c.cheat(answer)
	}
}

func is(m *message.Message, mti, processing, condition string) bool {
	return m.MTI == mti && (processing == "" || m.Get(3) == processing) && (condition == "" || m.Get(25) == condition)
}

func noBatch(_ *crook, asked, answer *message.Message) {
	if asked.MTI == "0800" {
		f := answer.Get(60)
		answer.Set(60, f[:2]+"000000"+f[8:])
	}
}

func noReference(c *crook, asked, answer *message.Message) {
	if is(asked, "0200", "000000", "00") && answer.Get(39) == "00" {
		answer.Set(37, "            ")
	}
}

func halfBalance(_ *crook, _, answer *message.Message) {
	if v := answer.Get(54); v != "" {
		answer.Set(54, v[:10])
	}
}

func refundsAnew(c *crook, asked, answer *message.Message) {
	if asked.MTI != "0220" {
		return
	}
	if c.seen[asked.Get(11)]++; c.seen[asked.Get(11)] > 1 {
		answer.Set(37, "999999999999")
	}
}

func noCode(_ *crook, asked, answer *message.Message) {
	if is(asked, "0100", "030000", "06") {
		answer.Set(38, "      ")
	}
}

func someAmount(_ *crook, m *message.Message) {
	if m.MTI == "0200" && !m.Has(4) {
		m.Set(4, "000000000001")
	}
}

func knownType(_ *crook, m *message.Message) {
	if m.MTI == "0900" {
		m.MTI = "0200"
	}
}

func anyBatch(_ *crook, _, answer *message.Message) {
	if answer.Get(39) == "77" {
		answer.Set(39, "00")
	}
}
