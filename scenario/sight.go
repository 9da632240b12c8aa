package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"posterm/emulator/client"
	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/front/console"
)

// sight is one look at everything; each thing is asked for when it is wanted, once.
type sight struct {
	play *play
	of   string // which transaction; empty: the last

	status map[string]any
	slips  []printer.Slip
	looked bool
}

// screenText is what the menu showed since the mark, without the list of its items.
func (s *sight) screenText() string {
	return strings.ReplaceAll(s.play.world.screen.since(s.play.mark.screen), console.Menu(s.play.world.lang), "")
}

// statusNow is what posterm status says.
func (s *sight) statusNow() (map[string]any, error) {
	if s.status != nil {
		return s.status, nil
	}
	args := []string{"status"}
	if s.of != "" {
		args = append(args, s.of)
	}
	status, err := s.play.world.asked(s.play.ctx, args...)
	if err != nil {
		return nil, err
	}
	if e, is := status["error"].(map[string]any); is {
		status = map[string]any{"error": e["code"]}
	}
	s.status = status
	return status, nil
}

// since is the paper that came after the mark.
func (s *sight) since() ([]printer.Slip, error) {
	if s.looked {
		return s.slips, nil
	}
	all, err := s.play.paper()
	for _, slip := range all {
		if slip.ID > s.play.mark.slip {
			s.slips = append(s.slips, slip)
		}
	}
	s.looked = true
	return s.slips, err
}

// rowsSince are the rows written after the mark.
func (s *sight) rowsSince() ([]any, error) {
	rows, err := s.play.rows()
	if err != nil {
		return nil, err
	}
	return rows[min(s.play.mark.rows, len(rows)):], nil
}

// message is what passed over the wire.
type message struct {
	MTI    string            `json:"mti"`
	Kind   string            `json:"kind"`
	Trace  string            `json:"trace"`
	Fields map[string]string `json:"fields"`
}

// messageOf reads the host's event of a request that came or an answer that was sent whole.
func messageOf(e client.Event) (message, bool) {
	if e.Type != string(host.Requested) && e.Type != string(host.Answered) {
		return message{}, false
	}
	var m message
	var whole struct{ Message string }
	if json.Unmarshal(e.Data, &m) != nil || json.Unmarshal(e.Data, &whole) != nil {
		return m, false
	}
	m.MTI, _, _ = strings.Cut(whole.Message, " ") // an answer's own, where the event has its request's
	return m, true
}

// String is a message on one line.
func (m message) String() string {
	var b strings.Builder
	b.WriteString(m.MTI)
	numbers := make([]int, 0, len(m.Fields))
	for name := range m.Fields {
		n, _ := strconv.Atoi(name) // they are numbers
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		fmt.Fprintf(&b, " %d=%s", n, clip(m.Fields[strconv.Itoa(n)]))
	}
	return b.String()
}

// wire is what passed since the mark.
func (s *sight) wire() []message { return messages(s.play.world.events.since(s.play.mark.events)) }

// balances are what the accounts hold.
func (s *sight) balances() (map[string]host.Holding, error) {
	all, err := s.play.world.lab.Accounts(s.play.ctx)
	by := map[string]host.Holding{}
	for _, a := range all {
		by[a.Name] = a
	}
	return by, err
}
