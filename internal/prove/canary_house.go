package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/shop"
)

// commandTime bounds one command; none waits that long for a device here.
const commandTime = 60 * time.Second

// house is a terminal and a lab as processes, with everything they produce below one
// directory: bin apart, for the programs know the public test keys.
//
//	cards/  card files       data/  the terminal's     lab/  ledger, events, answers of the admin API, paper, tape
//	out/    what was said    log/   logs               cwd/  where the programs stood, and cores would lie
type house struct {
	dir, posterm string
	at           emulator.Addresses
	up           *exec.Cmd
	hostWire     *wire
	printerWire  *wire
	events       *eventLog
	commands     int
}

const houseConfig = `[terminal]
merchant_name = "Canary 茶馆"
[host]
primary = %q
response_timeout = %q
[printer]
port = "tcp://%s"
confirm_timeout = "20s"
`

// The configurations, by how long the terminal waits for an answer: a machine that has
// other work must not make an answer late, unless it is to be missed, and a sale that is
// to be killed must still be waiting.
const (
	usual   = "usual.toml"   // 20 s
	hasty   = "hasty.toml"   // 2 s
	patient = "patient.toml" // 50 s
)

func openHouse(ctx context.Context, dir string, programs *shop.Programs) (*house, error) {
	posterm, poslab := programs.Paths()
	h := &house{dir: dir, posterm: posterm}
	for _, part := range []string{"cards", "out", "log", "lab", "cwd"} {
		if err := os.Mkdir(h.path(part), 0o700); err != nil {
			return nil, err
		}
	}
	for name, text := range cardFiles {
		if err := os.WriteFile(h.path("cards", name+".toml"), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	if err := h.startLab(ctx, poslab); err != nil {
		return nil, errors.Join(err, h.close())
	}
	for name, wait := range map[string]string{usual: "20s", hasty: "2s", patient: "50s"} {
		text := fmt.Sprintf(houseConfig, h.hostWire.address(), wait, h.printerWire.address())
		if err := os.WriteFile(h.path(name), []byte(text), 0o600); err != nil {
			return nil, errors.Join(err, h.close())
		}
	}
	return h, nil
}

func (h *house) path(parts ...string) string {
	return filepath.Join(append([]string{h.dir}, parts...)...)
}

// startLab starts `poslab up`, which keeps its ledger, and listens to its events.
func (h *house) startLab(ctx context.Context, poslab string) error {
	h.up = exec.Command(poslab, "up", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0",
		"--cards", h.path("cards"), "--ledger", h.path("lab", "ledger"))
	h.up.Dir = h.path("cwd")
	said, err := os.Create(h.path("lab", "stderr"))
	if err != nil {
		return err
	}
	defer said.Close()
	h.up.Stderr = said
	out, err := h.up.StdoutPipe()
	if err == nil {
		err = h.up.Start()
	}
	if err != nil {
		return err
	}
	ready, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = errors.Join(json.Unmarshal(ready, &h.at), os.WriteFile(h.path("lab", "ready"), ready, 0o600))
	}
	if err == nil {
		h.hostWire, err = openWire(h.at.Host)
	}
	if err == nil {
		h.printerWire, err = openWire(h.at.PrinterTCP)
	}
	if err == nil {
		h.events, err = listen(ctx, h.at.Admin+"/v1/events")
	}
	return err
}

// close ends the lab, and writes down what it told meanwhile.
func (h *house) close() (err error) {
	if h.up != nil && h.up.Process != nil {
		_ = h.up.Process.Signal(os.Interrupt)
		err = h.up.Wait()
	}
	if h.events != nil {
		err = errors.Join(err, os.WriteFile(h.path("lab", "events"), h.events.end(), 0o600))
	}
	if h.printerWire != nil {
		h.printerWire.close()
		err = errors.Join(err, os.WriteFile(h.path("lab", "tape"), h.printerWire.bytes(), 0o600))
	}
	if h.hostWire != nil {
		h.hostWire.close()
	}
	return err
}

// run runs a command to its end and keeps what it said. Core files are allowed as far as
// the system allows them; the program itself has to forbid them.
func (h *house) run(ctx context.Context, config, input string, args ...string) (exit int, err error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	c, done, err := h.command(ctx, config, input, args...)
	if err != nil {
		return 0, err
	}
	err = errors.Join(c.Run(), done())
	var ended *exec.ExitError
	if err != nil && (!errors.As(err, &ended) || ctx.Err() != nil) {
		return 0, fmt.Errorf("posterm %v: %w", args, err)
	}
	return c.ProcessState.ExitCode(), nil
}

// command prepares a command whose output goes to files of its own.
func (h *house) command(ctx context.Context, config, input string, args ...string) (c *exec.Cmd, done func() error, err error) {
	h.commands++
	name := fmt.Sprintf("%03d-%s", h.commands, strings.NewReplacer("/", "_", " ", "_").Replace(filepath.Base(args[0])))
	out, errOut := os.Create(h.path("out", name+".out"))
	said, errErr := os.Create(h.path("out", name+".err"))
	if err := errors.Join(errOut, errErr); err != nil {
		return nil, nil, err
	}
	args = append([]string{"-c", `ulimit -c "$(ulimit -H -c)"; exec "$0" "$@"`, h.posterm, "--config", h.path(config), "--data", h.path("data")}, args...)
	c = exec.CommandContext(ctx, "/bin/sh", args...)
	c.Dir, c.Stdin, c.Stdout, c.Stderr = h.path("cwd"), strings.NewReader(input), out, said
	c.Env = append(os.Environ(), "GOTRACEBACK=crash")
	return c, func() error { return errors.Join(out.Close(), said.Close()) }, nil
}

// crash kills a sale by a signal after the host decided and before the terminal heard.
func (h *house) crash(ctx context.Context, signal syscall.Signal) error {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	if err := h.fault(ctx, "delay_response", "0200", "40s"); err != nil {
		return err
	}
	heard := h.events.count("host.decided")
	c, done, err := h.command(ctx, patient, "", "--log-level", "debug", "sale", "4.00", "--card", h.path("cards", "swipe.toml"))
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return errors.Join(err, done())
	}
	err = h.events.await(ctx, "host.decided", heard+1)
	_ = c.Process.Signal(signal)
	_ = c.Wait() // it was killed: its exit says so
	if err == nil && (c.ProcessState.Success() || ctx.Err() != nil) {
		err = fmt.Errorf("signal %v did not end a sale", signal)
	}
	return errors.Join(err, done(), h.delete(ctx, "/v1/host/faults"))
}

