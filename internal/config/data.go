package config

import (
	"errors"
	"path/filepath"
)

// ErrNoHome: nothing says where the data directory is.
var ErrNoHome = errors.New("no data directory: give --data DIR or set POSTERM_DATA")

// DataDir is where the journal and the keys are: the --data option, else
// $POSTERM_DATA, else posterm under $XDG_STATE_HOME or ~/.local/state. Getenv
// is os.Getenv. A relative $XDG_STATE_HOME is ignored, as its specification
// demands. The directory is not created here.
func DataDir(option string, getenv func(string) string) (string, error) {
	if option != "" {
		return option, nil
	}
	if dir := getenv("POSTERM_DATA"); dir != "" {
		return dir, nil
	}
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "posterm"), nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "posterm"), nil
	}
	return "", ErrNoHome
}
