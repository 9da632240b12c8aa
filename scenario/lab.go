package scenario

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"posterm/comms/profile"
	"posterm/emulator"
	"posterm/emulator/client"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/emulator/printer"
)

// labSettings are how the lab of a story is built.
type labSettings struct {
	profile  string
	wrapper  string
	backup   bool // the host has a second address
	speed    string
	amounts  string
	webhooks bool // the terminal tells a receiver of events
	at       []call
}

// labKeys are the keys of lab:.
var labKeys = []string{"profile", "wrapper", "backup", "speed", "amounts", "knobs", "webhooks", "host", "printer", "climate"}

func readLab(n node) (l labSettings, err error) {
	pairs, err := n.known(labKeys...)
	for _, p := range pairs {
		if err != nil {
			return l, err
		}
		var calls []call
		switch v := p.value; p.key {
		case "profile":
			l.profile, err = v.word(profile.Names()...)
		case "wrapper":
			l.wrapper, err = v.word(string(host.WrapNone), string(host.WrapSTX), string(host.WrapHTTP))
		case "backup":
			l.backup, err = v.yes()
		case "webhooks":
			l.webhooks, err = v.yes()
		case "speed":
			if l.speed, err = v.text(); err == nil {
				err = n.wrong(second(emulator.ParseSpeed(l.speed)))
			}
		case "amounts":
			if l.amounts, err = v.text(); err == nil {
				err = n.wrong(second(emulator.ParseAmounts(l.amounts)))
			}
		case "knobs":
			calls, err = callOf(v, http.MethodPost, "/v1/host/knobs")
		case "host":
			calls, err = hostCalls(v)
		default:
			calls, err = printerCalls(v, p.key == "climate")
		}
		l.at = append(l.at, calls...)
	}
	return l, err
}

func second[T any](_ T, err error) error { return err }

func (n node) wrong(err error) error {
	if err != nil {
		return n.because(err)
	}
	return nil
}

// call is one request of the admin API.
type call struct {
	method, path string
	body         any
}

func (c call) do(ctx context.Context, lab *client.Client) error {
	return lab.Call(ctx, c.method, c.path, c.body, nil)
}

// rehearsal is a lab that only says what it thinks of requests.
var rehearsal = sync.OnceValues(func() (*client.Client, error) {
	network := &link.Memory{}
	lab, err := emulator.Start(context.Background(), emulator.Options{
		Network: network, Host: "127.0.0.1:1", Backup: "127.0.0.1:2", Admin: "127.0.0.1:3",
	})
	if err != nil {
		return nil, err
	}
	return client.New(lab.Addresses().Admin, network), nil
})

// rehearsed asks a lab that nobody uses whether it would do this. While a story runs, the lab itself is asked.
func (n node) rehearsed(c call) error {
	if n.src.checked {
		return nil
	}
	lab, err := rehearsal()
	if err != nil {
		return err
	}
	ctx := context.Background()
	if c.path == credits { // what was spent while other stories were read is nothing to this one
		if err := lab.Call(ctx, http.MethodPost, "/v1/accounts/reset", nil, nil); err != nil {
			return err
		}
	}
	var refused *client.Error
	if err := c.do(ctx, lab); errors.As(err, &refused) {
		return n.because(refused)
	}
	return err
}

// credits is where money comes in by the shop's static code.
const credits = "/v1/credits"

// callOf is a node as the body of a call that the lab would take.
func callOf(n node, method, path string) ([]call, error) {
	body, err := n.json()
	if err != nil {
		return nil, err
	}
	c := call{method, path, body}
	if !openWithin(n) {
		err = n.rehearsed(c)
	}
	return []call{c}, err
}

// openWithin says whether anything in it is not known yet.
func openWithin(n node) bool {
	return n.open() || slices.ContainsFunc(n.Content, func(c *yamlNode) bool { return openWithin(node{c, n.src}) })
}

// hostKeys are what a host does beside its faults.
var hostKeys = []string{"clear", "knobs", "amounts", "open", "closed", "cutover", "confirm", "cancel", "credit", "account", "reset"}

