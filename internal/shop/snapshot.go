package shop

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"
)

// Chosen: a terminal that nobody uses still prints what is owed, and tidies its log.
const (
	snapshotTries = 200
	snapshotPause = 25 * time.Millisecond
)

var errBusy = errors.New("the data directory never stood still")

// snapshot copies the data directory of a terminal that runs. A copy counts only when
// no file changed while it was made: then it is what a power cut would have left.
func (s *shop) snapshot(ctx context.Context) (string, error) {
	to := s.data + ".copy"
	pause := time.NewTicker(snapshotPause)
	defer pause.Stop()
	for range snapshotTries {
		before, err := fingerprint(s.data)
		if err == nil {
			err = copyFolder(to, s.data)
		}
		after, again := fingerprint(s.data)
		if err == nil && again == nil && maps.Equal(before, after) {
			return to, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return "", errBusy
}

// copyFolder copies files with the rights that a journal asks for.
func copyFolder(to, from string) error {
	entries, err := os.ReadDir(from)
	if err = errors.Join(err, os.RemoveAll(to), os.Mkdir(to, 0o700)); err != nil {
		return err
	}
	for _, e := range entries {
		if e.Type()&fs.ModeSocket != 0 { // the door: it holds nothing
			continue
		}
		text, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, e.Name()), text, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fingerprint is size and time of every file.
func fingerprint(dir string) (map[string]string, error) {
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		info, gone := e.Info()
		if gone != nil {
			return nil, gone
		}
		files[e.Name()] = fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
	}
	return files, err
}
