//go:build !linux

package line

import "errors"

// apply: only Linux lets a program choose the interface in a way that is obeyed.
func (o TCPOptions) apply(int) error {
	if o.Interface != "" {
		return bound(o.Interface, errors.New("choosing an interface needs Linux"))
	}
	return nil
}
