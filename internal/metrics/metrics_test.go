package metrics

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
)

func text(t testing.TB, families ...Family) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, Write(&b, families))
	return b.String()
}

func TestTheText(t *testing.T) {
	t.Parallel()
	h := NewHistogram(100*time.Millisecond, time.Second)
	for _, took := range []time.Duration{50 * time.Millisecond, 100 * time.Millisecond, 101 * time.Millisecond, 5 * time.Second} {
		h.Observe(took)
	}
	require.Equal(t, `# HELP a_total First\\ line\nsecond "line".
# TYPE a_total counter
a_total{kind="sale",outcome="approved"} 3
a_total{kind="void",outcome="a\"b\\c\nd"} 1e+06
# HELP b Nothing.
# TYPE b gauge
# HELP c 
# TYPE c histogram
c_bucket{path="primary",le="0.1"} 2
c_bucket{path="primary",le="1"} 3
c_bucket{path="primary",le="+Inf"} 4
c_sum{path="primary"} 5.251
c_count{path="primary"} 4
# HELP d Many.
# TYPE d gauge
d NaN
`, text(t,
		Family{"d", "Many.", Gauge, []Sample{{Value: math.NaN()}}},
		Family{"c", "", Timings, []Sample{{Labels: []Label{{"path", "primary"}}, Spread: h.Spread()}}},
		Family{"b", "Nothing.", Gauge, nil},
		Family{"a_total", "First\\ line\nsecond \"line\".", Counter, []Sample{
			{Labels: []Label{{"outcome", "a\"b\\c\nd"}, {"kind", "void"}}, Value: 1e6},
			{Labels: []Label{{"outcome", "approved"}, {"kind", "sale"}}, Value: 3},
		}},
	))
}

func TestInfinityHasItsOwnWords(t *testing.T) {
	t.Parallel()
	require.Contains(t, text(t, Family{"a", "x", Gauge, []Sample{{Value: math.Inf(1)}}}), "a +Inf\n")
	require.Contains(t, text(t, Family{"a", "x", Gauge, []Sample{{Value: math.Inf(-1)}}}), "a -Inf\n")
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]Family{
		"no name":     {Name: "9a", Type: Gauge},
		"no type":     {Name: "a"},
		"nothing els": {Name: "a_total", Type: Gauge},
		"counters":    {Name: "a", Type: Counter},
		"no label":    {Name: "a", Type: Gauge, Samples: []Sample{{Labels: []Label{{"a-b", ""}}}}},
		`label "le"`:  {Name: "a", Type: Timings, Samples: []Sample{{Labels: []Label{{"le", "1"}}}}},
		`label "x"`:   {Name: "a", Type: Gauge, Samples: []Sample{{Labels: []Label{{"x", "1"}, {"x", "2"}}}}},
		`"__x"`:       {Name: "a", Type: Gauge, Samples: []Sample{{Labels: []Label{{"__x", "1"}}}}},
		"there twice": {Name: "a", Type: Gauge, Samples: []Sample{{Labels: []Label{{"x", "1"}, {"y", "2"}}}, {Labels: []Label{{"y", "2"}, {"x", "1"}}}}},
		"no count":    {Name: "a_total", Type: Counter, Samples: []Sample{{Value: -1}}},
		"at most 400": {Name: "a", Type: Gauge, Samples: make([]Sample, SeriesLimit+1)},
	} {
		var b strings.Builder
		err := Write(&b, []Family{{Name: "good", Type: Gauge}, f})
		require.ErrorIs(t, err, ErrRefused)
		require.ErrorContains(t, err, want)
		require.Empty(t, b.String(), "nothing is written of what is not whole")
	}
	require.ErrorIs(t, Write(&strings.Builder{}, []Family{{Name: "a", Type: Gauge}, {Name: "a", Type: Gauge}}), ErrRefused)
}

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAWriterThatFails(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, Write(full{}, []Family{{Name: "a", Type: Gauge}}), errFull)
}

// FuzzAScraperReadsIt: whatever is written, the parser of Prometheus reads back what was meant.
func FuzzAScraperReadsIt(f *testing.F) {
	f.Add("a", "help", "kind", "sale", 1.5, uint16(3), uint16(900))
	f.Add("a_b:c", "he\\l\np\"", "k", "a\\\"\nb\xff{}#,=", 0.0, uint16(0), uint16(65535))
	f.Add("x_total", "", "_", "", 1e300, uint16(1), uint16(1))
	f.Fuzz(func(t *testing.T, name, help, label, value string, number float64, few, ms uint16) {
		h := NewHistogram(5*time.Millisecond, 500*time.Millisecond, time.Minute)
		for i := range few % 50 {
			h.Observe(time.Duration(i) * time.Duration(ms) * time.Millisecond)
		}
		sample := Sample{Labels: []Label{{label, value}, {"fixed", "x"}}, Value: number}
		kind := Gauge
		if strings.HasSuffix(name, "_total") {
			kind = Counter
		}
		var b strings.Builder
		err := Write(&b, []Family{
			{name, help, kind, []Sample{sample}},
			{"zz_seconds", help, Timings, []Sample{{Labels: sample.Labels, Spread: h.Spread()}}},
		})
		if err != nil {
			require.ErrorIs(t, err, ErrRefused)
			return
		}
		parser := expfmt.NewTextParser(model.LegacyValidation)
		got, err := parser.TextToMetricFamilies(strings.NewReader(b.String()))
		require.NoError(t, err, b.String())
		require.Len(t, got, 2)
		one := got[name].Metric[0]
		require.Len(t, one.Label, 2)
		for _, l := range one.Label {
			if l.GetName() == label {
				require.Equal(t, strings.ToValidUTF8(value, "\uFFFD"), l.GetValue())
			}
		}
		back := one.GetGauge().GetValue() + one.GetCounter().GetValue()
		require.True(t, back == number || math.IsNaN(number))
		spread := got["zz_seconds"].Metric[0].GetHistogram()
		require.EqualValues(t, few%50, spread.GetSampleCount())
		var before uint64
		for _, class := range spread.Bucket {
			require.GreaterOrEqual(t, class.GetCumulativeCount(), before)
			before = class.GetCumulativeCount()
		}
		require.Equal(t, spread.GetSampleCount(), before)
	})
}
