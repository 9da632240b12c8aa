package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"posterm/scenario"
)

// scenarioCmd is about merchants' stories (docs/scenarios.md).
type scenarioCmd struct {
	Run    scenarioRunCmd    `cmd:"" help:"演一遍 · tell stories, and say whether everything is as they say."`
	List   scenarioListCmd   `cmd:"" help:"列出 · list stories: names, requirements, faults."`
	New    scenarioNewCmd    `cmd:"" help:"样例 · write a commented example."`
	Faults scenarioFaultsCmd `cmd:"" help:"故障目录 · the catalogue of faults: how to have each, and what the cashier is told."`
	Schema scenarioSchemaCmd `cmd:"" help:"JSON Schema，供编辑器使用 · the JSON Schema of a story, for editors."`
}

// scenarioRunCmd is `poslab scenario run`.
type scenarioRunCmd struct {
	Files   []string `arg:"" name:"file" help:"Stories, or folders of stories (*.yaml)."`
	Only    string   `help:"Only stories whose name contains this." placeholder:"TEXT"`
	Seed    uint64   `help:"What chance depends on." default:"1"`
	Jobs    int      `help:"How many are told at a time; 0: two for every processor." default:"0"`
	Real    bool     `help:"With the real programs, sockets and time, those stories that say real: yes."`
	Posterm string   `help:"With --real: the program posterm; default: beside poslab, or in the PATH." placeholder:"FILE"`
	JUnit   string   `name:"junit" help:"Write the results as JUnit XML." placeholder:"FILE"`
	TAP     bool     `name:"tap" help:"Print the results as TAP."`
	JSON    bool     `name:"json" help:"Print the results as one JSON object on one line."`
	Out     string   `help:"A folder for the pictures of slips of stories that fail; default: a new one for temporary files." placeholder:"DIR"`
}

// Run tells them. Exit 0: all hold; 1: one does not; 2: a file is refused.
func (c *scenarioRunCmd) Run(ctx context.Context, s *streams) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	stories, err := readStories(s.errw, c.Files)
	if err != nil {
		return err
	}
	if stories = only(stories, c.Only); len(stories) == 0 {
		return misuse(fmt.Errorf("no story is called %q", c.Only), "poslab scenario list FILE...")
	}
	var report io.WriteCloser
	if c.JUnit != "" { // a file that cannot be written is told before minutes pass in vain
		if report, err = os.Create(c.JUnit); err != nil {
			return misuse(err, "--junit wants a file that can be written")
		}
	}
	begun := time.Now()
	t := &storyTeller{out: s.out, quiet: c.TAP || c.JSON, all: count(stories), live: isTTY(s.out)}
	o.Each = t.each
	results := scenario.Run(ctx, stories, o)
	if report != nil {
		if err := errors.Join(scenario.WriteJUnit(report, results), report.Close()); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped, %d of %s told: %w", t.told, counting(t.all, "story", "stories"), context.Cause(ctx))
	}
	switch {
	case c.TAP:
		err = scenario.WriteTAP(s.out, results)
	case c.JSON:
		err = json.NewEncoder(s.out).Encode(asObject(results, c.Seed))
	default:
		t.end(time.Since(begun))
	}
	if err == nil && t.failed > 0 {
		err = &failure{exitError, "每个失败的故事下面有重演的命令 · below each is the command that tells it again", fmt.Errorf("%d of %d stories do not hold", t.failed, len(results))}
	}
	return err
}

// options are how the stories are told, by what was said on the command line.
func (c *scenarioRunCmd) options() (o scenario.Options, err error) {
	switch {
	case c.TAP && c.JSON:
		return o, misuse(errors.New("results are printed as TAP or as JSON"), "--junit FILE goes with both")
	case c.Posterm != "" && !c.Real:
		return o, misuse(errors.New("--posterm is for --real: in memory no program is started"), "--real --posterm FILE")
	}
	o = scenario.Options{Seed: c.Seed, Jobs: c.Jobs, Out: c.Out, Command: calledAs(os.Args[0])}
	if o.Out == "" { // made when there is something to keep
		o.Out = filepath.Join(os.TempDir(), fmt.Sprintf("poslab-stories-%d", os.Getpid()))
	}
	if c.Posterm != "" {
		o.Flags = []string{"--posterm", c.Posterm}
	}
	if c.Real {
		o.Posterm, o.Poslab, err = realPrograms(c.Posterm)
	}
	return o, err
}

