package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"posterm/front/socket"
	"posterm/internal/check"
	"posterm/journal/roll"
)

// rollByDoor asks a terminal that runs for its journal. That its Book is what the rows add up to is
// found by the terminal's own check.
func rollByDoor(ctx context.Context, dir string, e *check.Evidence) (broken []check.Finding, err error) {
	var report struct {
		Findings []struct {
			Seq             uint64
			Problem, Detail string
		}
	}
	if err := askTerminal(ctx, dir, &report, "journal", "check"); err != nil {
		return nil, err
	}
	for _, f := range report.Findings {
		broken = append(broken, damaged(fmt.Sprintf("row %d: %s: %s", f.Seq, f.Problem, f.Detail)))
	}
	var all struct{ Rows []roll.Row }
	if err := askTerminal(ctx, dir, &all, "journal", "rows"); err != nil {
		return broken, err
	}
	book := roll.Fold(all.Rows)
	e.Rows, e.Book, e.Terminal, e.Merchant = all.Rows, &book, book.Terminal, book.Merchant
	return broken, nil
}

// askTerminal has a terminal that runs carry out a command and reads its JSON.
func askTerminal(ctx context.Context, dir string, to any, args ...string) error {
	var out, errw bytes.Buffer
	code, err := socket.Do(ctx, dir, socket.Call{
		Request: socket.Request{Args: append([]string{"--json"}, args...), Dir: "/"}, In: strings.NewReader(""), Out: &out, Err: &errw,
	})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(out.Bytes(), to); err != nil {
		return fmt.Errorf("posterm %s, by the door of the terminal that runs: exit %d: %s", strings.Join(args, " "), code, strings.TrimSpace(out.String()+errw.String()))
	}
	return nil
}
