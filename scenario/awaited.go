package scenario

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"posterm/emulator/host"
)

// awaited is a fault of the host that no message has met yet, so far as is known.
type awaited struct {
	step  node
	name  string
	count int
}

// awaits keeps which faults a step gives the host, until they are cleared: one that met nothing by then never will.
func (p *play) awaits(step node, all []call) error {
	for _, c := range all {
		if c.method == http.MethodDelete && c.path == faultsPath {
			if err := p.met(); err != nil {
				return err
			}
			p.awaited = nil
		}
		if body, is := c.body.(map[string]any); is && c.path == faultsPath {
			name, _ := body["fault"].(string)
			count, _ := body["count"].(int)
			p.awaited = append(p.awaited, awaited{step, name, count})
		}
	}
	return nil
}

const faultsPath = "/v1/host/faults"

// happenings says whether all that was to go wrong did: a story about a fault that never came would prove nothing.
func (p *play) happenings() error {
	if err := errors.Join(p.world.sprung(), p.world.filled()); err != nil {
		return err
	}
	return p.met()
}

// neverCame is what a story ends by whose step waited in vain.
func neverCame(step node) error {
	return &failure{step, errors.New("this waits for a moment that never came")}
}

// met says whether messages met all faults of the host.
func (p *play) met() error {
	if len(p.awaited) == 0 {
		return nil
	}
	var left struct{ Faults []host.Fault }
	if err := p.world.lab.Call(p.ctx, http.MethodGet, faultsPath, nil, &left); err != nil {
		return err
	}
	for _, a := range p.awaited {
		if slices.ContainsFunc(left.Faults, func(f host.Fault) bool { return f.Name == a.name && f.Count == a.count }) {
			return &failure{a.step, fmt.Errorf("the host was to %s, and no message came that it was meant for", a.name)}
		}
	}
	return nil
}