// readStories reads all files, and tells every refusal with its place.
func readStories(errw io.Writer, files []string) ([]*scenario.Story, error) {
	stories, err := scenario.Find(files)
	if err == nil {
		return stories, nil
	}
	var refused *scenario.Refusal
	if !errors.As(err, &refused) {
		return nil, err
	}
	fmt.Fprintln(errw, err)
	return nil, misuse(errors.New("nothing was told: a story cannot be read"), "poslab scenario new shows how a story is written")
}

func only(stories []*scenario.Story, text string) (some []*scenario.Story) {
	for _, s := range stories {
		var tellings []scenario.Telling
		for _, t := range s.Tellings {
			if strings.Contains(t.Name, text) {
				tellings = append(tellings, t)
			}
		}
		if s.Tellings = tellings; len(tellings) > 0 {
			some = append(some, s)
		}
	}
	return some
}

func count(stories []*scenario.Story) (n int) {
	for _, s := range stories {
		n += len(s.Tellings)
	}
	return n
}

// realPrograms finds posterm and this poslab.
func realPrograms(posterm string) (board, lab string, err error) {
	if lab, err = os.Executable(); err != nil {
		return "", "", err
	}
	if posterm == "" {
		posterm = filepath.Join(filepath.Dir(lab), "posterm")
		if _, err := os.Stat(posterm); err != nil {
			posterm = "posterm"
		}
	}
	if board, err = exec.LookPath(posterm); err != nil {
		return "", "", misuse(fmt.Errorf("posterm is not found: %w", err), "go build -o . ./cmd/posterm ./cmd/poslab, or name it with --posterm FILE")
	}
	return board, lab, nil
}

// calledAs are the words by which a person calls this program where they are; go run builds one that is gone afterwards.
func calledAs(program string) []string {
	if strings.Contains(filepath.ToSlash(program), "/go-build") {
		return []string{"go", "run", "./cmd/poslab"}
	}
	return []string{program}
}

func isTTY(out io.Writer) bool {
	f, is := out.(*os.File)
	return is && isatty.IsTerminal(f.Fd())
}

// storyTeller says how each story ended.
type storyTeller struct {
	out                        io.Writer
	quiet, live                bool // live: a person watches, and sees how far it is
	all, told, failed, skipped int
}

// clearLine takes back what stands on a tty's line.
const clearLine = "\r\x1b[K"

func (t *storyTeller) each(r scenario.Result) {
	t.told++
	if r.Failed() {
		t.failed++
	}
	if r.Skipped != "" {
		t.skipped++
	}
	if t.quiet {
		return
	}
	if t.live {
		fmt.Fprint(t.out, clearLine)
	}
	switch {
	case r.Skipped != "":
		fmt.Fprintf(t.out, "- %s (%s)\n", r.Telling, r.Skipped)
	case r.Failed():
		fmt.Fprintf(t.out, "✗ %s (%s)\n%s:%d\n%s", r.Telling, r.Took.Round(time.Millisecond), r.Story.File, r.Failure.Line, r.Failure.Text())
	default:
		fmt.Fprintf(t.out, "✓ %s (%s)\n", r.Telling, r.Took.Round(time.Millisecond))
	}
	if t.live {
		fmt.Fprintf(t.out, "%d/%d", t.told, t.all)
	}
}

func (t *storyTeller) end(took time.Duration) {
	if t.live {
		fmt.Fprint(t.out, clearLine)
	}
	fmt.Fprintf(t.out, "\n%s, %d failed, %d skipped, %s\n", counting(t.told, "story", "stories"), t.failed, t.skipped, took.Round(10*time.Millisecond))
}

// storyResult is a result as --json has it.
type storyResult struct {
	Name    string            `json:"name"`
	File    string            `json:"file"`
	Result  string            `json:"result"` // held, failed, skipped
	Seconds float64           `json:"seconds"`
	Reason  string            `json:"reason,omitempty"`
	Failure *scenario.Failure `json:"failure,omitempty"`
}

func asObject(results []scenario.Result, seed uint64) any {
	object := struct {
		Seed    uint64        `json:"seed"`
		Stories []storyResult `json:"stories"`
		Failed  int           `json:"failed"`
	}{Seed: seed, Stories: []storyResult{}}
	for _, r := range results {
		one := storyResult{Name: r.Telling, File: r.Story.File, Result: "held", Seconds: r.Took.Seconds(), Reason: r.Skipped, Failure: r.Failure}
		switch {
		case r.Skipped != "":
			one.Result = "skipped"
		case r.Failed():
			one.Result = "failed"
			object.Failed++
		}
		object.Stories = append(object.Stories, one)
	}
	return object
}
