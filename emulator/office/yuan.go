package office

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"posterm/txn"
)

// Yuan is an amount in fen that JSON and people see as yuan: "12.34".
type Yuan txn.Fen

// String gives yuan with two decimals.
func (y Yuan) String() string { return txn.Fen(y).String() }

// MarshalText is String.
func (y Yuan) MarshalText() ([]byte, error) { return []byte(y.String()), nil }

// yuanOf reads an amount of the ledger, which is always well formed; zero of a hold that was emptied.
func yuanOf(s string) Yuan {
	fen, err := txn.ParseFen(s)
	if err != nil {
		return 0
	}
	return Yuan(fen)
}

// Rate is the share of a transaction that the acquirer keeps 手续费率, in 1/10,000: 60 is 0.60 %.
type Rate uint16

// Limits of a rate.
const (
	DefaultRate Rate = 60    // chosen: what shops in China usually pay for cards
	RateLimit   Rate = 1_000 // 10 %
	rateUnit         = 10_000
)

// ErrRate marks a rate that was refused.
var ErrRate = errors.New("bad fee rate")

// ParseRate reads per cent with at most two decimals, "0.60" or "0.6%", up to RateLimit; empty
// is DefaultRate.
func ParseRate(s string) (Rate, error) {
	if s == "" {
		return DefaultRate, nil
	}
	whole, cents, dotted := strings.Cut(strings.TrimSuffix(s, "%"), ".")
	n, err := strconv.ParseUint(whole+(cents + "00")[:2], 10, 16)
	if err != nil || whole == "" || len(cents) > 2 || dotted && cents == "" || n > uint64(RateLimit) || s[0] == '+' {
		return 0, fmt.Errorf("%w %.20q: want per cent from 0 to 10 with at most two decimals, like 0.60", ErrRate, s)
	}
	return Rate(n), nil
}

// String is "0.60%".
func (r Rate) String() string { return fmt.Sprintf("%d.%02d%%", r/100, r%100) }

// MarshalText is String.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Of is the fee of one amount, rounded to the nearest fen, halves up.
func (r Rate) Of(amount Yuan) Yuan { return (amount*Yuan(r) + rateUnit/2) / rateUnit }
