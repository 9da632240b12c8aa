package terminals

import (
	"slices"

	"posterm/comms/message"
	"posterm/conformance"
	"posterm/emulator/host"
)

// settles makes a sale, so that the batch is not empty, and settles. It gives what the host wrote down about the settlement.
func (x *exam) settles(faults ...host.Fault) (at asked, s host.Settlement, err error) {
	if _, err = x.good(); err != nil {
		return at, s, err
	}
	for _, f := range faults {
		if err = x.spoil(f); err != nil {
			return at, s, err
		}
	}
	if at, err = x.must(settle, asked.isSettle); err != nil {
		return at, s, err
	}
	if at.decided && at.code != "00" {
		return at, s, refused("settlement", at)
	}
	return at, x.settlement(at), nil
}

// settlement is the newest of the batch.
func (x *exam) settlement(at asked) (found host.Settlement) {
	for _, s := range x.host.Settlements() {
		if s.Terminal == at.get(41) && s.Batch == at.private().Batch {
			found = s
		}
	}
	return found
}

var notEnded = conformance.Failed("对账之后没有批结束报文（0320 207 或 202）", "no end of the batch came after the totals: 0320 with 207 or 202")

// trySettlement settles twice: what an earlier case left in the batch is not this one's affair. A void counts beside the sale that
// it undoes; a terminal that cannot void is judged by a sale alone.
func trySettlement(x *exam) error {
	sent, err := x.do(settle)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(sent, asked.isSettle); i >= 0 && sent[i].code == "00" && x.settlement(sent[i]).Ended == "" {
		return notEnded
	}
	_, _, _ = x.sold()
	at, s, err := x.settles()
	if err != nil {
		return err
	}
	end := x.ends(at)
	switch {
	case s.Result != "balanced":
		return conformance.Failed("终端总额与主机不同：终端 %[1]v，主机 %[2]v", "the terminal's totals are not the host's: %[1]v, the host holds %[2]v", s.Domestic.Terminal, s.Domestic.Host)
	case s.Ended == "":
		return notEnded
	case end.private().Network != "207":
		return conformance.Failed("对账平，结束报文应为 207，却为 %[1]s", "the totals balanced, and the batch was ended with %[1]s, not 207", end.private().Network)
	}
	return nil
}

// ends is the end of the batch.
func (x *exam) ends(at asked) (end asked) {
	for _, a := range x.after(at) {
		if n := a.private().Network; a.mti == "0320" && (n == "202" || n == "207") {
			end = a
		}
	}
	return end
}

func tryUnbalanced(x *exam) error {
	at, s, err := x.settles(host.Fault{Name: "wrong_totals", Match: host.Match{MTI: "0500"}})
	if err != nil {
		return err
	}
	end := x.ends(at)
	switch {
	case len(s.Records) == 0 || !slices.ContainsFunc(x.after(at), asked.isUpload):
		return conformance.Failed("主机称对账不平，终端没有上送明细", "the host said that the totals do not balance, and the terminal uploaded nothing")
	case s.Ended == "":
		return notEnded
	case end.private().Network != "202":
		return conformance.Failed("对账不平，结束报文应为 202，却为 %[1]s", "the totals did not balance, and the batch was ended with %[1]s, not 202", end.private().Network)
	}
	sent := 0
	for _, r := range s.Records {
		if r.Found != "ok" {
			return conformance.Failed("上送明细中流水号 %[1]s 与主机不符：%[2]s", "of the upload, trace %[1]s is not what the host holds: %[2]s", r.Trace, r.Found)
		}
		sent++
	}
	if s.Said != sent {
		return conformance.Failed("结束报文称上送 %[1]d 笔，实为 %[2]d 笔", "the end says that %[1]d records were uploaded, and %[2]d were", s.Said, sent)
	}
	return nil
}

// tryGroups settles one record more than a message takes.
func tryGroups(x *exam) error {
	for range message.ListLimit {
		if _, err := x.good(); err != nil {
			return err
		}
	}
	at, s, err := x.settles(host.Fault{Name: "wrong_totals", Match: host.Match{MTI: "0500"}})
	if err != nil {
		return err
	}
	for _, e := range x.record.since(at.at) {
		if e.Type == host.Malformed { // more than eight records do not fit into field 48
			return conformance.Failed("有报文无法解析：%[1]s", "a message could not be read: %[1]s", e.Reason)
		}
	}
	if len(s.Records) <= message.ListLimit {
		return conformance.Failed("批次至少有 %[1]d 笔，上送了 %[2]d 笔", "the batch has at least %[1]d records, and %[2]d were uploaded", message.ListLimit+1, len(s.Records))
	}
	return nil
}

// tryResumed: the batch end is taken and not processed, as often as the terminal tries.
func tryResumed(x *exam) error {
	at, _, err := x.settles(host.Fault{Name: "drop_request", Count: tries, Match: host.Match{MTI: "0320"}})
	if err != nil {
		return err
	}
	x.amount++
	if _, err := x.do(sale(x.amount)); err != nil {
		return err
	}
	for _, a := range x.after(at) {
		if a.isMoney() {
			return conformance.Failed("批结算未完成，终端发出了 %[1]s（流水号 %[2]s）", "the settlement is not finished, and the terminal sent %[1]s with trace %[2]s", a.mti, a.trace())
		}
	}
	x.host.ClearFaults()
	if _, err := x.do(settle); err != nil {
		return err
	}
	if x.settlement(at).Ended == "" {
		return conformance.Failed("再次批结算后，批次仍未结束", "the terminal settled once more, and the batch is still not ended")
	}
	return nil
}
