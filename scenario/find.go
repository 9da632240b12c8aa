package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// findLimit bounds how many files are read at a time. Chosen: some years of stories.
const findLimit = 5000

// Find reads the stories of files and folders, folders with all that is in them, each file once and in order. What is
// wrong with a file does not hide what is wrong with the next: all refusals come joined.
func Find(paths []string) ([]*Story, error) {
	var files []string
	for _, path := range paths {
		found, err := storiesIn(path)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	if len(files) > findLimit {
		return nil, fmt.Errorf("%d files: at most %d at a time", len(files), findLimit)
	}
	var stories []*Story
	var errs []error
	for i, file := range files {
		if slices.Contains(files[:i], file) {
			continue
		}
		s, err := Load(file)
		stories, errs = append(stories, s), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return stories, nil
}

func storiesIn(path string) (files []string, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Refusal{File: path, Why: errors.New("there is no such file or folder")}
	case err != nil:
		return nil, &Refusal{File: path, Why: err}
	case !info.IsDir():
		return []string{filepath.Clean(path)}, nil
	}
	err = filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if extension := filepath.Ext(name); err == nil && e.Type().IsRegular() && (extension == ".yaml" || extension == ".yml") {
			files = append(files, filepath.Clean(name))
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = &Refusal{File: path, Why: errors.New("there is no story (*.yaml) in this folder")}
	}
	return files, err
}