// hostCalls reads what the acquirer is to do.
func hostCalls(n node) (all []call, err error) {
	pairs, err := n.saying(slices.Concat(host.FaultNames(), hostKeys)...)
	for _, p := range pairs {
		if err != nil {
			return nil, err
		}
		var calls []call
		switch v := p.value; p.key {
		case "clear":
			_, err = v.word("faults", "knobs", "amounts")
			calls = []call{{http.MethodDelete, "/v1/host/" + v.Value, nil}}
		case "knobs":
			calls, err = callOf(v, http.MethodPost, "/v1/host/knobs")
		case "amounts":
			calls, err = callOf(v, http.MethodPut, "/v1/host/amounts")
		case "open", "closed":
			_, err = v.word(host.DoorPrimary, host.DoorBackup)
			calls = []call{{http.MethodPost, "/v1/host/doors", map[string]any{"door": v.Value, "open": p.key == "open"}}}
		case "cutover":
			calls, err = callOf(v, http.MethodPost, "/v1/host/cutover")
		case "confirm", "cancel":
			_, err = v.text()
			calls = []call{{http.MethodPost, "/v1/orders/" + v.Value + "/" + p.key, nil}}
		case "credit":
			calls, err = callOf(v, http.MethodPost, credits)
		case "account":
			calls, err = accountCalls(v)
		case "reset":
			_, err = v.word("accounts")
			calls = []call{{http.MethodPost, "/v1/accounts/reset", nil}}
		default:
			calls, err = faultCall(p)
		}
		all = append(all, calls...)
	}
	return all, err
}

// accountCalls change what the issuer thinks of cards: {A: {standing: lost}}.
func accountCalls(n node) (all []call, err error) {
	pairs, err := n.pairs()
	for _, p := range pairs {
		calls, err := callOf(p.value, http.MethodPost, "/v1/accounts/"+p.key)
		if err != nil {
			return nil, err
		}
		all = append(all, calls...)
	}
	return all, err
}

// faultCall reads {drop_response: next}, {drop_response: 3}, {decline: "51"} or {decline: {value: "51", mti: "0200"}}.
func faultCall(p pair) ([]call, error) {
	body, match := map[string]any{"fault": p.key, "count": 1}, map[string]any{}
	v := p.value
	switch {
	case v.Kind == mapping:
		pairs, err := v.known("count", "value", "mti", "f3", "kind", "network", "door")
		if err != nil {
			return nil, err
		}
		for _, q := range pairs {
			switch q.key {
			case "count":
				if body["count"], err = q.value.number(1, 10_000); err != nil {
					return nil, err
				}
			case "value":
				body["value"], err = q.value.text()
			default:
				match[q.key], err = q.value.text()
			}
			if err != nil {
				return nil, err
			}
		}
	case !v.isText():
		return nil, v.unlike("next, a number of times, or {mti, kind, value, count ...}")
	case v.Value == "next" || v.open():
	case host.FaultValue(p.key) != "":
		body["value"] = v.Value
	default:
		count, err := strconv.Atoi(strings.TrimSpace(v.Value))
		if err != nil {
			return nil, v.unlike("next, a number of times, or {mti, kind, value, count ...}")
		}
		body["count"] = count
	}
	body["match"] = match
	c := call{http.MethodPost, "/v1/host/faults", body}
	return []call{c}, v.rehearsed(c)
}

// What a person does at the printer, beside its faults.
var (
	printerDoes = []string{"load_paper", "clear_jam", "power_cycle", "tear"}
	printerKeys = []string{"do", "clear", "take"}
	climateKeys = []string{"ambient_c", "humidity", "supply_percent", "paper_c"}
)

// printerCalls read what happens to the printer, or to its surroundings.
func printerCalls(n node, climate bool) (all []call, err error) {
	known := climateKeys
	if !climate {
		known = slices.Concat(printerKeys, jsonNames(printer.Faults{}))
	}
	pairs, err := n.saying(known...)
	faults := map[string]any{}
	for _, p := range pairs {
		if err != nil {
			return nil, err
		}
		switch p.key {
		case "do":
			_, err = p.value.word(printerDoes...)
			all = append(all, call{http.MethodPost, "/v1/printer/" + p.value.Value, nil})
		case "clear":
			_, err = p.value.word("faults")
			all = append(all, call{http.MethodDelete, "/v1/printer/faults", nil})
		case "take":
			_, err = p.value.word("paper")
			all = append(all, call{http.MethodDelete, "/v1/paper", nil})
		default:
			one, bad := p.value.json()
			if faults[p.key] = one; bad == nil && !openWithin(p.value) {
				bad = p.value.rehearsed(call{http.MethodPost, "/v1/printer/faults", map[string]any{p.key: one}})
			}
			err = bad
		}
	}
	if len(faults) > 0 {
		all = append(all, call{http.MethodPost, "/v1/printer/faults", faults})
	}
	return all, err
}
