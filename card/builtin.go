package card

import "posterm/txn"

// The built-in test cards. Their numbers are invented: an issuer prefix used for
// tests, a running number, and a valid check digit. All but the expired one are
// valid until December 2030. Service code 120 is a stripe without chip, checked
// online; 220 a chip card.
var builtins = []struct {
	name, track2, pin string
	entry             txn.Entry
	balance           txn.Fen
	state             State
	unreadable        bool
}{
	{name: "A", track2: "6222020000031234=30121200000000001", pin: "123456", entry: txn.Swipe, balance: 50_000},
	{name: "B", track2: "6222020000072345=30122200000000002", entry: txn.Insert, balance: 50_000},
	{name: "C", track2: "6222020000003456=30121200000000003", entry: txn.Swipe, balance: 100},
	{name: "expired", track2: "6222020000044567=20011200000000004", entry: txn.Swipe, balance: 50_000, state: Expired},
	{name: "lost", track2: "6222020000075678=30121200000000005", entry: txn.Swipe, balance: 50_000, state: Lost},
	{name: "bad-track", track2: "6222020000016789=30121200000000006", entry: txn.Swipe, balance: 50_000, unreadable: true},
	{name: "tap", track2: "6222020000088903=30122200000000007", entry: txn.Tap, balance: 50_000},
}

// chips are what the built-in chip cards say, but for what depends on the transaction.
var chips = map[string]map[string]string{
	"B": {
		"82": "7C00", "84": unionPayDebit, "95": "0000008000", "9B": "6800", "9F10": "07010103A0A802010A010000000000E1B2C3D4", "9F36": "001C",
		"50": "50424F43204445424954", "9F12": "554E494F4E504159204445424954", // PBOC DEBIT, UNIONPAY DEBIT
	},
	"tap": {
		"82": "7C00", "84": unionPayDebit, "95": "0000000000", "9F10": "07010103900000010A010000000000A1B2C3D4", "9F36": "0105",
		"50": "50424F43204445424954",
	},
}

// chipSequence is the card sequence number of the built-in chip cards.
const chipSequence = "001"

// Builtin lists the built-in test cards. Each call makes fresh PINs, so that
// wiping one spoils no other.
func Builtin() []Definition {
	all := make([]Definition, 0, len(builtins))
	for _, row := range builtins {
		track := txn.Track2(row.track2)
		def := Definition{
			Name: row.name, PIN: PIN{[]byte(row.pin)},
			Balance: row.balance, State: row.state, Unreadable: row.unreadable,
			Card: txn.Card{PAN: track.PAN(), Expiry: track.Expiry(), Track2: track, Entry: row.entry},
		}
		if tags, has := chips[row.name]; has {
			def.Chip, def.Card.Sequence = chipOf(tags), chipSequence
		}
		all = append(all, def)
	}
	return all
}

// Names lists the names of the built-in cards.
func Names() []string {
	names := make([]string, 0, len(builtins))
	for _, row := range builtins {
		names = append(names, row.name)
	}
	return names
}

func builtin(name string) (Definition, bool) {
	for _, def := range Builtin() {
		if def.Name == name {
			return def, true
		}
	}
	return Definition{}, false
}
