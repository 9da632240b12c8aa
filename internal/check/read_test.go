package check_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/txn"
)

func TestReadNamesEveryForm(t *testing.T) {
	for _, form := range []txn.Form{txn.FormSlip, txn.FormReversal, txn.FormFault, txn.FormNotApproved} {
		for _, marked := range []bool{false, true} {
			slip := printer.Slip{ID: 1, Complete: true, Duplicate: marked, Text: slipText(3, 12, form, txn.Merchant, marked)}
			papers := check.Read([]printer.Slip{slip}, foot)
			require.Len(t, papers, 1)
			p := papers[0]
			require.Equal(t, txn.Ref{Batch: 3, Trace: 12}, p.Of, "not the original's number")
			require.Equal(t, form, p.Form)
			require.Equal(t, txn.Merchant, p.For)
			require.Equal(t, marked, p.Marked)
			require.True(t, p.Whole)
		}
	}
}

func TestReadEnglishSlips(t *testing.T) {
	text := "   SALES SLIP\nCARDHOLDER COPY\nBATCH NO.   000003\nVOUCHER NO.   000012\nORIG. VOUCHER NO.  000001\nposterm test"
	p := check.Read([]printer.Slip{{ID: 1, Complete: true, Text: text}}, foot)[0]
	require.Equal(t, txn.Ref{Batch: 3, Trace: 12}, p.Of)
	require.Equal(t, txn.FormSlip, p.Form)
	require.Equal(t, txn.Cardholder, p.For)
}

// A slip over two rolls is one paper; its number may stand on either piece.
func TestReadJoinsPieces(t *testing.T) {
	first := 1
	slips := []printer.Slip{
		{ID: 1, Ended: "paper_out", Text: "POS签购单\n批次号  000001"},
		{ID: 2, Continues: &first, Cut: true, Ended: "cut", Text: "凭证号  000009\n" + foot},
		{ID: 3, Complete: true, Cut: true, Text: slipText(1, 10, txn.FormSlip, txn.Merchant, false)},
	}
	papers := check.Read(slips, foot)
	require.Len(t, papers, 2)
	require.Equal(t, txn.Ref{Batch: 1, Trace: 9}, papers[0].Of)
	require.True(t, papers[0].Whole)

	for i := range 2 { // bytes were lost, or a line was spoiled: a person sees it only by reading
		slips[i].Gap = true
		require.False(t, check.Read(slips, foot)[0].Whole)
		slips[i].Gap = false
	}
	slips[0].Ended = "torn"
	require.False(t, check.Read(slips, foot)[0].Whole)
	slips[0].Ended, slips[1].Cut = "paper_out", false
	require.False(t, check.Read(slips, foot)[0].Whole)
	require.False(t, check.Read(slips[:1], foot)[0].Whole)
}

func TestPaperCutOffBeforeItsNumberIsNobodys(t *testing.T) {
	p := check.Read([]printer.Slip{{ID: 1, Text: "POS签购单\n批次号   000001"}}, foot)[0]
	require.Zero(t, p.Of)
	require.Empty(t, check.Of(check.Evidence{Slips: p.Pieces, Foot: foot}))
}

func FuzzRead(f *testing.F) {
	f.Add(slipText(3, 12, txn.FormSlip, txn.Merchant, true), 1)
	f.Add("凭证号 9999999\n批次号 000000", 2)
	f.Fuzz(func(t *testing.T, text string, continues int) {
		for _, p := range check.Read([]printer.Slip{{ID: 1, Text: text}, {ID: 2, Text: text, Continues: &continues}}, foot) {
			require.LessOrEqual(t, uint32(p.Of.Trace), uint32(txn.TraceLimit))
		}
	})
}
