package office

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"posterm/comms/explain"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// story is everything the page about one transaction shows.
type story struct {
	host.BackOffice
	Name     string // of the merchant
	Fee      Yuan   // below zero: it comes back
	Rate     Rate
	Moments  []moment
	Messages []told
	Tied     []host.BackOffice // its original, and what was done to it
	Batch    []host.Settlement // how its batch was settled
	Papers   []sheet
	Record   *Record   // the terminal's own word, when its journal was uploaded
	Uploaded time.Time // when
	Findings []Finding // of the reconciliation, about it
	Standing standing
	HasNote  bool

	Style template.CSS // of an evidence pack
	Made  time.Time    // when it was made
}

// told is one message on the line, explained.
type told struct {
	host.Line
	Said explain.Explanation
}

// Key is the transaction's number.
func (s *story) Key() host.Key {
	return host.Key{Terminal: s.Terminal, Batch: s.BackOffice.Batch, Trace: s.Trace}
}

// storyOf reads a transaction's story.
func (f *Office) storyOf(k host.Key) (*story, error) {
	h, err := f.Host.Story(k)
	if errors.Is(err, host.ErrNoTransaction) {
		return nil, refuse(http.StatusNotFound, "主机没有这笔交易："+numbered(k), "the host holds no transaction "+numbered(k))
	}
	if err != nil {
		return nil, err
	}
	s := &story{BackOffice: h.Transaction, Name: f.Names[h.Transaction.Merchant], Rate: f.Fee, Papers: f.papersOf(k)}
	if s.Kind.Side() != txn.Uncounted && s.State != host.Declined && s.State != host.Reversed && s.State != host.Waiting {
		s.Fee = f.Fee.Of(yuanOf(s.Amount))
	}
	if s.Kind.Side() == txn.Credit {
		s.Fee = -s.Fee
	}
	f.Host.Replay(k, func(l host.Line, spec *message.Spec, body []byte) {
		e, _ := explain.Message(spec, body) // what is wrong with it, it says itself
		s.Messages = append(s.Messages, told{l, e})
	})
	s.Moments = moments(h.Timeline, s.Messages)
	s.Tied = f.tied(h)
	for _, b := range f.Host.Settlements() {
		if b.Terminal == k.Terminal && b.Batch == k.Batch {
			s.Batch = append(s.Batch, b)
		}
	}
	s.Record, s.Uploaded = f.uploads.record(k)
	s.Standing = standingOf(h.Transaction.Kind, h.Transaction.Status)
	s.HasNote = hasNote(&h.Transaction)
	s.Findings = f.about(k)
	return s, nil
}

func numbered(k host.Key) string {
	return fmt.Sprintf("%.20s/%.20s/%.20s", k.Terminal, k.Batch, k.Trace)
}

// tied are the transaction's original and those that did something to it.
func (f *Office) tied(h host.Story) (all []host.BackOffice) {
	seen := map[host.Key]bool{{}: true}
	keys := []host.Key{h.Transaction.Original}
	for _, t := range h.Timeline {
		keys = append(keys, t.By)
	}
	for _, k := range keys {
		if seen[k] {
			continue
		}
		seen[k] = true
		if other, err := f.Host.Story(k); err == nil {
			all = append(all, other.Transaction)
		}
	}
	return all
}

// about are the findings that name a transaction.
func (f *Office) about(k host.Key) (all []Finding) {
	r := reconcile(f.Host.Ledger(), f.uploads.records(), "", windowDefault)
	for _, one := range append(r.Findings, r.Open...) {
		if one.Key == k || one.First == k {
			all = append(all, one)
		}
	}
	return all
}

func (f *Office) storyPage(w http.ResponseWriter, r *http.Request, v view) error {
	if err := only(v.query, "live"); err != nil {
		return err
	}
	return f.costly(r, func() error {
		s, err := f.storyOf(keyIn(r))
		if err != nil {
			return err
		}
		v.Live = true
		title := txn.Words{ZH: s.Kind.Words().ZH + " " + s.Trace, EN: s.Kind.Words().EN + " " + s.Trace}
		return v.titled("list", title).write(w, http.StatusOK, "story", s)
	})
}

// evidenceFile is the evidence pack 证据包: the story as one file that needs nothing else.
func (f *Office) evidenceFile(w http.ResponseWriter, r *http.Request, v view) error {
	if err := only(v.query); err != nil {
		return err
	}
	return f.costly(r, func() error {
		k := keyIn(r)
		s, err := f.storyOf(k)
		if err != nil {
			return err
		}
		s.Papers, s.Made = f.pictured(s.Papers), f.Now().In(txn.Beijing)
		css, err := static.ReadFile("static/office.css")
		if err != nil {
			return err
		}
		s.Style = template.CSS(css)
		w.Header().Set("Content-Security-Policy", packPolicy)
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", packName(k)))
		title := txn.Words{ZH: "证据包 " + numbered(k), EN: "Evidence " + numbered(k)}
		return v.titled("", title).write(w, http.StatusOK, "evidence", s)
	})
}

// packPolicy lets a pack load nothing at all; what it shows is in it. It stands in the file, too.
const packPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

// packName is a name that every file system takes.
func packName(k host.Key) string {
	plain := func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}
	return "evidence-" + strings.Map(plain, k.Terminal) + "-" + strings.Map(plain, k.Batch) + "-" + strings.Map(plain, k.Trace) + ".html"
}
