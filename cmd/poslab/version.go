package main

import (
	"fmt"
	"runtime/debug"
)

// versionCmd is `poslab version`.
type versionCmd struct{}

// Run prints one line, for example
// "poslab v0.1.0 commit 35e947fa1b2c modified, built with go1.26.1".
func (*versionCmd) Run(s *streams) error {
	version, commit, modified, built := "(unknown)", "(unknown)", "", "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version, built = info.Main.Version, info.GoVersion
		for _, setting := range info.Settings {
			switch {
			case setting.Key == "vcs.revision":
				commit = setting.Value[:min(12, len(setting.Value))]
			case setting.Key == "vcs.modified" && setting.Value == "true":
				modified = " modified"
			}
		}
	}
	_, err := fmt.Fprintf(s.out, "poslab %s commit %s%s, built with %s\n", version, commit, modified, built)
	return err
}
