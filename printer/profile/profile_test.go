package profile

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryProfileIsReadOnce(t *testing.T) {
	require.Equal(t, Default, Names()[0])
	for _, name := range Names() {
		p, err := ByName(name)
		require.NoError(t, err)
		require.Equal(t, name, p.Name, "a file is called like its profile")
		again, err := ByName(name)
		require.NoError(t, err)
		require.Same(t, p, again)
	}
	_, err := ByName("tm-t88")
	require.ErrorContains(t, err, `unknown printer profile "tm-t88"`)
	require.ErrorContains(t, err, "58mm-dots")
}

// The default is what the driver did before there were profiles.
func TestTheDefault(t *testing.T) {
	p, err := ByName(Default)
	require.NoError(t, err)
	require.Equal(t, Paper{Width: 58, Dots: 384, Columns: 32, Cut: Cutter, NearEnd: true}, p.Paper)
	require.Equal(t, Text{Code: GB18030}, p.Text)
	require.Equal(t, Heat{Command: None}, p.Heat)
	require.Equal(t, Cold{}, p.Cold)
}

// TestRefusals: each change of a good file is refused with its line and its reason.
func TestRefusals(t *testing.T) {
	doc, err := files.ReadFile("58mm-dots.toml")
	require.NoError(t, err)
	for _, tt := range []struct{ name, old, new, want string }{
		{"unknown key", "near_end", "near_and", "unknown key"},
		{"unknown table", "[cold]", "[ice]", "ice"},
		{"no TOML", "[paper]", "[paper", "not valid TOML"},
		{"name", `"58mm-dots"`, `"58 MM"`, "does not look like"},
		{"text for a number", "dots = 384", `dots = "384"`, "want a whole number without quotes"},
		{"number for a text", `cut = "bar"`, "cut = 1", "want text in quotes"},
		{"odd dots", "dots = 384", "dots = 380", "paper.dots: want a multiple of 8"},
		{"wider than the paper", "dots = 384", "dots = 576", "do not fit on 58 mm"},
		{"too many columns", "columns = 32", "columns = 42", "want at most 32 columns"},
		{"no columns", "columns = 32\n", "", "paper.columns: is missing"},
		{"cutter with a feed", `cut = "bar"`, `cut = "cutter"`, "paper.feed: belongs to cut"},
		{"bar without a feed", "feed = 96\n", "", "paper.feed: belongs to cut"},
		{"page of dots", `code = "dots"`, "code = \"dots\"\npage = 1", "text.page: belongs to"},
		{"code", `code = "dots"`, `code = "big5"`, `"big5" is not known: there are ["gb18030" "ascii" "dots"]`},
		{"settings of another command", "time = 80", "time = 80\ndensity = 1", `heat.command = "esc7"`},
		{"setting missing", "interval = 40\n", "", "cold.interval"},
		{"no command", `"esc7"`, `"none"`, `heat.command = "none"`},
		{"colder than cold", "below = 0", "below = -41", "want -40 to 20"},
		{"less heat in the cold", "time = 120", "time = 70", "hotter and slower"},
		{"a real-time command", "time = 80    # 800 us\ninterval = 2 ", "time = 16\ninterval = 4 ", "real-time command"},
		{"set twice", "dots = 384", "dots = 384\ndots = 384", "set before"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Contains(t, string(doc), tt.old)
			_, err := Parse("mine.toml", []byte(strings.Replace(string(doc), tt.old, tt.new, 1)))
			require.ErrorContains(t, err, tt.want)
			require.ErrorContains(t, err, "mine.toml")
		})
	}
	_, err = Parse("mine.toml", bytes.Repeat([]byte("#"), Limit+1))
	require.ErrorContains(t, err, "at most")
}

// FuzzParse: what is accepted has every value within its range.
func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		doc, err := files.ReadFile(name + ".toml")
		require.NoError(f, err)
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		p, err := Parse("fuzz.toml", doc)
		if err != nil {
			return
		}
		require.NotEmpty(t, p.Name)
		require.Zero(t, p.Paper.Dots%8)
		require.LessOrEqual(t, p.Paper.Dots, p.Paper.Width*8)
		require.Contains(t, []Cut{Cutter, Bar}, p.Paper.Cut)
		require.Contains(t, []Code{GB18030, ASCII, Dots}, p.Text.Code)
		require.False(t, realTime(p.Heat.Level.Time, p.Heat.Level.Interval))
		require.GreaterOrEqual(t, p.Cold.Level.Time, p.Heat.Level.Time)
	})
}
