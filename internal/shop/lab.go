package shop

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/printer"
)

// lab is `poslab up` in a process of its own.
type lab struct {
	at   emulator.Addresses
	up   *exec.Cmd
	http http.Client
}

func startLab(poslab, ledger string) (*lab, error) {
	up := exec.Command(poslab, "up", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--ledger", ledger)
	up.Env, up.Stderr = append(os.Environ(), thrifty), os.Stderr
	out, err := up.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := up.Start(); err != nil {
		return nil, err
	}
	l := &lab{up: up, http: http.Client{Transport: &http.Transport{}}}
	ready, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(ready, &l.at)
	}
	if err != nil {
		_ = l.close()
		return nil, fmt.Errorf("poslab up did not say where it listens: %w", err)
	}
	return l, nil
}

// close stops the lab as a person would.
func (l *lab) close() error {
	l.http.CloseIdleConnections()
	_ = l.up.Process.Signal(os.Interrupt)
	return l.up.Wait()
}

// call asks the admin API: body goes as JSON unless it is nil, the answer comes into to.
func (l *lab) call(ctx context.Context, method, path string, body, to any) error {
	var data io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		data = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, l.at.Admin+path, data)
	if err != nil {
		return err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	reply, err := l.http.Do(r)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(reply.Body)
		return fmt.Errorf("%s %s: %s: %s", method, path, reply.Status, text)
	}
	return json.NewDecoder(reply.Body).Decode(to)
}

// ledger is what the host decided for one terminal.
func (l *lab) ledger(ctx context.Context, terminal string) (own []host.Entry, err error) {
	var all struct{ Entries []host.Entry }
	err = l.call(ctx, http.MethodGet, "/v1/ledger", nil, &all)
	for _, e := range all.Entries {
		if e.Terminal == terminal {
			own = append(own, e)
		}
	}
	return own, err
}

// fault lets the host do something wrong to the next request that it is for.
func (l *lab) fault(ctx context.Context, f host.Fault) error {
	var now struct{}
	return l.call(ctx, http.MethodPost, "/v1/host/faults", f, &now)
}

// heal ends every fault of host and printer, and loads paper.
func (l *lab) heal(ctx context.Context) error {
	var now struct{}
	if err := l.call(ctx, http.MethodDelete, "/v1/host/faults", nil, &now); err != nil {
		return err
	}
	return l.call(ctx, http.MethodDelete, "/v1/printer/faults", nil, &now)
}

// hurt changes the faults of the printer.
func (l *lab) hurt(ctx context.Context, f printer.Faults) error {
	var now struct{}
	return l.call(ctx, http.MethodPost, "/v1/printer/faults", f, &now)
}

// slips is the paper that is still at the printer.
func (l *lab) slips(ctx context.Context) ([]printer.Slip, error) {
	var now struct{ Slips []printer.Slip }
	err := l.call(ctx, http.MethodGet, "/v1/paper", nil, &now)
	return now.Slips, err
}

// takePaper takes the finished slips away: a slip that is finished meanwhile is among them or stays.
func (l *lab) takePaper(ctx context.Context) ([]printer.Slip, error) {
	var now struct{ Taken []printer.Slip }
	err := l.call(ctx, http.MethodDelete, "/v1/paper", nil, &now)
	return now.Taken, err
}
