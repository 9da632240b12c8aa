package training

import (
	"context"
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/txn"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, txn.Beijing)

func newHost() *Host { return &Host{Now: func() time.Time { return noon }} }

// TestLessons: every amount is answered as the table says, and no two lessons share one.
func TestLessons(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := map[int]bool{}
		for i, l := range Lessons {
			require.False(t, seen[l.Ends])
			seen[l.Ends] = true
			h := newHost()
			r := comms.Request{Kind: txn.Sale, Batch: 1, Trace: txn.Trace(i + 1), Amount: txn.Fen(1200 + l.Ends)}
			began := time.Now()
			a, err := h.Exchange(t.Context(), r, nil)
			switch {
			case l.unreached:
				require.ErrorIs(t, err, comms.ErrNotSent)
				continue
			case l.lost:
				require.ErrorIs(t, err, comms.ErrOutcomeUnknown)
				require.Equal(t, Silence, time.Since(began))
				r.As = txn.Reversal
				a, err = h.Exchange(t.Context(), r, nil)
				require.NoError(t, err)
				require.Equal(t, l.refused, a.Code != "00")
				r.As = txn.Request
				a, err = h.Exchange(t.Context(), r, nil)
				require.NoError(t, err, "what is sent again is answered")
				require.Equal(t, txn.Code("00"), a.Code)
				continue
			}
			require.NoError(t, err)
			require.True(t, a.Code.Declines(), "%d", l.Ends)
			require.NotEmpty(t, a.Code.Words().ZH)
		}
		for _, amount := range []txn.Fen{1, 1200, 1234, 10_050} {
			a, err := newHost().Exchange(t.Context(), comms.Request{Kind: txn.Preauth, Batch: 1, Trace: 1, Amount: amount}, nil)
			require.NoError(t, err)
			require.Equal(t, txn.Code("00"), a.Code)
			require.Len(t, a.RRN, 12)
			require.Len(t, a.Auth, 6)
		}
	})
}

// TestEveryKindIsAnswered with what its slip and its successors need.
func TestEveryKindIsAnswered(t *testing.T) {
	h := newHost()
	for _, k := range txn.Kinds() {
		if k.Doubt() == txn.Certain { // cash asks nobody
			continue
		}
		a, err := h.Exchange(t.Context(), comms.Request{Kind: k, Batch: 3, Trace: txn.Trace(k), Amount: 1200, Original: comms.Original{Batch: 3, Trace: txn.Trace(txn.Sale)}}, nil)
		require.NoError(t, err, k)
		require.Equal(t, txn.Code("00"), a.Code, k)
		require.True(t, a.Authentic)
		require.Equal(t, txn.Batch(3), a.Batch)
		require.Equal(t, "1121", a.HostDate)
		require.Equal(t, k == txn.Balance, a.Balance != nil)
		require.Equal(t, k == txn.Settle, a.Domestic == txn.Balanced && a.Foreign == txn.Balanced)
		require.Equal(t, k == txn.QRSale, len(a.Voucher) == 20)
		require.Equal(t, k == txn.Query, a.Original == "00")
	}
	a, err := h.Exchange(t.Context(), comms.Request{Kind: txn.Query, Batch: 3, Trace: 90, Original: comms.Original{Batch: 3, Trace: 77}}, nil)
	require.NoError(t, err)
	require.Equal(t, txn.Code("25"), a.Code, "what it was never asked it does not know")
}

// TestSilenceEnds: who stops the terminal does not wait for an answer that will not come.
func TestSilenceEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := newHost().Exchange(ctx, comms.Request{Kind: txn.Sale, Amount: 98, Batch: 1, Trace: 1}, nil)
	require.ErrorIs(t, err, comms.ErrOutcomeUnknown)
}

// TestACodeIsShown: it is paid by the first question, which is when somebody has scanned it, and can be closed until then.
func TestACodeIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		ask := func(trace txn.Trace, amount txn.Fen, as txn.Message) (comms.Answer, error) {
			return h.Exchange(t.Context(), comms.Request{Kind: txn.WalletPay, As: as, Batch: 1, Trace: trace, Amount: amount, Entry: txn.Presented}, nil)
		}
		code := func(trace txn.Trace, amount txn.Fen, as txn.Message) txn.Code {
			a, err := ask(trace, amount, as)
			require.NoError(t, err)
			require.Equal(t, as == txn.OrderOpen && a.Code == txn.OrderWaiting, a.Shows != "", "a code is there to be scanned")
			return a.Code
		}
		require.Equal(t, txn.OrderWaiting, code(1, 1200, txn.OrderOpen))
		require.Equal(t, txn.Code("00"), code(1, 1200, txn.OrderQuery))
		require.Equal(t, txn.OrderPaid, code(1, 1200, txn.OrderClose), "what is paid is not closed")
		require.Equal(t, txn.OrderWaiting, code(2, 1200, txn.OrderOpen))
		require.Equal(t, txn.Code("00"), code(2, 1200, txn.OrderClose), "nobody has scanned it")
		require.Equal(t, txn.Code("51"), code(3, 1251, txn.OrderOpen))
		_, err := ask(4, 1297, txn.OrderOpen)
		require.ErrorIs(t, err, comms.ErrNotSent)
		_, err = ask(5, 1298, txn.OrderOpen)
		require.ErrorIs(t, err, comms.ErrOutcomeUnknown)
		require.Equal(t, txn.Code("00"), code(5, 1298, txn.OrderClose), "no code came, so nobody can have paid")
	})
}

// TestMemoryIsBounded: at its limit everything is forgotten.
func TestMemoryIsBounded(t *testing.T) {
	h := newHost()
	for i := range remembered + 1 {
		_, err := h.Exchange(t.Context(), comms.Request{Kind: txn.Sale, Batch: 1, Trace: txn.Trace(i + 1), Amount: 100}, nil)
		require.NoError(t, err)
	}
	require.Len(t, h.heard, 1)
}

// TestTheDocumentationIsCurrent: trainers read the same table.
func TestTheDocumentationIsCurrent(t *testing.T) {
	page, err := os.ReadFile("../../docs/training.md")
	require.NoError(t, err)
	for _, l := range Lessons {
		require.Contains(t, string(page), fmt.Sprintf("| x.%02d | %s | %s |\n", l.Ends, l.Says.EN, l.Says.ZH))
	}
}
