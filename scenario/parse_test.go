package scenario

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRefusals: what is refused is refused before anything happens, with its place and what to do.
func TestRefusals(t *testing.T) {
	step := func(s string) string { return "name: x\nsteps:\n  - " + s + "\n" }
	for text, want := range map[string]string{
		"":                            "1:1: there is no story in it",
		"- a":                         "1:1: a list is not possible here",
		"name: [a]\nsteps: []":        "1:7: a list is not possible here: want text",
		"name: \"\"\nsteps: []":       "want one line",
		"steps: []":                   "has no name",
		"name: x":                     "has no steps",
		"name: x\nsteps: []":          "there are no steps here",
		"name: x\nname: y\nsteps: []": `"name" stands here twice`,
		"name: x\nsteps:\n - {":       "this is no YAML",
		"name: x\nsteps: [{command: echo}]\n---\nname: y":      "3:1: a second document begins here",
		"name: x\nsteps:\n\t- command: echo":                   "never by tabs",
		"name: x\nabout: \"a\xe9b\"":                           "2:10: this is no text",
		"name: a\x00":                                          "1:8: this is no text",
		"name: &a x\nsteps: [*a]":                              "& and * are not used",
		"name: x\ncovers: [S1]\n":                              "want a requirement like R48",
		"name: x\ncovers: [R1, R1]\n":                          "R1 stands here twice",
		"name: x\nshows: [Big Fault]":                          "want the name of a fault",
		"name: x\nreal: perhaps":                               "want yes or no",
		"name: x\nlang: fr\nsteps: []":                         `want zh, en`,
		"name: x\nvars: {unused: x}\nsteps: [{command: echo}]": "2:8: nothing in the story uses ${unused}",
		"name: x\nwith each: [{a: x, b: y}]\nsteps: [{command: echo, note: \"${a}\"}]": "2:20: nothing in the story uses ${b}",
		"name: x\nends: {}\nsteps: [{command: echo}]":                                  "nothing is said here",
		"name: x\nends: {disagree: []}\nsteps: [{command: echo}]":                      "nothing is said here",
		"name: x\nvars: {A: x}":                                                    "want a name of small letters",
		"name: x\nvars: {a: \"${b}\"}":                                             "cannot be made of others",
		"name: x\nwith each: []":                                                   "want 1 to 200 rows",
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
		step("{kye: {}}"):  `did you mean "key"`,
		step("{key: {sale: 1, card: A}, power: cut}"):                         "a step does one thing",
		step("{power: cut, within: 3s}"):                                      "unknown key",
		step("{host: {}}"):                                                    "nothing is said here",
		step("{host: {drop_respones: next}}"):                                 `did you mean "drop_response"`,
		step("{host: {drop_response: {mti: \"02\"}}}"):                        "mti \"02\": want 4 digits",
		step("{host: {drop_response: soon}}"):                                 "want next, a number of times",
		step("{host: {decline: \"00\"}}"):                                     "decline",
		step("{host: {closed: third}}"):                                       "want primary, backup",
		step("{line: slow}"):                                                  "want good, down, deaf",
		step("{line: {cut: up}}"):                                             "want out, in",
		step("{line: {after: 3}}"):                                            "after: wants cut: beside it",
		step("{printer: {paper: owt}}"):                                       "paper",
		step("{printer: {papre: out}}"):                                       `did you mean "paper"`,
		step("{climate: {ambient_c: 200}}"):                                   "ambient_c",
		step("{climate: {paper: out}}"):                                       "unknown key",
		step("{power: {cut: {at: lunch}}}"):                                   "want answer, connect, decided, request",
		step("{power: {cut: {before: aproved}}}"):                             `did you mean "approved"`,
		step("{power: {cut: {}}}"):                                            "a cut that waits wants one of",
		step("{clock: {pass: soon}}"):                                         "want a time like",
		step("{clock: {set: tomorrow}}"):                                      "want a step of the clock",
		step("{key: {sail: \"1.00\", card: A}}"):                              `did you mean "sale"`,
		step("{key: {sale: \"1.00\", crad: A}}"):                              `did you mean "card"`,
		step("{command: sail 1.00 --card A}"):                                 "sail",
		step("{command: \"sale 'x\"}"):                                        "is not closed",
		step("{command: run}"):                                                "use power",
		step("{command: echo, exit: 300}"):                                    "a number from 0 to 255",
		step("{expect: {}}"):                                                  "nothing is said here",
		step("{expect: {verdikt: paid}}"):                                     `did you mean "verdict"`,
		step("{expect: {verdict: payed}}"):                                    `did you mean "paid"`,
		step("{expect: {screen: \"\"}}"):                                      "proves nothing",
		step("{expect: {slips: [{texts: a}]}}"):                               `did you mean "text"`,
		step("{expect: {wire: [{mti: 0200, fields: {200: a}}]}}"):             "a number from 2 to 128",
		step("{expect: {status: {said: \"/(/\"}}}"):                           "missing closing",
		step("{expect: {never: {verdict: paid}}}"):                            "unknown key",
		step("{remember: {x: trace}}"):                                        "status.MEMBER",
		"name: x\nvars: {price: x}\nsteps: [{command: \"status ${prise}\"}]":  "3:19: nothing is called ${prise}: did you mean ${price}?",
		step("{printer: {paper: outt}}"):                                      `"outt" is none of out, near_end, ok: did you mean "out"?`,
		step("{command: \"status ${nobody}\"}"):                               "nothing is called ${nobody}",
		step("{repeat: 0, steps: [{command: echo}]}"):                         "a number from 1 to 1000",
		step("{repeat: 40, steps: [{repeat: 40, steps: [{command: echo}]}]}"): "counted as often",
		step("{key: {sale: \"1.00\", card: A, faint: cancel}}"):               "nobody can cancel at the question faint",
		step("{receiver: {answer: 500}}"):                                     "3:17: there is no receiver: say webhooks: yes",
		step("{expect: {notifications: transaction.approved}}"):               "there is no receiver",
		step("{expect: {never: {notifications: {}}, power: \"on\"}}"):         "there is no receiver",
		"name: x\nreal: yes\nsteps:\n  - clock: {set: +1h}":                   "only told in memory",
		"name: x\nreal: yes\nsteps:\n  - disk: {full: {before: approved}}":    "only told in memory",
		step("{expect: {bank: {}}}"):                                          "nothing is said here",
		step("{expect: {bank: {A: []}}}"):                                     "",
		"name: x\nreal: yes\nsteps:\n  - power: {cut: {at: request}}":         "only told in memory",
		step("{repeat: 2}"):                                                   "wants steps:",
		step("{command: echo, meanwhile: [{bad: 1}]}"):                        "unknown key",
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

// TestWhatWouldAlwaysHold: an expectation by which no story could fail is refused.
func TestWhatWouldAlwaysHold(t *testing.T) {
	for claim, want := range map[string]string{
		"accounts: {}": "nothing is said here", "accounts: {A: {}}": "nothing is said here", "ledger: {}": "nothing is said here",
		"json: {}": "nothing is said here", "json: {debit: {}}": "nothing is said here", "status: {}": "nothing is said here", "printer: {}": "nothing is said here",
		"paper: {}": "nothing is said here", "screen: []": "nothing is said here", "says: []": "nothing is said here", "customer: []": "nothing is said here",
		"slips: [{text: []}]": "nothing is said here", "slips: [{not: []}]": "nothing is said here", "never: {wire: []}": "nothing is said here",
		"wire: []": "an empty list asks for nothing", "journal: []": "an empty list asks for nothing", "notifications: []": "an empty list asks for nothing",
		"wire: [{fields: {}}]":   "nothing is said here",
		"status: {grde: absent}": `did you mean "grade"`, "status: {paper: {merchnt: absent}}": `did you mean "merchant"`, "status: {grade: absnt}": "want",
		"never: {ledger: {knd: sale}}": `did you mean "kind"`, "never: {ledger: sale}": "want a mapping", "never: {ledger: {kind: sael}}": `did you mean "sale"`,
		"ledger: [{state: aproved}]": `did you mean "approved"`, "accounts: {A: {standing: losst}}": `did you mean "lost"`,
		"wire: {mit: \"0200\"}": `did you mean "mti"`, "never: {wire: {mti: \"200\"}}": "four digits", "never: {wire: {trace: 2}}": "six digits", "never: {wire: {kind: sael}}": `did you mean "sale"`,
		"wire: {fields: {\"04\": absent}}":  "the number as it is: 4",
		"never: {journal: {what: aproved}}": `did you mean "approved"`, "never: {journal: {kind: sael}}": `did you mean "sale"`,
		"never: {journal: {what: approved, body: {cde: absent}}}": `did you mean "code"`, "never: {journal: {body: {code: absent}}}": "say what:",
		"never: {notifications: {type: batch.setled}}": `did you mean "batch.settled"`,
		"accounts: {A: present}":                       "want yuan",
		"slips: [{legibility: no}]":                    "want good", "slips: [{duplicate: maybe}]": "want yes, no",
		"of: \"000099\"": "of says which transaction", "{of: \"000099\", wire: {mti: \"0200\"}}": "of says which transaction",
	} {
		t.Run(claim, func(t *testing.T) {
			_, err := Parse("story.yaml", []byte("name: x\nlab: {webhooks: yes}\nsteps: [{expect: "+inBraces(claim)+"}]"))
			require.ErrorContains(t, err, want)
		})
	}
	_, err := Parse("story.yaml", []byte("name: x\nsteps: [{expect: {never: {wire: {}}}, within: 60s}]"))
	require.ErrorContains(t, err, "clock: {pass: 60s}")
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

// TestReadingSpendsNothing: a story is read as often as anybody likes, whatever its customers pay in it.
func TestReadingSpendsNothing(t *testing.T) {
	const story = "name: a\nsteps:\n  - host: {credit: {terminal: \"00020001\", merchant: \"104512541110002\", amount: \"%s\", account: A}}\n"
	for range 3 {
		_, err := Parse("a.yaml", fmt.Appendf(nil, story, "400.00"))
		require.NoError(t, err)
	}
	_, err := Parse("a.yaml", fmt.Appendf(nil, story, "600.00"))
	require.ErrorContains(t, err, "available are 500.00")
}

// TestAStoryThatNeverEnds: it is told as one that failed, and the others go on.
func TestAStoryThatNeverEnds(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	_, err := within(time.Millisecond, func() (*record, error) {
		<-never
		return nil, nil
	})
	require.ErrorContains(t, err, "did not end within 1ms")
	want := &record{}
	got, err := within(time.Minute, func() (*record, error) { return want, errDark })
	require.ErrorIs(t, err, errDark)
	require.Same(t, want, got)
}
