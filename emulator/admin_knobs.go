package emulator

import (
	"errors"
	"net/http"

	"posterm/emulator/host"
	"posterm/txn"
)

// The calls that set how the host behaves.

func (l *Lab) getKnobs(http.ResponseWriter, *http.Request) (any, error) {
	return l.Host.Knobs(), nil
}

// setKnobs changes the members that are given; lists and tables are given whole.
func (l *Lab) setKnobs(w http.ResponseWriter, r *http.Request) (any, error) {
	k := l.Host.Knobs()
	old := k
	k.Deny, k.BlockedTerminals, k.BlockedCards = nil, nil, nil
	if err := readJSON(w, r, &k); err != nil {
		return nil, err
	}
	if k.Deny == nil {
		k.Deny = old.Deny
	}
	if k.BlockedTerminals == nil {
		k.BlockedTerminals = old.BlockedTerminals
	}
	if k.BlockedCards == nil {
		k.BlockedCards = old.BlockedCards
	}
	if err := l.Host.SetKnobs(k); err != nil {
		return nil, bad(err.Error())
	}
	return l.Host.Knobs(), nil
}

func (l *Lab) resetKnobs(_ http.ResponseWriter, r *http.Request) (any, error) {
	if err := noBody(r); err != nil {
		return nil, err
	}
	l.Host.ResetKnobs()
	return l.Host.Knobs(), nil
}

// tables are the table of amounts in force and the one that could be.
type tables struct {
	Amounts  host.Amounts `json:"amounts"`
	Standard host.Amounts `json:"standard"`
}

func (l *Lab) getAmounts(http.ResponseWriter, *http.Request) (any, error) {
	t := tables{l.Host.Amounts(), host.StandardAmounts()}
	if t.Amounts == nil {
		t.Amounts = host.Amounts{}
	}
	return t, nil
}

// setAmounts takes the whole table: {"51":"51"}.
func (l *Lab) setAmounts(w http.ResponseWriter, r *http.Request) (any, error) {
	table := map[string]txn.Code{}
	if err := readJSON(w, r, &table); err != nil {
		return nil, err
	}
	if err := l.Host.SetAmounts(table); err != nil {
		return nil, bad(err.Error())
	}
	return l.getAmounts(w, r)
}

func (l *Lab) clearAmounts(w http.ResponseWriter, r *http.Request) (any, error) {
	if err := noBody(r); err != nil {
		return nil, err
	}
	if err := l.Host.SetAmounts(nil); err != nil {
		return nil, err
	}
	return l.getAmounts(w, r)
}

func (l *Lab) standardAmounts(w http.ResponseWriter, r *http.Request) (any, error) {
	if err := noBody(r); err != nil {
		return nil, err
	}
	if err := l.Host.SetAmounts(host.StandardAmounts()); err != nil {
		return nil, err
	}
	return l.getAmounts(w, r)
}

// day is the settlement date.
type day struct {
	SettleDate string `json:"settle_date"` // "2026-11-21"
}

func (l *Lab) getDay(http.ResponseWriter, *http.Request) (any, error) { return day{l.Host.Day()}, nil }

// cutOver begins the next settlement date. The body may be left out.
func (l *Lab) cutOver(w http.ResponseWriter, r *http.Request) (any, error) {
	var c host.CutOver
	if r.ContentLength != 0 {
		if err := readJSON(w, r, &c); err != nil {
			return nil, err
		}
	}
	next, err := l.Host.CutOver(c)
	if errors.Is(err, host.ErrKnob) {
		return nil, bad(err.Error())
	}
	return day{next}, err
}

func (l *Lab) getAccount(_ http.ResponseWriter, r *http.Request) (any, error) {
	a, err := l.Host.Account(r.PathValue("name"))
	return a, missing(err)
}

// setAccount changes what the issuer thinks of a card: {"standing":"lost"}.
func (l *Lab) setAccount(w http.ResponseWriter, r *http.Request) (any, error) {
	var change struct {
		Standing string `json:"standing"`
	}
	if err := readJSON(w, r, &change); err != nil {
		return nil, err
	}
	var s host.Standing
	if err := s.UnmarshalText([]byte(change.Standing)); err != nil {
		return nil, bad(err.Error())
	}
	a, err := l.Host.SetStanding(r.PathValue("name"), s)
	return a, missing(err)
}

// missing turns what is not there into 404.
func missing(err error) error {
	for _, gone := range []error{host.ErrNoAccount, host.ErrNoOrder, host.ErrNoTransaction} {
		if errors.Is(err, gone) {
			return refusal(http.StatusNotFound, err.Error())
		}
	}
	return err
}
