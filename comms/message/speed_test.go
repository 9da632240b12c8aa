package message

import (
	"strings"
	"testing"
	"time"

	"github.com/moov-io/iso8583"
	"github.com/moov-io/iso8583/encoding"
	"github.com/moov-io/iso8583/field"
	"github.com/moov-io/iso8583/prefix"
	"github.com/stretchr/testify/require"
)

// stock is the same specification built from the library's own BCD parts. Its
// track encoding cannot carry a separator, so the message compared has no track.
var stock = stockSpec(buildSpec(UnionPay().profile, codecs{
	left:   encoding.LBCD,
	right:  encoding.BCD,
	track:  encoding.LBCD,
	text:   encoding.Binary,
	bytes:  encoding.Binary,
	prefix: [4]prefix.Prefixer{0: prefix.BCD.Fixed, 2: prefix.BCD.LL, 3: prefix.BCD.LLL},
}))

// stockSpec is our specification as one of the library's messages.
func stockSpec(s *Spec) *iso8583.MessageSpec {
	fields := map[int]field.Field{
		0: field.NewString(field.NewSpec(mtiDigits, "MTI", encoding.BCD, prefix.BCD.Fixed)),
		1: field.NewBitmap(&field.Spec{Length: 8, Description: "bitmap", Enc: encoding.Binary, Pref: prefix.Binary.Fixed, DisableAutoExpand: true}),
	}
	for n, spec := range s.fields {
		if spec != nil {
			fields[n] = field.NewString(spec)
		}
	}
	return &iso8583.MessageSpec{Name: "stock", Fields: fields}
}

// chipSale is a sale by chip with PIN, 17 fields.
func chipSale() *Message {
	m := New("0200")
	for n, v := range map[int]string{
		2: "6222021234567890123", 3: "000000", 4: "000000001234", 11: "000012", 14: "3012",
		22: "051", 23: "001", 25: "00", 26: "12", 41: "00010001", 42: "104512541110001", 49: "156",
		52: "\x0A\x76\x6E\x54\x60\xEE\xD5\xFA", 53: "2600000000000000",
		55: strings.Repeat("\x9F\x26\x08\x01\x02\x03\x04\x05\x06\x07\x08", 12),
		60: "22000001000600", 64: "E5805ECB",
	} {
		m.Set(n, v)
	}
	return m
}

func packStock(m *Message) ([]byte, error) {
	inner := iso8583.NewMessage(stock)
	inner.MTI(m.MTI)
	for _, n := range m.Fields() {
		if err := inner.Field(n, m.Get(n)); err != nil {
			return nil, err
		}
	}
	return inner.Pack()
}

func unpackStock(body []byte) (*iso8583.Message, error) {
	inner := iso8583.NewMessage(stock)
	return inner, inner.Unpack(body)
}

func TestStockPartsGiveTheSameBytes(t *testing.T) {
	m := chipSale()
	want, err := packStock(m)
	require.NoError(t, err)
	got, err := m.Pack()
	require.NoError(t, err)
	require.Equal(t, want, got)

	inner, err := unpackStock(got)
	require.NoError(t, err)
	own, err := Unpack(got)
	require.NoError(t, err)
	for _, n := range m.Fields() {
		v, err := inner.GetString(n)
		require.NoError(t, err)
		require.Equal(t, v, own.Get(n), n)
	}
}

// BenchmarkPack and BenchmarkUnpack report how long ours takes as a share of the
// stock parts, measured alternately in one run. Goals: 0.15 and 0.08.
func BenchmarkPack(b *testing.B) {
	m := chipSale()
	compare(b, func() { _, _ = packStock(m) }, func() { _, _ = m.Pack() })
}

func BenchmarkUnpack(b *testing.B) {
	body, err := chipSale().Pack()
	require.NoError(b, err)
	compare(b, func() { _, _ = unpackStock(body) }, func() { _, _ = Unpack(body) })
}

func compare(b *testing.B, stock, own func()) {
	const round = 16
	var stockTime, ownTime time.Duration
	for b.Loop() {
		start := time.Now()
		for range round {
			stock()
		}
		middle := time.Now()
		for range round {
			own()
		}
		stockTime += middle.Sub(start)
		ownTime += time.Since(middle)
	}
	b.ReportMetric(float64(ownTime)/float64(stockTime), "of-stock")
	b.ReportMetric(float64(ownTime.Nanoseconds())/float64(b.N*round), "own-ns")
	b.ReportMetric(float64(stockTime.Nanoseconds())/float64(b.N*round), "stock-ns")
}
