package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/canary"
)

// rig is a shop: a lab with real sockets, a configuration file that points at
// it, and a data directory of its own. Each command runs the whole program.
type rig struct {
	*testing.T
	lab    *emulator.Lab
	dir    string // data directory
	config string // configuration file
	stdin  io.Reader
	said   bytes.Buffer // everything that ever left the program
	// canaries are secrets beside the built-in cards that must stand nowhere.
	canaries []canary.Secret
}

// settings are lines of the configuration: "host.primary": `"127.0.0.1:1"`.
type settings map[string]string

// newRig starts a lab and writes the configuration, with some keys changed.
func newRig(t *testing.T, changes ...settings) *rig {
	return rigWith(t, emulator.Options{}, changes...)
}

func rigWith(t *testing.T, o emulator.Options, changes ...settings) *rig {
	t.Helper()
	o.Host, o.PrinterTCP = "127.0.0.1:0", "127.0.0.1:0"
	lab, err := emulator.Start(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, lab.Close()) })
	dir := t.TempDir()
	r := &rig{T: t, lab: lab, dir: filepath.Join(dir, "data"), config: filepath.Join(dir, "posterm.toml"), stdin: strings.NewReader("")}
	r.configure(changes...)
	t.Cleanup(r.noSecrets)
	return r
}

// configure writes the configuration file anew.
func (r *rig) configure(changes ...settings) {
	r.Helper()
	all := settings{
		"host.primary": quoted(r.lab.Addresses().Host), "printer.port": quoted("tcp://" + r.lab.Addresses().PrinterTCP),
		"host.response_timeout": quoted("1500ms"), "host.connect_timeout": quoted("3s"), "printer.confirm_timeout": quoted("3s"),
	}
	for _, c := range changes {
		maps.Copy(all, c)
	}
	var text strings.Builder
	for _, k := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&text, "%s = %s\n", k, all[k])
	}
	require.NoError(r, os.WriteFile(r.config, []byte(text.String()), 0o600))
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

// runs runs the whole program.
func runs(ctx context.Context, args []string, in io.Reader, out, errw io.Writer, getenv func(string) string) int {
	return Program{In: in, Out: out, Err: errw, Getenv: getenv}.Run(ctx, args)
}

// result is how a command ended.
type result struct {
	code     int
	out, err string
}

// run runs the program with the rig's configuration and data directory.
func (r *rig) run(args ...string) result {
	r.Helper()
	return r.bare(append([]string{"--config", r.config, "--data", r.dir}, args...)...)
}

// bare runs the program with these arguments only.
func (r *rig) bare(args ...string) result {
	r.Helper()
	var out, errw bytes.Buffer
	code := runs(context.Background(), args, r.stdin, &out, &errw, func(string) string { return "" })
	fmt.Fprintf(&r.said, "%s\n%s\n", out.Bytes(), errw.Bytes())
	return result{code, out.String(), errw.String()}
}

// fails wants an exit code, one line of complaint and a hint on stderr, and nothing on stdout.
func (r *rig) fails(code int, want string, args ...string) result {
	r.Helper()
	res := r.run(args...)
	require.Equal(r, code, res.code, res.err)
	require.Contains(r, res.err, want)
	lines := strings.Split(strings.TrimSuffix(res.err, "\n"), "\n")
	lines = slices.DeleteFunc(lines, func(s string) bool {
		return strings.Contains(s, "测试密钥") || strings.Contains(s, "holds test keys")
	})
	require.Len(r, lines, 2, res.err)
	require.True(r, strings.HasPrefix(lines[0], "posterm: "), res.err)
	require.True(r, strings.HasPrefix(lines[1], "hint: "), res.err)
	return res
}

// object is a JSON answer.
type object map[string]any

// ask runs a command with --json, wants its exit code, and gives its one object.
func (r *rig) ask(code int, args ...string) object {
	r.Helper()
	res := r.run(append([]string{"--json"}, args...)...)
	o := r.one(res)
	require.Equal(r, code, res.code, "%s\n%s", res.out, res.err)
	return o
}

// one wants exactly one object on exactly one line.
func (r *rig) one(res result) (o object) {
	r.Helper()
	require.Equal(r, 1, strings.Count(res.out, "\n"), "%q %s", res.out, res.err)
	require.True(r, strings.HasSuffix(res.out, "\n"))
	require.NoError(r, json.Unmarshal([]byte(res.out), &o))
	return o
}

// refused wants an error with a code in JSON.
func (r *rig) refused(exit int, code string, args ...string) object {
	r.Helper()
	o := r.ask(exit, args...)
	require.Equal(r, []string{"error"}, members(o))
	e := o.in("error")
	require.Equal(r, code, e["code"], e)
	require.NotEmpty(r, e["message"])
	require.NotEmpty(r, e["hint"])
	return e
}

// in is an object within an object.
func (o object) in(name string) object {
	inner, _ := o[name].(map[string]any)
	return inner
}

// list is an array of objects within an object.
func (o object) list(name string) (all []object) {
	array, _ := o[name].([]any)
	for _, e := range array {
		inner, _ := e.(map[string]any)
		all = append(all, inner)
	}
	return all
}

func members(o object) []string { return slices.Sorted(maps.Keys(o)) }

// fault queues a fault of the host for requests of this kind ("" matches all).
func (r *rig) fault(name, mti string, value ...string) {
	r.Helper()
	f := host.Fault{Name: name, Match: host.Match{MTI: mti}}
	if len(value) > 0 {
		f.Value = value[0]
	}
	require.NoError(r, r.lab.Host.AddFault(f))
}

// hurt changes the faults of the printer.
func (r *rig) hurt(f printer.Faults) {
	r.Helper()
	require.NoError(r, r.lab.Printer.SetFaults(f))
}

// balance is what the host holds for a built-in card.
func (r *rig) balance(name string) string {
	for _, a := range r.lab.Host.Accounts() {
		if a.Name == name {
			return a.Balance
		}
	}
	return ""
}

// sale sells and wants it approved and printed.
func (r *rig) sale(amount string) object {
	r.Helper()
	o := r.ask(0, "sale", amount, "--card", "A")
	require.Equal(r, "paid", o["verdict"])
	return o
}