// fault lets the host do something wrong to the next request of this type.
func (h *house) fault(ctx context.Context, name, mti, value string) error {
	text, err := json.Marshal(host.Fault{Name: name, Match: host.Match{MTI: mti}, Value: value})
	if err == nil {
		_, err = h.call(ctx, http.MethodPost, "/v1/host/faults", text)
	}
	return err
}

func (h *house) hurt(ctx context.Context, f printer.Faults) error {
	text, err := json.Marshal(f)
	if err == nil {
		_, err = h.call(ctx, http.MethodPost, "/v1/printer/faults", text)
	}
	return err
}

func (h *house) delete(ctx context.Context, path string) error {
	_, err := h.call(ctx, http.MethodDelete, path, nil)
	return err
}

// answerLimit bounds an answer of the admin API, in bytes: pictures of a whole roll are the largest.
const answerLimit = 32 << 20

func (h *house) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, h.at.Admin+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(io.LimitReader(reply.Body, answerLimit))
	if reply.StatusCode != http.StatusOK {
		err = errors.Join(err, fmt.Errorf("%s %s: %s: %s", method, path, reply.Status, text))
	}
	return text, err
}

// keepPaper writes down what the lab would tell anybody, and its pictures of the paper.
func (h *house) keepPaper(ctx context.Context) error {
	for file, path := range map[string]string{
		"ledger.json": "/v1/ledger", "accounts.json": "/v1/accounts", "faults.json": "/v1/host/faults", "printer.json": "/v1/printer",
		"paper.json": "/v1/paper", "1.png": "/v1/paper/1.png", "roll.png": "/v1/paper/roll.png",
	} {
		text, err := h.call(ctx, http.MethodGet, path, nil)
		if err != nil {
			return err
		}
		if err := os.WriteFile(h.path("lab", file), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// eventLog is the lab's stream of events.
type eventLog struct {
	mu     sync.Mutex
	text   bytes.Buffer
	counts map[string]int
	news   chan struct{} // closed and made anew at every event
	ended  chan struct{}
}

func listen(ctx context.Context, url string) (*eventLog, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	l := &eventLog{counts: map[string]int{}, news: make(chan struct{}), ended: make(chan struct{})}
	lines := bufio.NewReader(reply.Body)
	go func() {
		defer close(l.ended)
		defer reply.Body.Close()
		for {
			line, err := lines.ReadString('\n')
			l.take(line)
			if err != nil {
				return
			}
		}
	}()
	return l, nil
}

func (l *eventLog) take(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.WriteString(line)
	if name, found := strings.CutPrefix(strings.TrimSpace(line), "event: "); found {
		l.counts[name]++
		close(l.news)
		l.news = make(chan struct{})
	}
}

func (l *eventLog) count(event string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts[event]
}

// await waits for the nth event of a name.
func (l *eventLog) await(ctx context.Context, event string, n int) error {
	for {
		l.mu.Lock()
		have, news := l.counts[event], l.news
		l.mu.Unlock()
		if have >= n {
			return nil
		}
		select {
		case <-news:
		case <-l.ended:
			return errors.New("the lab ended")
		case <-ctx.Done():
			return fmt.Errorf("no %s: %w", event, ctx.Err())
		}
	}
}

// end waits for the end of the stream and gives all of it.
func (l *eventLog) end() []byte {
	<-l.ended
	return l.text.Bytes()
}
