package panel

import "sync"

// published is the newest state of every topic.
type published struct {
	mu     sync.Mutex
	states map[string]state
}

type state struct {
	version uint64
	data    []byte // JSON on one line
}

// put keeps a state and says whether it is news.
func (p *published) put(topic string, data []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.states == nil {
		p.states = map[string]state{}
	}
	old := p.states[topic]
	if equal(old.data, data) {
		return false
	}
	p.states[topic] = state{old.version + 1, data}
	return true
}

// newer gives a topic's state when it is newer than what a browser has seen.
func (p *published) newer(topic string, than uint64) (state, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.states[topic]
	return s, s.version > than
}
