package scenario

import (
	"strings"
	"time"

	"posterm/emulator/host"
	"posterm/emulator/link"
)

// calls makes an action of requests to the lab.
func calls(all []call, err error) (action, error) {
	return func(p *play) error {
		for _, c := range all {
			if err := c.do(p.ctx, p.world.lab); err != nil {
				return err
			}
		}
		return nil
	}, err
}

// readHost: an address that the acquirer closed is one where nobody listens, and so is the line to it.
func readHost(s step) (action, error) {
	all, err := hostCalls(s.body)
	act, err := calls(all, err)
	return func(p *play) error {
		if err := p.awaits(s.node, all); err != nil {
			return err
		}
		if err := act(p); err != nil {
			return err
		}
		for _, c := range all {
			if d, is := c.body.(map[string]any); is && d["door"] == host.DoorPrimary {
				p.world.closed = d["open"] == false
			}
		}
		return p.world.listens()
	}, err
}

func readClimate(s step) (action, error) { return calls(printerCalls(s.body, true)) }

// readPrinter: paper that is taken away is kept, as a merchant keeps it.
func readPrinter(s step) (action, error) {
	all, err := printerCalls(s.body, false)
	return func(p *play) error {
		for _, c := range all {
			if c.path == "/v1/paper" {
				if err := p.takePaper(); err != nil {
					return err
				}
				continue
			}
			if err := c.do(p.ctx, p.world.lab); err != nil {
				return err
			}
		}
		return nil
	}, err
}

func readLine(s step) (action, error) {
	down := s.body.isText() && s.body.Value == lineDown
	f, err := lineFault(s.body)
	return func(p *play) error {
		p.world.bad.host = f
		p.world.hostLine.Be(p.world.passage(f))
		p.world.down = down
		return p.world.listens()
	}, err
}

func readCable(s step) (action, error) {
	down := s.body.isText() && s.body.Value == lineDown
	f, err := lineFault(s.body)
	return func(p *play) error {
		p.world.bad.printer = f
		p.world.printerLine.Be(f)
		return p.world.printerLine.Refuse(down)
	}, err
}

// lineDown is a line over which nothing is reached: connections are refused.
const lineDown = "down"

// lineFault reads good, down, deaf, {delay: 100ms}, {cut: out} or {cut: in, after: 40}. What is under way over the line breaks.
func lineFault(n node) (f link.Fault, err error) {
	if n.isText() {
		_, err = n.word("good", lineDown, "deaf")
		f.Deaf = n.Value == "deaf"
		return f, err
	}
	pairs, err := n.known("delay", "cut", "after")
	for _, p := range pairs {
		if err != nil {
			return f, err
		}
		switch p.key {
		case "delay":
			f.Delay, err = p.value.duration()
		case "cut":
			_, err = p.value.word("out", "in")
			f.Cut = map[string]link.Cut{"out": link.CutOut, "in": link.CutIn}[p.value.Value]
		case "after":
			f.After, err = p.value.number(0, 1<<20)
		}
	}
	if err == nil && f.After > 0 && f.Cut == link.NoCut {
		return f, n.refuse("after: wants cut: beside it: out or in")
	}
	if err == nil && f == (link.Fault{}) {
		err = n.unlike("good, down, deaf, {delay: 100ms} or {cut: out, after: 40}")
	}
	return f, err
}

// moments at which the power can go, and the event of the host that tells of each.
var moments = map[string]string{
	"connect": "host.connected", "request": "host.request", "decided": "host.decided", "answer": "host.answer",
}

// readPower: cut, off, on, or a cut that waits for its moment.
func readPower(s step) (action, error) {
	if s.body.isText() {
		_, err := s.body.word("cut", "off", "on")
		return func(p *play) error {
			switch s.body.Value {
			case "cut":
				return p.world.cut()
			case "off":
				return p.world.off()
			}
			return p.world.on(p.ctx)
		}, err
	}
	pairs, err := s.body.known("cut")
	if err != nil || len(pairs) == 0 {
		return nil, orElse(err, s.body.unlike("cut, off, on or {cut: {at: request}}"))
	}
	var at trigger
	members, err := pairs[0].value.known("at", "before", "after", "nth")
	for _, m := range members {
		if err != nil {
			return nil, err
		}
		switch m.key {
		case "at":
			at.when, err = m.value.word(sortedKeys(moments)...)
		case "before":
			at.before, err = m.value.word(rowNames()...)
		case "after":
			at.after, err = m.value.word(rowNames()...)
		case "nth":
			at.nth, err = m.value.number(1, 1000)
		}
	}
	if n := len(at.when) + len(at.before) + len(at.after); err == nil && (n == 0 || n != max(len(at.when), len(at.before), len(at.after))) {
		err = pairs[0].value.refuse("a cut that waits wants one of at: %s, before: or after: a row of the journal", strings.Join(sortedKeys(moments), ", "))
	}
	at.nth = max(at.nth, 1)
	at.step = s.node
	return func(p *play) error { return p.world.arm(at) }, err
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// readClock: time passes, or the terminal's clock is moved.
func readClock(s step) (action, error) {
	pairs, err := s.body.known("pass", "set")
	if err == nil && len(pairs) != 1 {
		err = s.body.unlike("{pass: 35s} or {set: +1h}")
	}
	if err != nil {
		return nil, err
	}
	v := pairs[0].value
	if pairs[0].key == "pass" {
		d, err := v.duration()
		return func(p *play) error { return p.world.pass(p.ctx, d) }, err
	}
	text, err := v.text()
	if err != nil || v.open() {
		return nil, err
	}
	d, bad := time.ParseDuration(text)
	if bad != nil || d < -durationLimit || d > durationLimit {
		return nil, v.unlike("a step of the clock like +1h, -24h")
	}
	return func(p *play) error { return p.world.moveClock(d) }, nil
}

// readReceiver: how whoever is told of events answers.
func readReceiver(s step) (action, error) {
	pairs, err := s.body.known("answer")
	if err == nil && len(pairs) != 1 {
		err = s.body.unlike("{answer: 500}")
	}
	if err != nil {
		return nil, err
	}
	status, err := pairs[0].value.number(200, 599)
	if err == nil && status > 200 && status < 300 {
		err = pairs[0].value.unlike("200, or a failure from 300 to 599")
	}
	return func(p *play) error {
		return p.world.receiver.answer(status)
	}, err
}

// readRemember keeps something under a name: {trace: status.trace, code: json.auth}.
func readRemember(s step) (action, error) {
	pairs, err := s.body.saying()
	for _, q := range pairs {
		if err != nil {
			return nil, err
		}
		if !variableName.MatchString(q.key) {
			return nil, q.at.unlike("a name of small letters, digits and _")
		}
		from, _, found := strings.Cut(q.value.Value, ".")
		if !q.value.isText() || !found || from != "status" && from != "json" {
			return nil, q.value.unlike("status.MEMBER, of the last transaction, or json.MEMBER, of the last command")
		}
	}
	return func(p *play) error {
		for _, q := range pairs {
			value, err := p.member(q.value.Value)
			if err != nil {
				return q.value.because(err)
			}
			p.vars[q.key] = value
		}
		return nil
	}, err
}
