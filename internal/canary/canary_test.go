package canary_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/canary"
)

const (
	pan   = "9999001234567891"
	track = "9999001234567891=30121200000000001"
)

func all() []canary.Secret {
	return append(canary.PIN("PIN", "739154", pan), canary.Digits("long PIN", "314159265358"), canary.Digits("card", pan), canary.Digits("track", track),
		canary.Digits("long card", "6222021234567890123"), canary.Octets("key", []byte("\x01\x23\x45\x67\x89\xAB\xCD\xEF\xFE\xDC\xBA\x98\x76\x54\x32\x10")))
}

func scanner(t testing.TB, secrets ...canary.Secret) *canary.Scanner {
	t.Helper()
	s, err := canary.New(secrets...)
	require.NoError(t, err)
	return s
}

func TestEveryPlantIsFound(t *testing.T) {
	s := scanner(t, all()...)
	require.Greater(t, s.Planted(), 300)
	require.Greater(t, s.Encodings(), 80)
	t.Logf("%d plants found, %d encodings", s.Planted(), s.Encodings())
}

// What is allowed on paper and in logs is no secret.
func TestWhatIsNoSecret(t *testing.T) {
	s := scanner(t, all()...)
	require.Empty(t, s.Bytes("x", []byte("999900******7891 9999 00** **** 7891 739154 99990012345 pin 739155 PIN=")))
	require.Empty(t, s.Bytes("x", nil))
	require.Empty(t, s.Bytes("x", []byte{0x1F, 0x8B, 0x08}))
}

// Hits say where and what, and never the secret.
func TestHits(t *testing.T) {
	s := scanner(t, all()...)
	hits := s.Bytes("a.log", []byte("xx"+pan+" pin=739154"))
	require.Equal(t, []canary.Hit{{Where: "a.log", Offset: 2, Encoding: "ASCII", Secret: "card"}, {Where: "a.log", Offset: 19, Encoding: "text", Secret: "PIN"}}, hits)
	require.Equal(t, "a.log at 2: card as ASCII", hits[0].String())
	for _, secret := range all() {
		for _, text := range []string{fmt.Sprint(secret), fmt.Sprintf("%#v", secret), fmt.Sprintf("%v", hits)} {
			require.NotContains(t, text, pan)
			require.NotContains(t, text, "739154")
		}
	}
	require.Len(t, s.Bytes("many", bytes.Repeat([]byte(pan+"\n"), 1000)), 100, "no more is told")
}

func TestAZip(t *testing.T) {
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	_, err := file.WriteString("stub")
	require.NoError(t, err)
	w, err := z.Create("notes.txt")
	require.NoError(t, err)
	_, err = w.Write([]byte(strings.Repeat("nothing ", 100) + pan))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	hits := scanner(t, all()...).Bytes("a.zip", file.Bytes())
	require.Len(t, hits, 1)
	require.Contains(t, hits[0].Where, "a.zip > zip entry at ")
}

// Windows overlap: a secret is found once, wherever it stands in a large file.
func TestLargeFiles(t *testing.T) {
	s := scanner(t, all()...)
	const window = 1 << 20
	name := filepath.Join(t.TempDir(), "large")
	for _, at := range []int{0, window - 20, window - 16, window - 8, window - 1, window, window + 1, 3*window - 16} {
		data := make([]byte, 3*window)
		copy(data[at:], pan)
		require.NoError(t, os.WriteFile(name, data, 0o600))
		hits, err := s.File(name)
		require.NoError(t, err)
		require.Len(t, hits, 1, at)
		require.Equal(t, int64(at), hits[0].Offset)
	}
	_, err := s.File(name + ".not")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestTree(t *testing.T) {
	s := scanner(t, all()...)
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "a", "b"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", "b", "c"), []byte(pan), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "skipped"), []byte(pan), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", pan), nil, 0o600))
	require.NoError(t, os.Symlink("/dev/zero", filepath.Join(dir, "endless")))
	tally, err := s.Tree(dir, func(path string) bool { return path == "skipped" })
	require.NoError(t, err)
	require.Equal(t, 2, tally.Files)
	require.Equal(t, int64(16), tally.Bytes)
	require.Len(t, tally.Hits, 2, "in a file, and in the name of one")
}

// What cannot be looked for is refused; a scanner that looks for nothing is none.
func TestShortSecrets(t *testing.T) {
	for _, secret := range []canary.Secret{canary.Digits("PIN", "123456"), canary.Octets("key", []byte("1234567"))} {
		_, err := canary.New(secret)
		require.ErrorIs(t, err, canary.ErrShort)
		require.NotContains(t, err.Error(), "12345")
	}
	_, err := canary.New(canary.Digits("card", "622202******1234"))
	require.Error(t, err)
	_, err = canary.New()
	require.Error(t, err)
}

// FuzzBytes: a secret between any bytes is found, and nothing ends the scanner.
func FuzzBytes(f *testing.F) {
	f.Add([]byte("before"), []byte("after"))
	f.Add([]byte{0x1F, 0x8B, 0x08, 0}, []byte{0x78, 0x9C})
	f.Add([]byte("PK\x03\x04aaaaaaaaaaaaaaaaaaaaaa\xFF\xFF\xFF\xFF"), []byte{})
	s := scanner(f, all()...)
	f.Fuzz(func(t *testing.T, before, after []byte) {
		if len(s.Bytes("x", before)) > 0 {
			return
		}
		hits := s.Bytes("x", append(append(bytes.Clone(before), pan...), after...))
		require.NotEmpty(t, hits)
		require.Equal(t, int64(len(before)), hits[0].Offset)
	})
}

// BenchmarkBytes: how fast a scan is, with as many secrets as a proof has.
func BenchmarkBytes(b *testing.B) {
	var secrets []canary.Secret
	for i := range 12 {
		secrets = append(secrets, canary.Digits("card", fmt.Sprintf("62220200%08d", 31415926+i*7777)), canary.Octets("key", []byte(fmt.Sprintf("key number %05d", i))))
	}
	s := scanner(b, append(secrets, all()...)...)
	random, text := make([]byte, 8<<20), make([]byte, 0, 8<<20)
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(dice.Uint32())
	}
	for len(text) < 8<<20-200 {
		text = fmt.Appendf(text, `{"trace":"%06d","card":"622202******1234","amount":"%d.00","time":"2026-11-21T20:15:03+08:00"}`+"\n", len(text)%999999, len(text))
	}
	for name, data := range map[string][]byte{"random": random, "json": text, "zeros": make([]byte, 8<<20)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if len(s.Bytes("x", data)) > 0 {
					b.Fatal("found what is not there")
				}
			}
		})
	}
}

func TestCardNumbers(t *testing.T) {
	text := "9999001234567891 9999001234567890 622202******1234 000000000012 x4111111111111111y 00000000000000000000"
	require.Equal(t, []string{"9999001234567891", "4111111111111111"}, canary.CardNumbers([]byte(text)))
}
