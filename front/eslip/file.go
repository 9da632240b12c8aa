package eslip

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"posterm/receipt"
	"posterm/txn"
)

// ErrFormat: a file's name asks for another format than was asked for, or for none there is.
var ErrFormat = errors.New("want a name that ends in .html, .png or .pdf")

// Make makes a slip in a format.
func Make(s receipt.Slip, f Format, lang txn.Lang, p Paper) ([]byte, error) {
	if f == HTML {
		return page(s, lang, "")
	}
	dots, err := draw(s, p)
	switch {
	case err != nil:
		return nil, err
	case f == PNG:
		return dots.png(), nil
	case f == PDF:
		return dots.pdf(title.In(lang)), nil
	}
	return nil, fmt.Errorf("eslip: %q: %w", f, ErrFormat)
}

// Place decides where an e-slip goes and in which format: into a directory under a name of its own,
// eslip-BATCH-TRACE.html, else to the file that was named, whose ending says the format where nobody did. A name that ends in
// / is a directory, and is made when there is none.
func Place(out string, f Format, of txn.Ref) (path string, format Format, err error) {
	if strings.HasSuffix(out, "/") {
		if err := os.MkdirAll(out, 0o700); err != nil {
			return "", "", err
		}
	}
	info, err := os.Stat(out)
	if out == "" || err == nil && info.IsDir() {
		if f == "" {
			f = HTML
		}
		return filepath.Join(out, fmt.Sprintf("eslip-%s-%s.%s", of.Batch, of.Trace, f)), f, nil
	}
	ending := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(out), ".")))
	if mediaTypes[ending] == "" || f != "" && f != ending {
		return "", "", fmt.Errorf("%s: %w", filepath.Base(out), ErrFormat)
	}
	return out, ending, nil
}

// Save writes a file that only its owner may read, whole or not at all. What stood there under that name is
// replaced; a link is replaced, not followed.
func Save(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".eslip-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
