package explain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"posterm/comms/message"
	"posterm/comms/profile"
	"posterm/txn"
)

// look is a message while it is explained: what it is decides what its fields mean.
type look struct {
	spec    *message.Spec
	m       *message.Message
	private message.Field60
	name    string // of the message in the profile; "" is none of them
	kind    string // of the transaction it is about
	answer  bool
	numbers []string // card numbers and payment codes in it, which must show nowhere
}

// Names that profiles use and this package must know.
const (
	reversal  = "reversal"
	signIn    = "signin"
	settle    = "settle"
	batchList = "batch_list"
	batchEnd  = "batch_end"
	enquiry   = "query"
)

// networkField is the network management code of ISO 8583:1987.
const networkField = 70

func newLook(spec *message.Spec, m *message.Message) *look {
	l := &look{spec: spec, m: m}
	l.private, _ = m.Private()
	mti := m.MTI
	if len(mti) == 4 && (mti[2]-'0')%2 == 1 {
		l.answer = true
		mti = mti[:2] + string(mti[2]-1) + mti[3:]
	}
	l.name, l.kind = l.named(mti)
	l.numbers = l.cardNumbers()
	return l
}

// named finds what the profile calls the message, and the transaction it is about. They
// differ in a reversal, which has everything else of its original.
func (l *look) named(mti string) (name, kind string) {
	p := l.spec.Profile()
	like := profile.Message{MTI: mti, Processing: l.m.Get(3), Condition: l.m.Get(25), Type: l.private.Type, Network: l.network(mti)}
	for _, candidate := range p.Names() {
		m := p.Messages[candidate]
		same := (m.Processing == "" || m.Processing == like.Processing) && m.Condition == like.Condition && m.Type == like.Type
		switch {
		case candidate == reversal && m.MTI == mti:
			name = reversal
		case !same || l.isTheTwin(candidate):
		case m.MTI == mti && (m.Network == "" || m.Network == like.Network):
			name, kind = candidate, candidate
		case kind == "" && m.Processing != "":
			kind = candidate
		}
	}
	if name != reversal {
		kind = name
	}
	return name, kind
}

// network is the code that tells management messages apart: forms of one message have
// codes of their own.
func (l *look) network(mti string) string {
	code := l.private.Network
	if l.spec.KindOf(networkField) != message.Unknown {
		code = l.m.Get(networkField)
	}
	messages := l.spec.Profile().Messages
	switch sign := messages[signIn]; {
	case mti == sign.MTI && keyForms[code].slots != nil:
		return sign.Network
	case mti == messages[batchEnd].MTI && code == balancedEnd:
		return messages[batchEnd].Network
	}
	return code
}

// balancedEnd is field 60.3 of a batch end without an upload.
const balancedEnd = "207"

// isTheTwin: a card's transaction and a payment code's look alike but for the code.
func (l *look) isTheTwin(candidate string) bool {
	const scanned = "qr_"
	messages := l.spec.Profile().Messages
	if strings.HasPrefix(candidate, scanned) {
		return !l.scanned()
	}
	_, twin := messages[scanned+candidate]
	return twin && l.scanned()
}

func (l *look) scanned() bool {
	tags, _ := message.ParseTags(l.m.Get(59))
	return strings.HasPrefix(l.m.Get(22), txn.Scan.Mode()) || tags.Has(message.TagCode) || tags.Has(message.TagVoucher)
}

// followers are messages of a transaction that are not its request.
var followers = map[string]Words{
	reversal:      {"冲正", "REVERSAL"},
	"order_open":  {"商户出示码", "WALLET ORDER, CODE SHOWN"},
	"order_query": {"钱包订单查询", "WALLET ORDER QUERY"},
	"order_close": {"钱包订单关闭", "WALLET ORDER CLOSE"},
	batchList:     {"批上送", "BATCH LIST"},
	batchEnd:      {"批上送结束", "BATCH END"},
}

// title says what the message is: "消费 请求", "SALE request".
func (l *look) title() Words {
	part := Words{" 请求", " request"}
	if l.answer {
		part = Words{" 应答", " answer"}
	}
	is := wordsOf(l.name)
	if code := networkCodes[l.private.Network]; l.name == "" && l.private.Type != "" && !code.none() {
		is = code
	}
	if l.name == reversal && l.kind != "" {
		of := wordsOf(l.kind)
		is = Words{is.ZH + "（" + of.ZH + "）", is.EN + " of " + of.EN}
	}
	return Words{is.ZH + part.ZH, is.EN + part.EN}
}

// How far a message could be read when it was not to its end.
var (
	inPart = Words{"只解读了一部分", "read in part"}
	cut    = Words{"被截断", "cut short"}
)

