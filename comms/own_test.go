package comms

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// reversal undoes sale.
func reversal() Request {
	r := sale()
	r.As, r.Reason, r.Track2, r.PINBlock, r.PIN = txn.Reversal, txn.NoReply, "", "", true
	return r
}

// TestAReversalIsEndedByItsOwnAnswerOnly: nothing else says that the money went back,
// least of all the late approval it is to undo.
func TestAReversalIsEndedByItsOwnAnswerOnly(t *testing.T) {
	late := func(p *peer) {
		m := p.answer()
		m.MTI = "0210"
		p.send(p.frameOf(m, p.sealer))
		p.hold()
	}
	for name, script := range map[string]func(*peer){
		"another trace": change(11, "000011"), "another amount": change(4, "000000001235"), "another terminal": change(41, "00010002"),
		"another merchant": change(42, "104512541110002"), "another kind": change(3, "200000"), "the late approval": late,
	} {
		t.Run(name, func(t *testing.T) {
			a, took, err := ask(t, reversal(), script)
			requireUnknown(t, err, txn.Unmatched)
			require.Empty(t, a)
			require.Equal(t, ResponseTimeout, took)
		})
	}
	a, _, err := ask(t, reversal(), (*peer).approve)
	require.NoError(t, err)
	require.True(t, a.Authentic)
}

// TestOneLimitForTheWholeExchange: a host that keeps talking about something else
// does not get more time with every word.
func TestOneLimitForTheWholeExchange(t *testing.T) {
	const pause = ResponseTimeout / 4
	_, took, err := ask(t, sale(), func(p *peer) {
		m := p.answer()
		m.Set(11, "000011")
		for p.send(p.frameOf(m, p.sealer)) {
			<-time.After(pause)
		}
	})
	requireUnknown(t, err, txn.Unmatched)
	require.Equal(t, ResponseTimeout, took)
}
