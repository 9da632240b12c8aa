//go:build !linux || (!amd64 && !arm64)

package shop

func (t trap) spring() (hit *point, code int, err error) { return nil, 0, ErrNoTracing }
