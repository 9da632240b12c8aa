package panel

import (
	"context"
	"sync"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Limits of commands.
const (
	heldOutcomes = 128 // outcomes kept for repetitions of their command; the oldest goes first
)

// till is the terminal with its front: one pair of hands at a time.
type till struct {
	ctx      context.Context
	terminal Terminal
	desk     terminal.Service
	board    *Board

	mu      sync.Mutex
	face    face
	outcome Outcome // of the last command
	of      txn.Ref // what it was about; zero: nothing that can be looked up
	busy    bool
	held    map[string]*held
	order   []string // of the ids held
	work    sync.WaitGroup
}

// held is a command that was given, and how it ended once done is closed.
type held struct {
	command Command // without its PIN
	done    chan struct{}
	outcome Outcome
	err     error
}

func newTill(ctx context.Context, cfg Config) *till {
	return &till{ctx: ctx, terminal: cfg.Terminal, desk: cfg.Service, board: cfg.Board, face: face{at: atHome}, held: map[string]*held{}}
}

// key presses a key of the keypad.
func (t *till) key(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hands(func() bool { return t.face.press(key) })
}

// present holds a card to the terminal.
func (t *till) present(name string, readable bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hands(func() bool { return t.face.present(name, readable) })
}

// hands does something at the front, and begins the command that is complete then. It needs the lock.
func (t *till) hands(do func() bool) {
	if t.busy {
		return
	}
	if do() {
		t.begin(t.face.want, nil)
	}
	t.board.touch(topicTill)
}

// give is a whole command at once. The same id is carried out once; whoever repeats it gets the
// same answer, and another command under it is refused.
func (t *till) give(ctx context.Context, c Command) (Outcome, error) {
	told := c
	told.PIN = ""
	t.mu.Lock()
	h, known := t.held[c.ID]
	if known && h.command != told {
		t.mu.Unlock()
		return Outcome{}, badMember("id", txn.Words{ZH: "这个编号已用于另一个命令，请换一个编号", EN: "this id was used for another command: give a new one"})
	}
	if !known {
		if t.busy || t.face.at == working {
			t.mu.Unlock()
			return busy(), nil
		}
		h = &held{command: told, done: make(chan struct{})}
		t.hold(c.ID, h)
		t.face.home()
		t.face.at, t.face.want = working, Command{Do: c.Do, Amount: c.Amount, Card: c.Card}
		t.begin(c, h)
		t.board.touch(topicTill)
	}
	t.mu.Unlock()
	select {
	case <-h.done:
		return h.outcome, h.err
	case <-ctx.Done():
		return Outcome{}, ctx.Err()
	}
}

// busy is the answer to a second pair of hands.
func busy() Outcome {
	r := machine.RefusedBusy
	return Outcome{Refused: r.String(), Title: both(refused), Said: both(r.Words()), Next: both(r.Hint()), Tone: Bad}
}

// hold keeps an outcome for repetitions. It needs the lock.
func (t *till) hold(id string, h *held) {
	t.held[id], t.order = h, append(t.order, id)
	if len(t.order) > heldOutcomes {
		delete(t.held, t.order[0])
		t.order = t.order[1:]
	}
}

// begin carries a command out. Browsers that leave do not end it. It needs the lock.
func (t *till) begin(c Command, h *held) {
	t.busy = true
	t.work.Go(func() {
		o, err := carryOut(t.ctx, t.terminal, c, t.desk)
		t.end(o, err)
		if h != nil {
			h.outcome, h.err = o, err
			close(h.done)
		}
	})
}

// end shows how a command ended.
func (t *till) end(o Outcome, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.busy = false
	if p := (problem{}); asProblem(err, &p) {
		o = Outcome{Refused: p.Code, Title: both(refused), Said: Both{p.ZH, p.EN}, Tone: Bad}
	}
	duplicate := o.Refused == machine.RefusedDuplicate.String()
	t.outcome, t.of = o, txn.Ref{}
	t.face.end(duplicate)
	line := Line{Lane: OnScreen, Tone: o.Tone, Words: Both{o.Title.ZH + "：" + o.Said.ZH, o.Title.EN + ": " + o.Said.EN}}
	if v := o.View; v != nil {
		t.of, line.Trace = v.Trace, v.TraceText
		if v.Kind.Moves() {
			line.Words = Both{o.Title.ZH + " ¥" + v.Amount, o.Title.EN + " ¥" + v.Amount}
		}
	}
	t.board.add(line, topicTill, topicJournal, topicHost)
}

// screen is the face, with how the last command stands now.
func (t *till) screen() (f Face, o Outcome, of txn.Ref) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f = t.face.show()
	if f.Step == working {
		if w := t.board.shown(); !w.ended() {
			f.Title = both(w.words)
		}
	}
	return f, t.outcome, t.of
}

// ended: the screen is of a command before this one.
func (s screen) ended() bool {
	return machine.Screen{Is: s.is}.Ends() || s.words == (txn.Words{})
}
