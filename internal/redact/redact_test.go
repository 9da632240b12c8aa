package redact

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/txn"
)

var ours = Known{Merchant: "104512541110001", Terminal: "00010001"}

func through(t testing.TB, g *Guard, event string) string {
	t.Helper()
	var out bytes.Buffer
	g.to = &out
	given := []byte(event)
	n, err := g.Write(given)
	require.NoError(t, err)
	require.Equal(t, len(event), n)
	require.Equal(t, event, string(given), "what was given is not changed")
	return out.String()
}

func TestWhatIsHidden(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ event, want string }{
		"a card":                            {`6222021234567890128`, `622202*********0128`},
		"13 digits":                         {`4222222222222`, `422222***2222`},
		"in a text":                         {`{"error":"card 4111111111111111 is lost"}`, `{"error":"card 411111******1111 is lost"}`},
		"a bare number":                     {`{"pan":4111111111111111,"n":1}`, `{"pan":"411111******1111","n":1}`},
		"a bare number with fraction":       {`{"pan":4111111111111111.5}`, `{"pan":"411111******1111.5"}`},
		"two":                               {`4111111111111111,4222222222222`, `411111******1111,422222***2222`},
		"in groups of four":                 {`4111 1111 1111 1111`, `4111 11** **** 1111`},
		"with dashes":                       {`4111-1111-1111-1111`, `4111-11**-****-1111`},
		"six and the rest":                  {`622202 1234567890128`, `622202 *********0128`},
		"among other groups":                {`sale 12 4111 1111 1111 1111 30`, `sale 12 4111 11** **** 1111 30`},
		"behind its length":                 {`164111111111111111`, `16411111******1111`},
		"bytes of BCD":                      {`41 11 11 11 11 11 11 11`, `41 11 11 ** ** ** 11 11`},
		"BCD with a filler":                 {`6222021234567890128F`, `622202*********0128F`},
		"a message in hex":                  {`0200703E16411111111111111100000000000001`, `0200703E********************************`},
		"a long run":                        {`12345678901234567890`, `********************`},
		"track 2":                           {`6222021234567890128=30121010000000`, `622202*********0128***************`},
		"track 2 in BCD":                    {`6222021234567890128D30121010000000F`, `622202*********0128***************F`},
		"a track without check digit":       {`;6222021234567890123=30121010000000?`, `;622202*********0123***************?`},
		"track 3":                           {`996222021234567890123=1561560000000000=000`, strings.Repeat("*", 42)},
		"within an escape":                  {`{"e":"\u0A414111111111111111"}`, `{"e":"\u0A41411111******1111"}`},
		"behind letters of an escape":       {`{"e":"\uA1234111111111111111"}`, `{"e":"\uA123411111******1111"}`},
		"behind an escape":                  {`{"e":"\u00004111111111111111"}`, `{"e":"\u0000411111******1111"}`},
		"behind an escaped backslash":       {`{"e":"\\u4111111111111111"}`, `{"e":"\\u411111******1111"}`},
		"what is left of one makes another": {`4222222222222 4111111111111111`, `422222***2222 411111******1111`},
		"another merchant":                  {`104512541110002`, `104512*****0002`},
	} {
		g := New(nil, ours)
		require.Equal(t, tt.want, through(t, g, tt.event), name)
		if strings.HasPrefix(tt.want, "{") {
			require.True(t, json.Valid([]byte(tt.want)), name)
		}
	}
}

func TestWhatPasses(t *testing.T) {
	t.Parallel()
	require.True(t, txn.Luhn([]byte("104512541110002")), "a merchant number that looks like a card")
	known := Known{Merchant: "104512541110002", Terminal: "00010001"}
	for _, event := range []string{
		``, `{}`, `{"level":"warn","room":"printer","time":"2026-11-27T03:04:05+08:00","message":"printer port"}`,
		`{"merchant":"104512541110002"}`,
		`00010001 104512541110002 000017`,
		`104512541110002-000000000017`,
		`{"order":"0001000120261121000017","rrn":"000000000017","trace":"000012"}`,
		`wait, trace 000007: no answer in time`,
		`4111111111111112`, // a wrong check digit
		`411111111111`,     // too short
		`4111  1111 1111 1111`, `4111,1111,1111,1111`,
		`6222021234567890123=123456`, // no track
		`f3a1b2c3d4e5f60718293a4b5c6d7e8f`,
	} {
		g := New(nil, known)
		require.Equal(t, event, through(t, g, event))
		require.Zero(t, g.Hidden(Card)+g.Hidden(Track)+g.Hidden(Digits))
	}
}

func TestAnOrderOfAnotherTerminalIsHidden(t *testing.T) {
	t.Parallel()
	require.NotContains(t, through(t, New(nil, ours), `0001000220261121000017`), "0017")
	require.NotContains(t, through(t, New(nil, Known{}), `0001000120261121000017`), "0017")
	lettered := Known{Terminal: "T0010001"}
	require.Equal(t, `T001000120261121000017`, through(t, New(nil, lettered), `T001000120261121000017`))
}

