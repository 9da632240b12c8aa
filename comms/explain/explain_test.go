package explain

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/comms/profile"
)

var update = flag.Bool("update", false, "rewrite the golden explanations; read the diff before committing it")

const folder = "../../testdata/frames"

// golden is one of the frames in testdata/frames; its README says where they are from.
type golden struct {
	name string
	spec *message.Spec
	raw  []byte
}

func goldens(t testing.TB) (all []golden) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.hex"))
	require.NoError(t, err)
	require.Greater(t, len(files), 30)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(file), ".hex")
		all = append(all, golden{name, specOf(t, name), raw})
	}
	return all
}

// specOf: a file is called after its profile, unless that is the default.
func specOf(t testing.TB, name string) *message.Spec {
	t.Helper()
	for _, p := range profile.Names() {
		if strings.HasPrefix(name, p) {
			spec, err := message.ByName(p)
			require.NoError(t, err)
			return spec
		}
	}
	return message.UnionPay()
}

func frameNamed(t testing.TB, name string) golden {
	t.Helper()
	for _, g := range goldens(t) {
		if g.name == name {
			return g
		}
	}
	require.FailNow(t, "no frame "+name)
	return golden{}
}

// TestEveryFrameIsExplained holds every kind of message against what a person reads.
func TestEveryFrameIsExplained(t *testing.T) {
	for _, g := range goldens(t) {
		t.Run(g.name, func(t *testing.T) {
			all, err := Frames(g.spec, g.raw)
			require.NoError(t, err)
			require.Len(t, all, 1)
			file := filepath.Join("testdata", g.name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(all[0].String()), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), all[0].String())
			require.NotContains(t, string(want), "unknown")
			require.NotContains(t, string(want), "cannot be read")
		})
	}
}

// TestTheFramesAreAuthentic: another encoder and another cipher made their MACs.
func TestTheFramesAreAuthentic(t *testing.T) {
	mak, err := keys.ParseKey("DAB36167E6DFB5EF")
	require.NoError(t, err)
	sealer, err := keys.NewSealer(keys.UnionPayECB, mak)
	require.NoError(t, err)
	verified := 0
	for _, g := range goldens(t) {
		f, err := g.spec.Profile().Frame.Decode(g.raw)
		require.NoError(t, err)
		if input, mac, ok := g.spec.MACInput(f.Body); ok && g.name != "old_reversal_x919" {
			require.True(t, sealer.Verify(input, mac), g.name)
			verified++
		}
	}
	require.Greater(t, verified, 15)
}

// TestJSON: the promised members stand first and stay as they are.
func TestJSON(t *testing.T) {
	const promised = `{"tpdu":"6006010000","header":"613100311108","mti":"0200","fields":{"3":"000000","4":"000000000001",` +
		`"11":"000001","22":"032","25":"00","41":"22003600","42":"104512541110001","49":"156",` +
		`"59":"A3019621111*********1111","60":"2200660300060","64":"4535383035454342"},"errors":[],` +
		`"offset":0,"message":{"zh":"扫码消费 请求","en":"QR SALE request"},"explained":[{"name":"TPDU","offset":`
	g := frameNamed(t, "qr_sale_ecb")
	for name, in := range map[string][]byte{"with its length": g.raw, "without": g.raw[2:]} {
		all, err := Frames(g.spec, in)
		require.NoError(t, err, name)
		text, err := json.Marshal(all[0])
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(text), promised), string(text))
	}
	all, err := Frames(g.spec, g.raw)
	require.NoError(t, err)
	require.Equal(t, Item{Name: "F3", Offset: at(23), Words: Words{"交易处理码", "processing code"}, Value: "000000", Means: &Words{"扫码消费", "QR SALE"}}, all[0].Explained[3])
	text, err := json.Marshal(all[0].Explained[3])
	require.NoError(t, err)
	require.Equal(t, `{"name":"F3","offset":23,"zh":"交易处理码","en":"processing code","value":"000000","means":{"zh":"扫码消费","en":"QR SALE"}}`, string(text))
}

// What the profiles name can be told.
func TestTheTablesKnowWhatProfilesName(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := profile.ByName(name)
		require.NoError(t, err)
		for n, f := range p.Fields {
			require.True(t, f.Inside == "" || insides[f.Inside] != nil, "%s: field %d", name, n)
		}
		for n, parts := range p.Parts {
			for _, part := range parts {
				require.False(t, partNames[part.Name].none(), "%s: %d %s", name, n, part.Name)
			}
		}
		for _, message := range p.Names() {
			require.NotContains(t, wordsOf(message).EN, "UNKNOWN", message)
		}
	}
	for tag, row := range emvTags {
		require.Equal(t, strings.ToUpper(tag), tag)
		require.False(t, row.words.none(), tag)
	}
	for tag := range emvValues {
		require.Contains(t, emvTags, tag)
	}
}

// TestEveryPrefixIsExplained: however short a frame is cut, it is told as far as it goes, and
// the place where it ends is inside of what there is.
func TestEveryPrefixIsExplained(t *testing.T) {
	for _, g := range goldens(t) {
		format := g.spec.Profile().Frame
		whole, err := format.Decode(g.raw)
		require.NoError(t, err)
		for n := range len(g.raw) {
			requireFlaw(t, g.spec, g.raw[:n])
		}
		for n := range len(whole.Body) { // with a length that is right
			raw, err := format.Append(nil, frame.Frame{TPDU: whole.TPDU, Header: whole.Header, Body: whole.Body[:n]})
			if err == nil {
				requireFlaw(t, g.spec, raw)
			}
		}
	}
}

func requireFlaw(t *testing.T, spec *message.Spec, in []byte) {
	t.Helper()
	all, err := Frames(spec, in)
	var flaw Flaw
	require.ErrorAs(t, err, &flaw)
	require.LessOrEqual(t, flaw.Offset, len(in))
	require.NotEmpty(t, flaw.Reason)
	require.Equal(t, []Flaw{flaw}, all[len(all)-1].Errors)
	require.Contains(t, all[len(all)-1].String(), flaw.Reason)
	_, err = json.Marshal(all)
	require.NoError(t, err)
}

// A message without its frame is explained like one within it.
func TestMessageAlone(t *testing.T) {
	for _, g := range goldens(t) {
		if g.spec.Profile().Frame.Bare {
			continue
		}
		framed, err := Frames(g.spec, g.raw)
		if err != nil || len(framed) != 1 {
			continue
		}
		f, _, err := g.spec.Profile().Frame.DecodeFirst(g.raw)
		require.NoError(t, err)
		alone, err := Message(g.spec, f.Body)
		require.NoError(t, err)
		require.Equal(t, framed[0].Message, alone.Message, g.name)
		require.Equal(t, framed[0].Fields, alone.Fields, g.name)
		require.Empty(t, alone.TPDU)
	}
}
