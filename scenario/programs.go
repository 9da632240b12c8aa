package scenario

import (
	"context"
	"errors"
)

func withPrograms(ctx context.Context, t *Telling, seed uint64, o Options) (*world, error) {
	return nil, errors.New("not yet")
}
