package comms

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
)

// What differs is told with both values, masked and on one line, whatever a host sends.
func TestDifferences(t *testing.T) {
	p := UnionPay
	p.Matched = []int{2, 4, 11, 41}
	request, answer := message.New("0200"), message.New("0410")
	for _, n := range []int{2, 4, 11, 41} {
		request.Set(n, map[int]string{2: testPAN.Digits(), 4: "000000001234", 11: "000012", 41: "00010001"}[n])
	}
	answer.Set(2, "6222020000000000018")
	answer.Set(11, "000012")
	answer.Set(41, "0001\n\x1b[2")
	d := p.differences(request, answer)
	require.Equal(t, "mti (asked 0210, came 0410) 2 (asked 622202*********0128, came 622202*********0018) "+
		"4 (asked 000000001234, came none) 41 (asked 00010001, came 303030310A1B5B32)", d.String())
	requireNoSecret(t, d.String())
}
