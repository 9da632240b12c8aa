package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/check"
)

// Limits of what is asked of an admin API. Chosen: a ledger of 250,000 entries, at leisure.
const (
	adminTimeout = 30 * time.Second
	adminLimit   = 64 << 20 // bytes of one answer
	adminLooks   = 3        // times the ledger is read until it stands still
)

// admin asks a lab's admin API.
type admin struct{ base string }

func newAdmin(base string) (admin, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return admin{}, misuse(fmt.Errorf("--admin %q is no address of an admin API", base), `it looks like http://127.0.0.1:8581, as "poslab up" says when it is ready`)
	}
	return admin{strings.TrimSuffix(base, "/")}, nil
}

// get reads one answer into a value.
func (a admin) get(ctx context.Context, path string, to any) error {
	ctx, cancel := context.WithTimeout(ctx, adminTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+path, nil)
	if err != nil {
		return err
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return advised(err, `is "poslab up" running, and is this its admin address?`)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(io.LimitReader(reply.Body, adminLimit+1))
	switch {
	case err != nil:
		return advised(fmt.Errorf("%s: %w", path, err), "the lab went away while it answered")
	case len(body) > adminLimit:
		return fmt.Errorf("%s: the answer is longer than %d bytes", path, adminLimit)
	case reply.StatusCode != http.StatusOK:
		return advised(fmt.Errorf("%s: %s", path, reply.Status), "this is not the admin API of poslab, or of another version")
	}
	kind, _, _ := mime.ParseMediaType(reply.Header.Get("Content-Type"))
	if err := json.Unmarshal(body, to); err != nil || kind != "application/json" {
		return advised(fmt.Errorf("%s: the answer is not what an admin API says", path), "this is not the admin API of poslab")
	}
	return nil
}

// witness reads ledger, accounts and paper into the evidence. The ledger is read until it
// stands still, so that it and the balances are of one moment.
func (a admin) witness(ctx context.Context, e *check.Evidence) (forgotten int, err error) {
	var paper struct {
		Slips     []printer.Slip
		Forgotten int
		Since     time.Time
	}
	for range adminLooks {
		var before, after struct{ Entries []host.Entry }
		var accounts struct{ Accounts []host.Holding }
		var settled struct{ Settlements []host.Settlement }
		for _, one := range []struct {
			path string
			to   any
		}{{"/v1/ledger", &before}, {"/v1/accounts", &accounts}, {"/v1/settlements", &settled}, {"/v1/paper", &paper}, {"/v1/ledger", &after}} {
			if err := a.get(ctx, one.path, one.to); err != nil {
				return 0, err
			}
		}
		if before.Entries == nil || accounts.Accounts == nil || paper.Slips == nil {
			return 0, advised(errors.New("the lab has no ledger, no accounts or no paper"), "this is not the admin API of poslab, or of another version")
		}
		if !slices.Equal(before.Entries, after.Entries) {
			continue
		}
		e.Ledger, e.Settlements = after.Entries, settled.Settlements
		e.Slips, e.PaperGone, e.Since = paper.Slips, paper.Forgotten > 0, paper.Since
		e.Accounts, err = holdings(accounts.Accounts)
		return paper.Forgotten, err
	}
	return 0, advised(errors.New("the ledger does not stand still"), "reconcile while nobody sells")
}

func holdings(all []host.Holding) (accounts []check.Account, err error) {
	for _, h := range all {
		before, errBefore := fenOf(h.Opening)
		now, errNow := fenOf(h.Balance)
		held, errHeld := fenOf(cmp.Or(h.Held, "0.00")) // earlier versions know no holds
		err = errors.Join(err, errBefore, errNow, errHeld)
		accounts = append(accounts, check.Account{Name: h.Name, Card: h.Card, Before: before, Now: now, Held: held})
	}
	return accounts, err
}
