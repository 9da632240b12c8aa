package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/office"
	"posterm/txn"
)

// officeCmd is `poslab office`: the back office without a browser.
type officeCmd struct {
	Reconcile officeReconcileCmd `cmd:"" help:"次日对账：重复刷卡、单边账 · double swipes and one-sided entries; exit 1 when there is something to do."`
	Evidence  officeEvidenceCmd  `cmd:"" help:"证据包 · one transaction's evidence as one HTML file."`
}

// officeAddress is where the office is, and what it is told beside.
type officeAddress struct {
	Admin    string `help:"Admin API of the lab." placeholder:"URL" default:"http://127.0.0.1:8581"`
	Journal  string `help:"What posterm journal export --format json wrote; - is stdin." placeholder:"FILE"`
	Terminal string `help:"Terminal number, where an older export does not say." placeholder:"ID"`
}

// officeReconcileCmd is `poslab office reconcile`.
type officeReconcileCmd struct {
	officeAddress `embed:""`
	Day           string `help:"Settlement date like 2026-11-21; default: all." placeholder:"DATE"`
	Window        int    `help:"Two payments so many minutes apart may be one, 1 to 1440." placeholder:"MINUTES" default:"10"`
	JSON          bool   `name:"json" help:"One JSON object on one line."`
}

// Run compares and tells what has to be done.
func (c *officeReconcileCmd) Run(ctx context.Context, s *streams) error {
	a, err := newAdmin(c.Admin)
	if err != nil {
		return err
	}
	q := url.Values{"window": {strconv.Itoa(c.Window)}}
	if c.Day != "" {
		q.Set("day", c.Day)
	}
	raw, err := c.compared(ctx, a, s.in, q)
	if err != nil {
		return err
	}
	var r reconciled
	if err := json.Unmarshal(raw, &r); err != nil {
		return advised(fmt.Errorf("the answer is not what a back office says: %w", err), "is this the admin address of poslab up?")
	}
	if c.JSON {
		_, err = s.out.Write(raw)
	} else {
		err = r.tell(s.out)
	}
	if err != nil || r.Agree {
		return err
	}
	return advised(fmt.Errorf("there is something to do: %s", counting(r.toDo(), "finding", "findings")), "poslab office evidence TERMINAL/BATCH/TRACE makes what the acquirer's service desk needs")
}

// reconciled is the answer of the office, as far as it is told.
type reconciled struct {
	Agree          bool
	Entries        int
	Records        int
	Terminals      []string
	Findings, Open []struct {
		host.Key
		Amount, Time, ZH, EN string
		Handled              bool
		NextZH               string `json:"next_zh"`
		NextEN               string `json:"next_en"`
	}
}

// toDo counts the findings that somebody has to do something about.
func (r *reconciled) toDo() (n int) {
	for _, f := range r.Findings {
		if !f.Handled {
			n++
		}
	}
	return n
}

// tell writes it, Chinese and English side by side.
func (r *reconciled) tell(out io.Writer) (err error) {
	line := func(zh, en string) {
		_, failed := fmt.Fprintf(out, "%s\n  %s\n", zh, en)
		err = errors.Join(err, failed)
	}
	line(fmt.Sprintf("对账：主机账本 %d 笔，终端流水 %d 笔", r.Entries, r.Records),
		fmt.Sprintf("Reconciliation: %s of the ledger, %s of terminals", counting(r.Entries, "entry", "entries"), counting(r.Records, "transaction", "transactions")))
	if len(r.Terminals) == 0 {
		line("没有终端流水：只查了重复刷卡；单边账要给 --journal", "no journal: only double swipes were looked for; give --journal to find one-sided entries")
	}
	for _, f := range slices.Concat(r.Findings, r.Open) {
		about := fmt.Sprintf("%s/%s/%s %s %s ", f.Terminal, f.Batch, f.Trace, f.Time, f.Amount)
		line(about+f.ZH, about+f.EN)
		line("  → "+f.NextZH, "→ "+f.NextEN)
	}
	if r.Agree {
		line("✓ 没有需要处理的差异。", "Nothing has to be done.")
	}
	return err
}

