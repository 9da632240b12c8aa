package command

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"posterm/journal"
	"posterm/terminal"
)

// release is set by the linker: -ldflags "-X posterm/front/command.release=v0.1.0".
var release string

// version is the release, or what the build knows of itself.
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}

func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return "unknown"
}

// versionCmd tells version, commit, build and schema.
type versionCmd struct{}

func (*versionCmd) run(_ context.Context, a *app) (int, error) {
	if a.json {
		a.object(map[string]any{"version": version(), "commit": commit(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH, "schema": journal.Schema()})
		return terminal.ExitDone, nil
	}
	fmt.Fprintln(a.out, versionLine())
	return terminal.ExitDone, nil
}

func versionLine() string {
	return fmt.Sprintf("posterm %s  commit %s  %s %s/%s  schema %d", version(), commit(), runtime.Version(), runtime.GOOS, runtime.GOARCH, journal.Schema())
}
