package shop

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// What is typed after everything a person does, and how the menu answers it: its prompt alone says little, for it
// is shown again whenever something new is told while nobody types.
const nothing, noSuchChoice = "?\n", "no such choice"

// menu is `posterm run` with somebody at its menu.
type menu struct {
	cmd   *exec.Cmd
	keys  io.WriteCloser
	ready chan struct{} // one per answer to nothing; closed at the end of the output
	said  *tail
}

func (s *shop) openMenu() (*menu, error) {
	m := &menu{ready: make(chan struct{}, 64), said: &tail{}}
	m.cmd = exec.Command(s.posterm, "--config", s.config, "--data", s.data, "--lang", "en", "--log-level", "error", "run")
	m.cmd.Env, m.cmd.Stderr = append(os.Environ(), thrifty), m.said
	keys, err := m.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	screen, err := m.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := m.cmd.Start(); err != nil {
		return nil, err
	}
	m.keys = keys
	go m.watch(screen)
	return m, m.do("")
}

// watch counts the answers to nothing.
func (m *menu) watch(screen io.Reader) {
	defer close(m.ready)
	var unread []byte
	piece := make([]byte, 4096)
	for {
		n, err := screen.Read(piece)
		_, _ = m.said.Write(piece[:n])
		unread = append(unread, piece[:n]...)
		for i := bytes.Index(unread, []byte(noSuchChoice)); i >= 0; i = bytes.Index(unread, []byte(noSuchChoice)) {
			unread = unread[i+len(noSuchChoice):]
			m.ready <- struct{}{}
		}
		unread = unread[max(0, len(unread)-len(noSuchChoice)):]
		if err != nil {
			return
		}
	}
}

// do types keys and waits until the menu has taken them all.
func (m *menu) do(keys string) error {
	if _, err := io.WriteString(m.keys, keys+nothing); err != nil {
		return fmt.Errorf("%w; the menu said: %s", err, m.said)
	}
	return m.wait()
}

func (m *menu) wait() error {
	timer := time.NewTimer(commandTime)
	defer timer.Stop()
	select {
	case _, open := <-m.ready:
		if open {
			return nil
		}
		return fmt.Errorf("posterm run ended: %s", m.said)
	case <-timer.C:
		return fmt.Errorf("the menu did not come back within %s: %s", commandTime, m.said)
	}
}

// leave ends the program as a person does.
func (m *menu) leave() error {
	_, err := io.WriteString(m.keys, "0\n")
	for range m.ready { // to the end of its output
	}
	return errors.Join(err, m.cmd.Wait())
}

// kill ends it in any case.
func (m *menu) kill() {
	if m.cmd.ProcessState == nil {
		_ = m.cmd.Process.Kill()
		_ = m.cmd.Wait()
	}
}
