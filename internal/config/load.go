package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"posterm/comms/keys"
	"posterm/internal/strict"
)

// fileLimit bounds the configuration file in bytes.
const fileLimit = 64 << 10

// ErrInsecure: the host is beyond this machine and nobody said that plain TCP is fine.
var ErrInsecure = errors.New("plain TCP beyond this machine can be read and changed on the way: " +
	"set tls = true, or on a private line say so with insecure = true under [host]")

// Default is the configuration without a file: it talks to a local lab.
func Default() Config {
	c := Config{sources: map[string]string{}}
	for _, k := range table {
		if err := k.field.set(&c, strict.Value{Kind: k.field.kind(), Text: k.value}); err != nil {
			panic(fmt.Sprintf("the default of %s is refused: %v", k.name, err)) // a test walks the table
		}
	}
	if _, err := c.make(); err != nil {
		panic(fmt.Sprintf("the default printer is refused: %v", err))
	}
	return c
}

// Load reads a configuration file; an empty path gives Default. Every refusal
// is a *strict.Error with the file and, where there is one, the line.
func Load(path string) (Config, error) {
	if path == "" {
		return Default(), nil
	}
	doc, err := read(path)
	if err != nil {
		return Config{}, &strict.Error{File: path, Err: err}
	}
	return Parse(path, doc)
}

// Parse reads a configuration; file is its name, for errors and sources.
func Parse(file string, doc []byte) (Config, error) {
	if len(doc) > fileLimit {
		return Config{}, &strict.Error{File: file, Err: fmt.Errorf("a configuration has at most %d bytes", fileLimit)}
	}
	values, err := strict.Parse(file, doc)
	if err != nil {
		return Config{}, err
	}
	c := Default()
	lines := map[string]int{}
	for _, v := range values {
		if err := c.set(v); err != nil {
			return Config{}, &strict.Error{File: file, Line: v.Line, Err: err}
		}
		lines[v.Key] = v.Line
		c.sources[v.Key] = fmt.Sprintf("%s:%d", file, v.Line)
	}
	c.imply()
	if key, err := c.conflict(); err != nil {
		return Config{}, &strict.Error{File: file, Line: lines[key], Err: err}
	}
	return c, nil
}

func (c *Config) set(v strict.Value) error {
	for _, k := range table {
		if k.name != v.Key {
			continue
		}
		if err := k.field.set(c, v); err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
		return nil
	}
	if v.Kind == strict.Table && slices.Contains(tables(), v.Key) {
		return nil
	}
	return strict.UnknownKey(v.Key, append(names(), tables()...))
}

// imply completes the pair of sign-in and MAC when the file has one of them: SM4 keys go
// with an SM4 MAC and nothing else.
func (c *Config) imply() {
	_, mac := c.sources["host.mac"]
	_, signin := c.sources["host.signin"]
	switch {
	case mac && !signin:
		c.Host.Signin = keys.FormFor(c.Host.MAC)
	case signin && !mac && c.Host.Signin.SM4():
		c.Host.MAC = keys.SM4MAC
	}
}

// conflict looks at values that are right alone but not together, and names the
// key to change.
func (c *Config) conflict() (string, error) {
	if key, err := c.lineConflict(); err != nil {
		return key, err
	}
	if key, err := c.eslipConflict(); err != nil {
		return key, err
	}
	if key, err := c.observeConflict(); err != nil {
		return key, err
	}
	if c.Host.Signin.Fits(c.Host.MAC) != nil {
		return "host.signin", fmt.Errorf("host.signin: %q and host.mac = %q contradict each other: SM4 keys (006, 005) go with mac sm4, 3DES keys (003, 004) with unionpay-ecb or x9.19; leave one of the two keys out",
			c.Host.Signin, c.Host.MAC)
	}
	if key, err := c.make(); err != nil {
		return key, err
	}
	if key, err := c.notifyConflict(); err != nil {
		return key, err
	}
	return c.profileConflict()
}

func names() []string {
	all := make([]string, len(table))
	for i, k := range table {
		all[i] = k.name
	}
	return all
}

// tables are the headings under which keys stand.
func tables() []string {
	var all []string
	for _, k := range table {
		if heading, _, dotted := strings.Cut(k.name, "."); dotted && !slices.Contains(all, heading) {
			all = append(all, heading)
		}
	}
	return all
}

// read reads a regular file up to one byte over the limit, which Parse refuses.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, reason(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, reason(err)
	}
	defer func() { _ = f.Close() }()
	doc, err := io.ReadAll(io.LimitReader(f, fileLimit+1))
	return doc, reason(err)
}

// reason is a file error without the path, which the caller says already.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