// untitled is a message of which nobody knows what it is, since the fields that tell are not there.
var untitled = Words{"报文", "MESSAGE"}

// but says how far a message could be read: "消费 请求（被截断）", "SALE request (cut short)".
func (w Words) but(how Words) Words {
	return Words{w.ZH + "（" + how.ZH + "）", w.EN + " (" + how.EN + ")"}
}

// asFarAs is the title of a message that could not be read to its end.
func (l *look) asFarAs() Words {
	title := l.title()
	if l.m.MTI == "" {
		return untitled
	}
	unknown := wordsOf("")
	zh, _ := strings.CutPrefix(title.ZH, unknown.ZH)
	en, is := strings.CutPrefix(title.EN, unknown.EN)
	if is {
		return Words{untitled.ZH + zh, untitled.EN + en}
	}
	return title
}

func wordsOf(name string) Words {
	var kind txn.Kind
	follower, known := followers[name]
	switch {
	case known:
		return follower
	case name == "" || kind.UnmarshalText([]byte(name)) != nil:
		return Words{"未知报文", "UNKNOWN MESSAGE"}
	}
	return words(kind.Words())
}

// field explains field n; shown is its masked value.
func (l *look) field(n, offset int, shown string) Item {
	f := l.spec.Profile().Field(n)
	it := Item{Name: fmt.Sprintf("F%d", n), Offset: at(offset), Words: words(f.Words), Value: shown}
	v := l.m.Get(n)
	if means := meanings[n]; means != nil {
		it.means(means(l, v))
	}
	if parts := l.spec.Profile().Parts[n]; parts != nil {
		it.Parts = l.parts(n, v, parts)
	}
	if explain := insides[f.Inside]; explain != nil {
		explain(l, v, &it)
	}
	return it
}

// means adds what a value means, if that is known.
func (it *Item) means(w Words) {
	if !w.none() {
		it.Means = &w
	}
}

// insides explain what stands inside of a field, by the name that its profile gives to it.
var insides = map[string]func(*look, string, *Item){
	"institutions": institutions,
	"settlement":   settlement,
	"security":     security,
	"balance":      balance,
	"emv":          emv,
	"tags":         tagged,
	"usage":        usage,
	"operator":     operator,
}

// unreadable is what is said of something that does not look as it should.
func unreadable(why error) Words { return Words{"无法解读", "cannot be read: " + why.Error()} }

// cardNumbers are all that can be found, and the customer's payment code, so that they are
// hidden wherever they stand.
func (l *look) cardNumbers() []string {
	var all []string
	for _, n := range []int{2, 35, 36, 45} {
		all = append(all, leadingDigits.FindAllString(l.m.Get(n), 1)...)
	}
	for _, t := range tlvs(l.m.Get(55)) {
		all = append(all, t.cardNumbers()...)
	}
	tags, _ := message.ParseTags(l.m.Get(59))
	all = append(all, tags.Get(message.TagCode))
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return slices.DeleteFunc(all, func(s string) bool { return len(s) < shortestPAN })
}

const shortestPAN, longestPAN = 13, 19

var (
	leadingDigits = regexp.MustCompile(`[0-9]{13,19}`)
	// numberInText is what could be a card number in free text: alone, or with blanks or dashes.
	numberInText = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){12,}`)
)

// hide masks a value of field n once more: the message's own card numbers wherever they
// stand, and what could be one in a free text.
func (l *look) hide(n int, shown string) string {
	f := l.spec.Profile().Field(n)
	free := f.Inside == "" || f.Inside == "operator"
	if f.Kind == message.Text && f.Prefix > 0 && f.Shown == profile.Whole && free {
		shown = numberInText.ReplaceAllStringFunc(shown, func(run string) string {
			return maskNumber(strings.NewReplacer(" ", "", "-", "").Replace(run))
		})
	}
	return l.hideNumbers(shown)
}

func (l *look) hideNumbers(s string) string {
	for _, number := range l.numbers {
		s = strings.ReplaceAll(s, number, maskNumber(number))
	}
	return s
}

// scrub hides the message's card numbers in everything that was said.
func (l *look) scrub(items []Item) {
	for i := range items {
		it := &items[i]
		it.Value = l.hideNumbers(it.Value)
		if it.Means != nil {
			it.Means.ZH, it.Means.EN = l.hideNumbers(it.Means.ZH), l.hideNumbers(it.Means.EN)
		}
		l.scrub(it.Parts)
	}
}

// maskNumber leaves the first six and the last four digits.
func maskNumber(number string) string { return string(txn.PAN(number).Masked()) }
