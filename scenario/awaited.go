package scenario

import (
	"context"
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

// awaits keeps which faults a step gave the host, until they are cleared.
func (p *play) awaits(step node, all []call) {
	for _, c := range all {
		if c.method == http.MethodDelete && c.path == faultsPath {
			p.awaited = nil
		}
		if body, is := c.body.(map[string]any); is && c.path == faultsPath {
			name, _ := body["fault"].(string)
			count, _ := body["count"].(int)
			p.awaited = append(p.awaited, awaited{step, name, count})
		}
	}
}

const faultsPath = "/v1/host/faults"

// happenings says whether all that was to go wrong did: a story about a fault that never came would prove nothing.
func (p *play) happenings(ctx context.Context) error {
	if step, waits := p.world.unsprung(); waits {
		return &failure{step, errors.New("this waits for a moment that never came")}
	}
	if len(p.awaited) == 0 {
		return nil
	}
	var left struct{ Faults []host.Fault }
	if err := p.world.lab.Call(ctx, http.MethodGet, faultsPath, nil, &left); err != nil {
		return err
	}
	for _, a := range p.awaited {
		if slices.ContainsFunc(left.Faults, func(f host.Fault) bool { return f.Name == a.name && f.Count == a.count }) {
			return &failure{a.step, fmt.Errorf("the host was to %s, and no message came that it was meant for", a.name)}
		}
	}
	return nil
}