// compared gets the office's answer, and brings it a journal first where there is one.
func (c *officeAddress) compared(ctx context.Context, a admin, in io.Reader, q url.Values) ([]byte, error) {
	if c.Journal == "" {
		return a.fetch(ctx, http.MethodGet, "/v1/backoffice/check?"+q.Encode(), nil, "application/json")
	}
	journal, err := c.open(in)
	if err != nil {
		return nil, err
	}
	defer journal.Close()
	if c.Terminal != "" {
		q.Set("terminal", c.Terminal)
	}
	return a.fetch(ctx, http.MethodPost, "/v1/backoffice/check?"+q.Encode(), journal, "application/json")
}

func (c *officeAddress) open(in io.Reader) (io.ReadCloser, error) {
	if c.Journal == "-" {
		return io.NopCloser(in), nil
	}
	file, err := os.Open(c.Journal)
	if err != nil {
		return nil, misuse(err, "--journal names a file that posterm journal export --format json wrote")
	}
	return file, nil
}

// officeEvidenceCmd is `poslab office evidence`.
type officeEvidenceCmd struct {
	officeAddress `embed:""`
	Of            string `arg:"" help:"The transaction: TERMINAL/BATCH/TRACE."`
	Out           string `help:"The file to write; - is stdout." placeholder:"FILE" required:""`
	Lang          string `help:"zh or en." enum:"zh,en" default:"zh"`
}

// Run fetches the pack, all of it before the file is touched.
func (c *officeEvidenceCmd) Run(ctx context.Context, s *streams) error {
	a, err := newAdmin(c.Admin)
	if err != nil {
		return err
	}
	k, err := officeKey(c.Of)
	if err != nil {
		return err
	}
	if c.Journal != "" {
		if _, err := c.compared(ctx, a, s.in, url.Values{}); err != nil {
			return err
		}
	}
	path := office.EvidencePath(k)
	if c.Lang == "en" {
		path += "?lang=en"
	}
	pack, err := a.fetch(ctx, http.MethodGet, path, nil, "text/html")
	if err != nil {
		return err
	}
	if c.Out == "-" {
		_, err = s.out.Write(pack)
		return err
	}
	if err := os.WriteFile(c.Out, pack, 0o600); err != nil {
		return misuse(err, "--out names the file to write")
	}
	return nil
}

// officeKey reads TERMINAL/BATCH/TRACE; leading zeros of the numbers may be left out.
func officeKey(s string) (host.Key, error) {
	terminal, ref, found := strings.Cut(s, "/")
	r, err := txn.ParseRef(ref)
	if !found || terminal == "" || err != nil || r.Batch == 0 {
		return host.Key{}, misuse(fmt.Errorf("%.40q is no transaction", s), "it looks like 00010001/000001/000012: terminal, batch, trace")
	}
	return host.Key{Terminal: terminal, Batch: r.Batch.String(), Trace: r.Trace.String()}, nil
}

// fetch asks for one document; what the lab refuses is told in its own words.
func (a admin) fetch(ctx context.Context, method, path string, body io.Reader, want string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, adminTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, a.base+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, advised(err, `is "poslab up" running, and is this its admin address?`)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(io.LimitReader(reply.Body, adminLimit+1))
	kind, _, _ := mime.ParseMediaType(reply.Header.Get("Content-Type"))
	var problem struct{ Detail string }
	switch {
	case err != nil:
		return nil, advised(fmt.Errorf("%s: %w", path, err), "the lab went away while it answered")
	case len(text) > adminLimit:
		return nil, fmt.Errorf("%s: the answer is longer than %d bytes", path, adminLimit)
	case kind == "application/problem+json" && json.Unmarshal(text, &problem) == nil && reply.StatusCode < http.StatusInternalServerError:
		return nil, misuse(errors.New(problem.Detail), "poslab office --help")
	case reply.StatusCode == http.StatusNotFound:
		return nil, advised(fmt.Errorf("%s: the lab knows no such transaction, or has no back office", path), "the page /office/ of the admin address lists what there is")
	case reply.StatusCode != http.StatusOK || kind != want:
		return nil, advised(fmt.Errorf("%s: %s", path, reply.Status), "this is not the admin API of poslab, or of another version")
	}
	return text, nil
}
