package emulator

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"posterm/emulator/host"
)

// The calls about the host. Those that change something answer with the state after it.

func (l *Lab) getLedger(http.ResponseWriter, *http.Request) (any, error) {
	return map[string][]host.Entry{"entries": l.Host.Ledger()}, nil
}

func (l *Lab) getAccounts(http.ResponseWriter, *http.Request) (any, error) {
	return map[string][]host.Holding{"accounts": l.Host.Accounts()}, nil
}

func (l *Lab) getMessages(http.ResponseWriter, *http.Request) (any, error) {
	return map[string][]host.BankMessage{"messages": l.Host.BankMessages()}, nil
}

func (l *Lab) resetAccounts(w http.ResponseWriter, r *http.Request) (any, error) {
	if err := noBody(r); err != nil {
		return nil, err
	}
	if err := l.Host.ResetBalances(); err != nil {
		return nil, err
	}
	return l.getAccounts(w, r)
}

func (l *Lab) getHostFaults(http.ResponseWriter, *http.Request) (any, error) {
	return map[string][]host.Fault{"faults": append([]host.Fault{}, l.Host.Faults()...)}, nil
}

func (l *Lab) addHostFault(w http.ResponseWriter, r *http.Request) (any, error) {
	f := host.Fault{Count: 1}
	if err := readJSON(w, r, &f); err != nil {
		return nil, err
	}
	switch {
	case f.Count == 0: // the host's own default, which nobody asks for by writing a zero
		return nil, bad("count must be 1 or more; leave it out for 1, or clear the faults")
	case f.Match.Door == host.DoorBackup && l.at.Backup == "":
		return nil, bad("match.door: this lab has no backup host; start it with --backup ADDR")
	}
	if err := l.Host.AddFault(f); err != nil {
		return nil, bad(err.Error())
	}
	return l.getHostFaults(w, r)
}

// clearHostFaults clears all of them, or with ?fault=NAME those of one name.
func (l *Lab) clearHostFaults(w http.ResponseWriter, r *http.Request) (any, error) {
	switch name := r.URL.Query().Get("fault"); {
	case name == "":
		l.Host.ClearFaults()
	case slices.Contains(host.FaultNames(), name):
		l.Host.ClearFault(name)
	default:
		return nil, bad("fault: want one of " + strings.Join(host.FaultNames(), ", "))
	}
	return l.getHostFaults(w, r)
}

func (l *Lab) getDoors(http.ResponseWriter, *http.Request) (any, error) {
	return map[string][]DoorState{"doors": l.Doors()}, nil
}

// setDoor takes {"door":"primary","open":false}.
func (l *Lab) setDoor(w http.ResponseWriter, r *http.Request) (any, error) {
	var want struct {
		Door string `json:"door"`
		Open *bool  `json:"open"`
	}
	if err := readJSON(w, r, &want); err != nil {
		return nil, err
	}
	if want.Open == nil {
		return nil, bad(`want {"door":"primary","open":false}`)
	}
	if err := l.SetDoor(want.Door, *want.Open); errors.Is(err, errNoDoor) {
		return nil, bad(err.Error())
	} else if err != nil {
		return nil, err
	}
	return l.getDoors(w, r)
}
