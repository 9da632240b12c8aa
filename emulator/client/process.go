package client

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"posterm/emulator"
)

// Process is "poslab up" in a process of its own.
type Process struct {
	*Client
	At emulator.Addresses
	up *exec.Cmd
}

// Up starts poslab up with these arguments, an admin address on the loopback and a free port among them unless they
// give one, and waits until it is ready. What it complains of goes to errw. More of the environment, like "GOGC=20",
// is put after the process's own.
func Up(program string, args, environment []string, errw io.Writer) (*Process, error) {
	up := exec.Command(program, append([]string{"up", "--admin", "127.0.0.1:0"}, args...)...)
	up.Env, up.Stderr = append(os.Environ(), environment...), errw
	out, err := up.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := up.Start(); err != nil {
		return nil, err
	}
	p := &Process{up: up}
	ready, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(ready, &p.At)
	}
	if err != nil {
		return nil, fmt.Errorf("%s up did not say where it listens: %w", program, errors.Join(err, p.Close()))
	}
	p.Client = New(p.At.Admin, nil)
	return p, nil
}

// PID is the number of the process.
func (p *Process) PID() int { return p.up.Process.Pid }

// Close stops the lab as a person would, and waits for it.
func (p *Process) Close() error {
	_ = p.up.Process.Signal(os.Interrupt)
	return p.up.Wait()
}