func TestItCounts(t *testing.T) {
	t.Parallel()
	g := New(nil, ours)
	through(t, g, `4111111111111111 4222222222222 6222021234567890128=30121010000000 12345678901234567890`)
	require.Equal(t, []uint64{2, 1, 1}, []uint64{g.Hidden(Card), g.Hidden(Track), g.Hidden(Digits)})
	for _, k := range Kinds() {
		require.NotEmpty(t, k.String())
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestTheErrorBehindIsTold(t *testing.T) {
	t.Parallel()
	for _, event := range []string{`x`, `4111111111111111`} {
		n, err := New(full{}, ours).Write([]byte(event))
		require.ErrorIs(t, err, errFull)
		require.Zero(t, n)
	}
}

// A large event with nothing but cards takes no longer, byte by byte, than a small one: the
// search does not begin anew for each of them.
func TestALargeEventOfCards(t *testing.T) {
	t.Parallel()
	const cards = 50_000
	g := New(nil, ours)
	out := through(t, g, strings.Repeat("4111111111111111,", cards))
	require.Equal(t, strings.Repeat("411111******1111,", cards), out)
	require.EqualValues(t, cards, g.Hidden(Card))
}

func TestEventsOfZerologStayEvents(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := zerolog.New(New(&out, ours)).With().Timestamp().Logger()
	log.Warn().Str("text", "4111111111111111").Int64("number", 4111111111111111).Ints64("list", []int64{1, 4111111111111111}).
		RawJSON("raw", []byte(`{"a":[4222222222222]}`)).Dur("took", 1234567*time.Nanosecond).Err(errors.New("\x00\x19\"6222021234567890128\"")).Msg("x")
	var event map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &event), out.String())
	require.Equal(t, "411111******1111", event["number"])
	require.Equal(t, []any{1.0, "411111******1111"}, event["list"])
	require.Equal(t, "\x00\x19\"622202*********0128\"", event["error"])
	require.Equal(t, 1.234567, event["took"])
}

// escapes are pairs of backslashes, and characters that are written in hex.
var escapes = regexp.MustCompile(`\\\\|\\u[0-9a-fA-F]{4}`)

// survivor is written apart from the search: it reads all numbers of a text in the groups in
// which they stand, and gives one that has a right check digit and may not pass.
func survivor(text string, known Known) string {
	text = escapes.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("_", len(s)) })
	number := func(c byte) bool { return c >= '0' && c <= '9' }
	for from := range len(text) {
		if !number(text[from]) || from > 0 && number(text[from-1]) {
			continue
		}
		var digits []int
		for i := from; i < len(text) && len(digits) <= 19; i++ {
			if number(text[i]) {
				digits = append(digits, int(text[i]-'0'))
				if i+1 < len(text) && number(text[i+1]) || len(digits) < 13 || len(digits) > 19 {
					continue
				}
				sum := 0
				for at, d := range digits {
					if (len(digits)-at)%2 == 0 {
						d = d*2/10 + d*2%10
					}
					sum += d
				}
				if sum%10 == 0 && !strings.Contains(text[from:i+1], known.Merchant) && !strings.Contains(" "+strings.ReplaceAll(text[from:i+1], "-", " ")+" ", " "+known.Terminal+" ") {
					return text[from : i+1]
				}
				continue
			}
			if text[i] != ' ' && text[i] != '-' || i+1 == len(text) || !number(text[i+1]) {
				break
			}
		}
	}
	return ""
}

func FuzzNoCardSurvives(f *testing.F) {
	for _, seed := range []string{
		`4111111111111111`, `{"pan":4111 1111-1111 1111}`, `12345678 622202 4222222222222 6222021234567890128=30121010000000`,
		`{"e":"\u00004111111111111111","n":[1.5,4111111111111111]}`, `104512541110001 0001000120261121000017 000017`, `1-2-3-4-5-6-7-8-9-0-1-2-3-4-5-6-7-8-9-0-1-2-3`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, event string) {
		out := through(t, New(nil, ours), event)
		require.Empty(t, survivor(out, ours), out)
		require.Equal(t, out, through(t, New(nil, ours), out), "what was hidden once is left alone")
		if strings.HasPrefix(event, "{") && json.Valid([]byte(event)) {
			require.True(t, json.Valid([]byte(out)), out)
		}
	})
}

// BenchmarkGuard compares an event with and without the guard, in one run.
func BenchmarkGuard(b *testing.B) {
	event := func(to io.Writer) func() {
		log := zerolog.New(to).With().Timestamp().Logger()
		err := errors.New("dial tcp 127.0.0.1:9100: connect: connection refused")
		return func() { log.Warn().Err(err).Str("room", "printer").Uint64("job", 4711).Msg("printer port") }
	}
	var without, with time.Duration
	plain, guarded := event(io.Discard), event(New(io.Discard, ours))
	for range b.N {
		without += took(plain)
		with += took(guarded)
	}
	b.ReportMetric(float64(with)/float64(without), "x-plain")
	b.ReportMetric(0, "ns/op")
}

// took is how long a thousand events take.
func took(write func()) time.Duration {
	begun := time.Now()
	for range 1000 {
		write()
	}
	return time.Since(begun)
}
