package scenario

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRefusals: what is refused is refused before anything happens, with its place and what to do.
func TestRefusals(t *testing.T) {
	step := func(s string) string { return "name: x\nsteps:\n  - " + s + "\n" }
	for text, want := range map[string]string{
		"":                             "1:1: there is no story in it",
		"- a":                          "1:1: a list is not possible here",
		"name: [a]\nsteps: []":         "1:7: a list is not possible here: want text",
		"name: \"\"\nsteps: []":        "want one line",
		"steps: []":                    "has no name",
		"name: x":                      "has no steps",
		"name: x\nsteps: []":           "there are no steps here",
		"name: x\nname: y\nsteps: []":  `"name" stands here twice`,
		"name: x\nsteps:\n - {":        "this is no YAML",
		"name: &a x\nsteps: [*a]":      "& and * are not used",
		"name: x\ncovers: [S1]\n":      "want a requirement like R48",
		"name: x\ncovers: [R1, R1]\n":  "R1 stands here twice",
		"name: x\nshows: [Big Fault]":  "want the name of a fault",
		"name: x\nreal: perhaps":       "want yes or no",
		"name: x\nlang: fr\nsteps: []": `want zh, en`,
		"name: x\nvars: {A: x}":        "want a name of small letters",
		"name: x\nvars: {a: \"${b}\"}": "cannot be made of others",
		"name: x\nwith each: []":       "want 1 to 200 rows",
		"name: x\nwith each: [{a: 1}, {b: 1}]\nsteps: []":                          "same columns: a",
		"name: x\nconfig: {host.primary: a}\nsteps: [{command: echo}]":             "set by the story",
		"name: x\nconfig: {printer.port: \"tcp://a:1\"}\nsteps: [{command: echo}]": "set by the story",
		"name: x\nconfig: {printer.port: none}\nsteps: [{command: echo}]":          "",
		"name: x\nconfig: {terminal: {copeis: 1}}\nsteps: [{command: echo}]":       `did you mean "terminal.copies"`,
		"name: x\nconfig: {terminal.copies: 7}\nsteps: [{command: echo}]":          "2:10",
		"name: x\nlab: {speed: fast}\nsteps: [{command: echo}]":                    "want instant, real",
		"name: x\nlab: {profil: x}\nsteps: [{command: echo}]":                      `did you mean "profile"`,
		"name: x\nlab: {knobs: {partial: maybe}}\nsteps: [{command: echo}]":        "partial",
		"name: x\nends: {disagree: charged_twise}\nsteps: [{command: echo}]":       `did you mean "charged_twice"`,
		step("echo"):       "want a mapping",
		step("{}"):         "this step does nothing",
		step("{hots: {}}"): `did you mean "host"`,
		step("{key: {sale: 1, card: A}, power: cut}"):             "a step does one thing",
		step("{power: cut, within: 3s}"):                          "unknown key",
		step("{host: {}}"):                                        "nothing is said here",
		step("{host: {drop_respones: next}}"):                     `did you mean "drop_response"`,
		step("{host: {drop_response: {mti: \"02\"}}}"):            "mti \"02\": want 4 digits",
		step("{host: {drop_response: soon}}"):                     "want next, a number of times",
		step("{host: {decline: \"00\"}}"):                         "decline",
		step("{host: {closed: third}}"):                           "want primary, backup",
		step("{line: slow}"):                                      "want good, down, deaf",
		step("{line: {cut: up}}"):                                 "want out, in",
		step("{line: {after: 3}}"):                                "",
		step("{printer: {paper: owt}}"):                           "paper",
		step("{printer: {papre: out}}"):                           `did you mean "paper"`,
		step("{climate: {ambient_c: 200}}"):                       "ambient_c",
		step("{climate: {paper: out}}"):                           "unknown key",
		step("{power: {cut: {at: lunch}}}"):                       "want answer, connect, decided, request",
		step("{power: {cut: {before: aproved}}}"):                 `did you mean "approved"`,
		step("{power: {cut: {}}}"):                                "a cut that waits wants one of",
		step("{clock: {pass: soon}}"):                             "want a time like",
		step("{clock: {set: tomorrow}}"):                          "want a step of the clock",
		step("{key: {sail: \"1.00\", card: A}}"):                  `did you mean "sale"`,
		step("{key: {sale: \"1.00\", crad: A}}"):                  `did you mean "card"`,
		step("{command: sail 1.00 --card A}"):                     "sail",
		step("{command: \"sale 'x\"}"):                            "is not closed",
		step("{command: run}"):                                    "use power",
		step("{command: echo, exit: 300}"):                        "a number from 0 to 255",
		step("{expect: {}}"):                                      "nothing is said here",
		step("{expect: {verdikt: paid}}"):                         `did you mean "verdict"`,
		step("{expect: {verdict: payed}}"):                        `did you mean "paid"`,
		step("{expect: {screen: \"\"}}"):                          "proves nothing",
		step("{expect: {slips: [{texts: a}]}}"):                   `did you mean "text"`,
		step("{expect: {wire: [{mti: 0200, fields: {200: a}}]}}"): "a number from 2 to 128",
		step("{expect: {status: {said: \"/(/\"}}}"):               "missing closing",
		step("{expect: {never: {verdict: paid}}}"):                "unknown key",
		step("{remember: {x: trace}}"):                            "status.MEMBER",
		step("{command: \"status ${nobody}\"}"):                   "nothing is called ${nobody}",
		step("{repeat: 0, steps: [{command: echo}]}"):             "a number from 1 to 1000",
		step("{repeat: 2}"):                                       "wants steps:",
		step("{command: echo, meanwhile: [{bad: 1}]}"):            "unknown key",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := Parse("story.yaml", []byte(text))
			if want == "" {
				require.NoError(t, err)
				return
			}
			var refused *Refusal
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, want)
			require.True(t, strings.HasPrefix(err.Error(), "story.yaml"))
		})
	}
}

// TestARefusalShowsItsPlace: the line, and a mark below, also behind hanzi.
func TestARefusalShowsItsPlace(t *testing.T) {
	_, err := Parse("a.yaml", []byte("name: x\nsteps:\n  - {note: 缺纸了, prnter: {paper: out}}\n"))
	require.EqualError(t, err, `a.yaml:3:17: unknown key "prnter": did you mean "printer"?
    3 |   - {note: 缺纸了, prnter: {paper: out}}
      |                    ^`)
}

// FuzzParse: no text makes the reader panic, hang or do anything.
func FuzzParse(f *testing.F) {
	f.Add(Example)
	f.Add("name: x\nsteps:\n  - {expect: {never: {screen: a}}}")
	f.Add("name: ${a}\nwith each: [{a: 1}]\nsteps: [{repeat: 3, steps: [{command: 'status ${n}'}]}]")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("f.yaml", []byte(text))
		if err == nil && (s.Name == "" || len(s.Tellings) == 0) {
			t.Fatal("a story without a name or a telling")
		}
	})
}
