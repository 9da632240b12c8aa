package shop

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Programs are the two programs, built as anybody would, and a directory for what
// they leave behind.
type Programs struct{ dir, posterm, poslab string }

// Build builds both programs. Close removes them and everything they wrote.
func Build(ctx context.Context) (*Programs, error) {
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		return nil, err
	}
	p := &Programs{dir: dir, posterm: filepath.Join(dir, "posterm"), poslab: filepath.Join(dir, "poslab")}
	for out, pkg := range map[string]string{p.posterm: "posterm/cmd/posterm", p.poslab: "posterm/cmd/poslab"} {
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if text, err := build.CombinedOutput(); err != nil {
			_ = p.Close()
			return nil, fmt.Errorf("build %s: %w: %s", pkg, err, text)
		}
	}
	return p, nil
}

// Close removes the programs and all data directories.
func (p *Programs) Close() error { return os.RemoveAll(p.dir) }
