package emulator

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"posterm/card"
	"posterm/comms/keys"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/emulator/printer"
	"posterm/txn"
)

// Options describe a lab. An address is host:port, port 0 picks a free one, and
// an empty one means that this door stays closed.
type Options struct {
	Host       string // acquirer
	Backup     string // second address of the same acquirer, with the same ledger
	PrinterTCP string // printer, as a network printer
	PrinterPTY string // printer, as a serial line: the path that becomes a symlink to it
	Admin      string // admin API; a loopback address
	// Network is where all of that but the serial line is; nil: link.TCP.
	Network link.Network

	Wrapper    host.Wrapper // what the acquirer wants around a message
	TLS        string       // directory of its certificates, made when there are none; empty: plain TCP
	ClientCert bool         // terminals must show a certificate of that directory's authority

	Cards   []card.Definition // beside the built-in ones
	Ledger  string            // file that keeps the host's ledger; empty: memory
	Seed    uint64
	MAC     keys.Algorithm // how messages under 3DES keys are authenticated; empty: keys.UnionPayECB
	Knobs   host.Knobs     // how the host behaves where hosts differ
	Profile string         // how the host's messages look; empty: profile.Default
	Amounts host.Amounts   // how it answers by amount; empty: not at all
	// Terminals maps terminal numbers to their merchant numbers; empty: the host takes any.
	Terminals map[string]string
	// Merchants are names of merchants by their numbers, for the back office.
	Merchants map[string]string
	Fee       string // what the acquirer keeps, in per cent: "0.60"; empty: office.DefaultRate
	Printer   printer.Options
	Out       string      // folder that gets every slip when it comes off the printer, as PNG and text; empty: none
	OnEvent   func(Event) // everything that happens, from several goroutines; must not block. May be nil
}

// ParseKnobs reads knobs as the admin API takes them, a JSON object, strictly:
// {"reversal":{"unknown":"25"},"partial":"supported"}. What is not given is our host's own
// behaviour.
func ParseKnobs(data []byte) (k host.Knobs, err error) {
	if err := decode(bytes.NewReader(data), &k); err != nil {
		return k, fmt.Errorf("knobs: %w", err)
	}
	return k, k.Check()
}

// ParseAmounts reads a table of answers by amount: "standard", or ends of amounts and
// codes like "51=51,05=ZZ"; empty: none.
func ParseAmounts(s string) (host.Amounts, error) {
	switch s {
	case "":
		return nil, nil
	case "standard":
		return host.StandardAmounts(), nil
	}
	a := host.Amounts{}
	for _, pair := range strings.Split(s, ",") {
		end, code, found := strings.Cut(pair, "=")
		if !found {
			return nil, fmt.Errorf("amounts: %q: want standard, or a list like 51=51,05=ZZ", pair)
		}
		a[end] = txn.Code(code)
	}
	return a, a.Check()
}

// ParseSpeed reads a printer's speed in mm of paper per second: "instant" (0),
// "real" (an ordinary printer's) or 1 to 1000.
func ParseSpeed(s string) (int, error) {
	switch s {
	case "instant":
		return 0, nil
	case "real":
		return printer.RealSpeed, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1000 {
		return 0, fmt.Errorf("printer speed %q: want instant, real or 1 to 1000 mm/s", s)
	}
	return n, nil
}

// standings says what the issuer thinks of a card, for every state of a card.
var standings = map[card.State]host.Standing{
	card.Active: host.Normal, card.Expired: host.Expired, card.Lost: host.Lost,
}

// walletBalance is what is in a built-in wallet, in fen.
const walletBalance = 50_000

// wallets are the built-in customers who pay by showing a code: any code that begins so
// is theirs (PROTOCOL.md 11.8).
var wallets = []host.Account{
	{Name: "unionpay", Codes: []string{"62"}, Balance: walletBalance},
	{Name: "wechat", Codes: []string{"10", "11", "12", "13", "14", "15"}, Balance: walletBalance},
	{Name: "alipay", Codes: []string{"25", "26", "27", "28", "29", "30"}, Balance: walletBalance},
}

// Accounts opens an account for every test card and wallet.
func Accounts(more []card.Definition) []host.Account {
	return slices.Concat(accountsOf(card.Builtin()), wallets, accountsOf(more))
}

func accountsOf(cards []card.Definition) []host.Account {
	list := make([]host.Account, 0, len(cards))
	for _, def := range cards {
		list = append(list, host.Account{
			Name: def.Name, PAN: txn.PAN(def.Card.PAN.Digits()), Expiry: def.Card.Expiry,
			Balance: def.Balance, PIN: def.PIN.Digits(), Standing: standings[def.State],
		})
	}
	return list
}
