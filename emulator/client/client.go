// Package client asks a lab by its admin API: ledger, accounts, paper and events, and everything that can be made
// wrong. It speaks to "poslab up" as well as to a lab in the same process, over the machine's network or one in
// memory.
//
//	c := client.New("http://127.0.0.1:8581", nil)
//	entries, err := c.Ledger(ctx)
//	err = c.HostFault(ctx, host.Fault{Name: "drop_response", Count: 1, Match: host.Match{MTI: "0200"}})
//
// A lab that refuses answers with an *Error that says why.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/emulator/printer"
)

// answerLimit bounds an answer in bytes. Chosen: the paper of a long day, as text, has some megabytes.
const answerLimit = 256 << 20

// Client asks one lab. It may be used by several goroutines.
type Client struct {
	base string
	http *http.Client
}

// New asks the lab at this address, as "poslab up" prints it: "http://127.0.0.1:8581". A nil network is link.TCP.
func New(base string, n link.Network) *Client {
	if n == nil {
		n = link.TCP
	}
	return &Client{base: base, http: &http.Client{Transport: &http.Transport{
		DialContext:       func(ctx context.Context, _, address string) (net.Conn, error) { return n.Dial(ctx, address) },
		DisableKeepAlives: true, // nothing stays open behind a test
	}}}
}

// Error is what a lab answers to a request that it refuses.
type Error struct {
	Status int    // of HTTP
	Detail string // what is wrong, in a sentence
}

// Error is the detail.
func (e *Error) Error() string { return e.Detail }

// Call asks for a path of the admin API: body goes as JSON unless it is nil, the answer comes into to, unless that is
// nil.
func (c *Client) Call(ctx context.Context, method, path string, body, to any) error {
	text, err := c.ask(ctx, method, path, body)
	if err != nil || to == nil {
		return err
	}
	return json.Unmarshal(text, to)
}

func (c *Client) ask(ctx context.Context, method, path string, body any) ([]byte, error) {
	reply, err := c.send(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(io.LimitReader(reply.Body, answerLimit))
	if err == nil && reply.StatusCode != http.StatusOK {
		err = refused(reply, text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	return text, nil
}

func (c *Client) send(ctx context.Context, method, path string, body any) (*http.Response, error) {
	var data io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		data = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, data)
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return c.http.Do(r)
}

func refused(reply *http.Response, text []byte) error {
	var problem struct{ Detail string }
	if json.Unmarshal(text, &problem) != nil || problem.Detail == "" {
		problem.Detail = strings.TrimSpace(reply.Status + " " + string(text))
	}
	return &Error{reply.StatusCode, problem.Detail}
}

// Ledger is what the host decided, oldest first.
func (c *Client) Ledger(ctx context.Context) ([]host.Entry, error) {
	var all struct{ Entries []host.Entry }
	err := c.Call(ctx, http.MethodGet, "/v1/ledger", nil, &all)
	return all.Entries, err
}

// Accounts are the customers' accounts.
func (c *Client) Accounts(ctx context.Context) ([]host.Holding, error) {
	var all struct{ Accounts []host.Holding }
	err := c.Call(ctx, http.MethodGet, "/v1/accounts", nil, &all)
	return all.Accounts, err
}

// BankMessages are what banks wrote to the customers, oldest first.
func (c *Client) BankMessages(ctx context.Context) ([]host.BankMessage, error) {
	var all struct{ Messages []host.BankMessage }
	err := c.Call(ctx, http.MethodGet, "/v1/messages", nil, &all)
	return all.Messages, err
}

// Settlements are the batches that were compared or closed.
func (c *Client) Settlements(ctx context.Context) ([]host.Settlement, error) {
	var all struct{ Settlements []host.Settlement }
	err := c.Call(ctx, http.MethodGet, "/v1/settlements", nil, &all)
	return all.Settlements, err
}

// HostFault has the host do something wrong to the next requests that it is for. A Count of 0 is 1.
func (c *Client) HostFault(ctx context.Context, f host.Fault) error {
	f.Count = max(f.Count, 1)
	return c.Call(ctx, http.MethodPost, "/v1/host/faults", f, nil)
}

// ClearHostFaults ends what waits to go wrong at the host.
func (c *Client) ClearHostFaults(ctx context.Context) error {
	return c.Call(ctx, http.MethodDelete, "/v1/host/faults", nil, nil)
}

// PrinterFaults changes what is wrong with the printer; what is nil stays as it is.
func (c *Client) PrinterFaults(ctx context.Context, f printer.Faults) error {
	return c.Call(ctx, http.MethodPost, "/v1/printer/faults", f, nil)
}

// ClearPrinterFaults makes the printer well again, with paper in it.
func (c *Client) ClearPrinterFaults(ctx context.Context) error {
	return c.Call(ctx, http.MethodDelete, "/v1/printer/faults", nil, nil)
}

// LoadPaper puts a new roll in.
func (c *Client) LoadPaper(ctx context.Context) error { return c.atPrinter(ctx, "load_paper") }

// ClearJam pulls the paper out that is stuck, and puts it in again.
func (c *Client) ClearJam(ctx context.Context) error { return c.atPrinter(ctx, "clear_jam") }

// PowerCycle switches the printer off and on.
func (c *Client) PowerCycle(ctx context.Context) error { return c.atPrinter(ctx, "power_cycle") }

// Tear tears off what hangs out of a printer without a cutter.
func (c *Client) Tear(ctx context.Context) error { return c.atPrinter(ctx, "tear") }

func (c *Client) atPrinter(ctx context.Context, what string) error {
	return c.Call(ctx, http.MethodPost, "/v1/printer/"+what, nil, nil)
}

// Slips is the paper that is at the printer, oldest first.
func (c *Client) Slips(ctx context.Context) ([]printer.Slip, error) {
	var now struct{ Slips []printer.Slip }
	err := c.Call(ctx, http.MethodGet, "/v1/paper", nil, &now)
	return now.Slips, err
}

// TakePaper takes the finished slips away: a slip that is finished meanwhile is among them or stays.
func (c *Client) TakePaper(ctx context.Context) ([]printer.Slip, error) {
	var now struct{ Taken []printer.Slip }
	err := c.Call(ctx, http.MethodDelete, "/v1/paper", nil, &now)
	return now.Taken, err
}

// SlipPNG is the picture of a slip, 8 dots to the millimetre.
func (c *Client) SlipPNG(ctx context.Context, id int) ([]byte, error) {
	return c.ask(ctx, http.MethodGet, "/v1/paper/"+strconv.Itoa(id)+".png", nil)
}
