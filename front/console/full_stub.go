package console

import (
	"context"
	"io"
)

func (m *menu) onScreen(ctx context.Context) error { return nil }
func sameTTY(in io.Reader, out io.Writer) bool     { return false }
