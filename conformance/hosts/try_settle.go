package hosts

import (
	"strings"

	"posterm/comms"
	"posterm/conformance"
	"posterm/txn"
)

// trade is what an examination did in a batch that it opened.
type trade struct {
	totals  comms.Totals
	records []comms.Record
}

// trades closes the batch as it is, so that what is in it is known, and makes two sales in the next one. A host that says
// that it closed it, and did not, is told so by stuck.
func (x *exam) trades(stuck func(zh, en string, args ...any) error) (t trade, err error) {
	before := x.batch
	h := x.compare(comms.Totals{})
	var end heard
	if h.came != nil && h.code() == "00" {
		end = x.end(h.answer.Domestic.Worse(h.answer.Foreign) == txn.Balanced, 0)
	}
	if _, err := x.signIn(); err != nil {
		return t, conformance.Unclear("未能签到：%[1]v", "the terminal could not sign in: %[1]v", err)
	}
	if x.batch == before && end.code() == "00" {
		return t, stuck("主机对批次 %[1]s 的结束报文答 00，批次号却没有变", "the host answered the end of batch %[1]s with 00, and its batch is still that one", before)
	}
	if x.batch == before && h.code() == "00" {
		return t, conformance.Unclear("主机没有结束批次 %[1]s，不知其中有什么", "the host did not close batch %[1]s, and nobody knows what is in it", before)
	}
	for range 2 {
		h, err := x.needed(x.saleRequest())
		if err != nil {
			return t, err
		}
		foreign := foreign(h)
		side := &t.totals.Domestic
		if foreign {
			side = &t.totals.Foreign
		}
		side.Debit.Count++
		side.Debit.Amount += h.Amount
		t.records = append(t.records, comms.Record{Foreign: foreign, Trace: h.Trace, PAN: h.PAN, Amount: h.Amount})
	}
	return t, nil
}

// foreign is what the host says about the card: field 63.1, CUP or none is of this country.
func foreign(h heard) bool {
	organisation, _, _ := strings.Cut(strings.TrimSpace(h.came.Get(63)), " ")
	return organisation != "" && !strings.HasPrefix(organisation, "CUP")
}

// compare sends totals.
func (x *exam) compare(t comms.Totals) heard {
	r := x.request(txn.Settle)
	r.Totals = &t
	return x.ask(r, asItIs)
}

// end closes the batch.
func (x *exam) end(balanced bool, uploaded int) heard {
	r := x.request(txn.Settle)
	r.As, r.Balanced, r.Uploaded = txn.BatchEnd, balanced, uploaded
	return x.ask(r, asItIs)
}

// result is the worse of the host's two verdicts.
func result(h heard) txn.Comparison { return h.answer.Domestic.Worse(h.answer.Foreign) }

// closed ends a batch that was compared, and wants the next one.
func (x *exam) closed(balanced bool, uploaded int) error {
	before := x.batch
	if err := mustApprove(x.end(balanced, uploaded), conformance.Failed); err != nil {
		return err
	}
	if _, err := x.signIn(); err != nil {
		return conformance.Failed("批结算后不能签到：%[1]v", "after the settlement the terminal cannot sign in: %[1]v", err)
	}
	if x.batch == before {
		return conformance.Failed("批次结束后，主机的批次号仍为 %[1]s", "the batch was ended, and the host's number is still %[1]s", before)
	}
	return nil
}

func trySettlement(x *exam) error {
	t, err := x.trades(conformance.Failed)
	if err != nil {
		return err
	}
	h := x.compare(t.totals)
	switch {
	case h.came == nil:
		return conformance.Failed("对账没有应答：%[1]v", "the totals were not answered: %[1]v", h.err)
	case result(h) != txn.Balanced:
		return conformance.Failed("总额正确，主机却称 %[1]s", "the totals are right, and the host says %[1]s", result(h))
	}
	return x.closed(true, 0)
}

func trySettleAgain(x *exam) error {
	t, err := x.trades(conformance.Unclear)
	if err != nil {
		return err
	}
	r := x.request(txn.Settle)
	r.Totals = &t.totals
	first := x.ask(r, asItIs)
	if first.came == nil {
		return conformance.Unclear("对账没有应答：%[1]v", "the totals were not answered: %[1]v", first.err)
	}
	second := x.ask(r, asItIs)
	x.end(result(first) == txn.Balanced, 0)
	if second.came == nil || second.came.Get(48) != first.came.Get(48) {
		return conformance.Failed("同一请求的两次结果不同：%[1]s 和 %[2]s", "the same request had two results: %[1]s and %[2]s", result(first), result(second))
	}
	_, err = x.signIn()
	return err
}

func tryUnbalanced(x *exam) error {
	t, err := x.trades(conformance.Unclear)
	if err != nil {
		return err
	}
	wrong := t.totals
	if wrong.Domestic.Debit.Amount > 0 {
		wrong.Domestic.Debit.Amount++
	} else {
		wrong.Foreign.Debit.Amount++
	}
	h := x.compare(wrong)
	switch {
	case h.came == nil:
		return conformance.Failed("对账没有应答：%[1]v", "the totals were not answered: %[1]v", h.err)
	case result(h) != txn.Unbalanced:
		x.end(true, 0)
		_, _ = x.signIn() // so that the cases after this one find an open batch
		return conformance.Failed("总额差一分，主机却称 %[1]s", "the totals are one fen off, and the host says %[1]s", result(h))
	}
	r := x.request(txn.Settle)
	r.As, r.Records = txn.BatchList, t.records
	if err := mustApprove(x.ask(r, asItIs), conformance.Failed); err != nil {
		return err
	}
	return x.closed(false, len(t.records))
}
