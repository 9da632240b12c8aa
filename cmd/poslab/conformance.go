package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"posterm/comms/keys"
	"posterm/conformance"
	"posterm/front/command"
	"posterm/txn"
)

// conformanceCmd examines other people's machines (docs/conformance.md).
type conformanceCmd struct {
	Terminal conformanceTerminalCmd `cmd:"" help:"检验别人的终端：主机在这里 · examine a terminal: the host is here."`
	Host     conformanceHostCmd     `cmd:"" help:"检验别人的主机：终端在这里 · examine a host: the terminal is here."`
}

// examFlags are what both examinations take.
type examFlags struct {
	List  bool     `help:"列出全部案例 · list the cases, and run none."`
	Only  []string `help:"只做这些案例，名称可只写开头 · only these cases; a name may be cut at a hyphen, =NAME is that case alone. May be repeated." placeholder:"CASE"`
	Skip  []string `help:"不做这些案例 · not these. May be repeated." placeholder:"CASE"`
	JSON  bool     `name:"json" help:"One JSON object on one line."`
	TAP   bool     `name:"tap" help:"Print the results as TAP."`
	JUnit string   `name:"junit" help:"Write the results as JUnit XML." placeholder:"FILE"`
	Lang  string   `help:"zh or en." enum:"zh,en" default:"zh"`
	// TMKFile holds the terminal master key.
	TMKFile string   `name:"tmk-file" help:"File with the terminal master key, 32 hex digits, mode 0600; without it the public test key is used." placeholder:"FILE" type:"path"`
	junit   *os.File // open while the examination runs; nil: nobody wants it
}

func (f *examFlags) choice() conformance.Choice {
	return conformance.Choice{Only: f.Only, Skip: f.Skip}
}

func (f *examFlags) lang() txn.Lang {
	lang, _ := txn.ParseLang(f.Lang) // the flag's list has been checked
	return lang
}

func (f *examFlags) list(w io.Writer, of string, all []conformance.Spec) error {
	if f.JSON {
		return conformance.WriteListJSON(w, of, all)
	}
	return conformance.WriteList(w, all, f.lang())
}

// master reads the key of both sides.
func (f *examFlags) master() (keys.Key, error) {
	if f.TMKFile == "" {
		return keys.ParseKey(keys.TestTMK)
	}
	key, err := command.ReadMaster(f.TMKFile)
	if err != nil {
		return nil, misuse(fmt.Errorf("--tmk-file: %w", err), "a file of your own with 32 hex digits: (umask 077; echo ... > tmk.hex)")
	}
	return key, nil
}

// begin tells a person which case is next, beside the results.
func (f *examFlags) begin(w io.Writer) func(conformance.Spec) {
	return func(s conformance.Spec) { fmt.Fprintf(w, "· %s: %s\n", s.Name, s.Title.In(f.lang())) }
}

// each tells a result as soon as it is there.
func (f *examFlags) each(w io.Writer) func(conformance.Result) {
	if f.JSON || f.TAP {
		return nil
	}
	return func(r conformance.Result) { _ = conformance.WriteResult(w, r, f.lang()) }
}

// ready opens what the results go to: who waits half an hour for an examination shall not hear then that they cannot be written.
func (f *examFlags) ready() error {
	if f.JSON && f.TAP {
		return misuse(errors.New("--json and --tap: want one of them"), "--junit FILE goes with either")
	}
	if f.JUnit == "" {
		return nil
	}
	var err error
	if f.junit, err = os.Create(f.JUnit); err != nil {
		err = misuse(fmt.Errorf("--junit: %w", err), "a file in a folder that is there and can be written to")
	}
	return err
}

// tell writes what is left to be written, and makes the exit code. Results are written one by one as they come; an output
// that takes nothing shows here.
func (f *examFlags) tell(w io.Writer, r conformance.Report) error {
	write := func(w io.Writer) error { return conformance.WriteSummary(w, r, f.lang()) }
	switch {
	case f.JSON:
		write = func(w io.Writer) error { return conformance.WriteJSON(w, r) }
	case f.TAP:
		write = func(w io.Writer) error { return conformance.WriteTAP(w, r) }
	}
	err := write(w)
	if f.junit != nil {
		err = errors.Join(err, conformance.WriteJUnit(f.junit, r), f.junit.Close())
	}
	if err != nil {
		return &failure{conformance.ExitUnclear, "", fmt.Errorf("the results could not be written: %w", err)}
	}
	n := len(r.Results) - r.Count(conformance.Skipped)
	switch r.Exit() {
	case conformance.ExitFail:
		return &failure{conformance.ExitFail, "", fmt.Errorf("%d of %s failed", r.Count(conformance.Fail), counting(n, "case", "cases"))}
	case conformance.ExitUnclear:
		return &failure{conformance.ExitUnclear, "", fmt.Errorf("%d of %s passed, none failed, the others could not be judged", r.Count(conformance.Pass), counting(n, "case", "cases"))}
	}
	return nil
}
