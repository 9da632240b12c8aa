package check

import (
	"slices"
	"strconv"
	"strings"

	"posterm/emulator/printer"
	"posterm/journal/roll"
	"posterm/txn"
)

// Paper is one slip as a person would pick it up: a piece of paper, or the pieces
// that belong together because the roll ended in between.
type Paper struct {
	Pieces []printer.Slip
	Of     txn.Ref // zero when the paper ends before it says
	Form   txn.Form
	For    txn.Holder
	Marked bool // carries 重打印 DUPLICATE
	Whole  bool // from the first line to the cut
	// Training: it says 训练 TRAINING, so it proves nothing about trade, whatever else is on it.
	Training bool
	// Terminal, Merchant, Kind, Amount ("12.34", "-12.34") and Card as printed; empty when
	// they are not on it.
	Terminal, Merchant, Kind, Amount string
	RRN                              string // reference number
	Card                             txn.Masked
	Batch                            txn.Batch // of a report about a batch
	List                             *List     // of a list of transactions
	Sums                             []string  // of a settlement or of totals, see sums.go
	goods                            bool      // the lines that come are goods, whatever they look like
}

// List is a printed list of the transactions of a batch.
type List struct {
	Items []Item
	Count int // as it says itself
}

// Item is one transaction of a List.
type Item struct {
	Trace  txn.Trace
	Amount string
}

// Read joins the pieces of a roll and reads what is written on them. Foot is what
// stands at the end of every slip: a printer calls a slip complete that ends by a cut,
// also when the terminal lost its power half way and the next one cut it off.
func Read(slips []printer.Slip, foot string) []Paper {
	papers := make([]Paper, 0, len(slips))
	var at map[int]int // piece id: place in papers
	for i := range slips {
		lying := apart(slips[i : i+1 : i+1])
		for j := range lying {
			s := &lying[j]
			if s.Continues != nil {
				if at == nil {
					at = places(papers)
				}
				if n, known := at[*s.Continues]; known {
					papers[n].Pieces = append(papers[n].Pieces, *s)
					at[s.ID] = n
					continue
				}
			}
			if at != nil {
				at[s.ID] = len(papers) // of several on a strip the last goes on
			}
			papers = append(papers, Paper{Pieces: lying[j : j+1 : j+1]}) // a second piece makes a copy
		}
	}
	for i := range papers {
		papers[i].decipher(foot)
	}
	return papers
}

// papers are those that say something about trade. Terminal, batch and trace of a lesson may be those of a sale.
func (e *Evidence) papers() []Paper {
	return slices.DeleteFunc(Read(e.Slips, e.Foot), func(p Paper) bool { return p.Training })
}

// followed is how a slip ends behind which the next one was begun, on the same strip.
const followed = "followed"

// apart gives the slips on a strip that nobody cut or tore between them.
func apart(strip []printer.Slip) []printer.Slip {
	last := len(strip[0].Parts) - 1
	if last < 0 {
		return strip
	}
	slips := make([]printer.Slip, last+1)
	for i, part := range strip[0].Parts {
		s := &slips[i]
		*s = strip[0]
		s.Parts, s.Text, s.Duplicate, s.Complete, s.Gap = nil, part.Text, part.Duplicate, part.Complete, part.Gap
		if i > 0 {
			s.Continues = nil
		}
		if i < last {
			s.Cut, s.Ended = false, followed
		}
	}
	return slips
}

// places is needed only where a roll ended within a slip, which is rare.
func places(papers []Paper) map[int]int {
	at := make(map[int]int, len(papers))
	for i := range papers {
		for _, piece := range papers[i].Pieces {
			at[piece.ID] = i
		}
	}
	return at
}

// titles in the order in which they count when several are found; a line has them.
var titles = []struct {
	form  txn.Form
	title string
}{
	{txn.FormNotApproved, "未成功 NOT APPROVED"}, {txn.FormNotApproved, "人工认定 DECIDED BY HAND"}, {txn.FormNotApproved, "结果不明 NOT KNOWN YET"},
	{txn.FormFault, "故障报告单"}, {txn.FormFault, "FAULT REPORT"},
	{txn.FormReversal, "冲正单"}, {txn.FormReversal, "REVERSAL SLIP"},
	{txn.FormHostRecord, "据主机记录补打"}, {txn.FormPayCode, "尚未收款 NOT PAID YET"},
	{txn.FormSlip, "现金收款 CASH"}, {txn.FormSlip, "现金撤销 VOID"},
	{txn.FormSlip, "POS签购单"}, {txn.FormSlip, "SALES SLIP"},
	{txn.FormDetails, "交易明细"}, {txn.FormDetails, "TRANSACTIONS"},
	{txn.FormSettlement, "POS结算总计"}, {txn.FormSettlement, "SETTLEMENT SLIP"}, {txn.FormSettlement, "LAST SETTLEMENT"},
	{txn.FormTotals, "交易汇总"}, {txn.FormTotals, "TOTALS"},
}

// labels are what a line begins with, in both languages of our slips.
var labels = []struct {
	label string
	read  func(p *Paper, value string)
}{
	{"批次号", (*Paper).batch}, {"BATCH NO.", (*Paper).batch},
	{"凭证号", (*Paper).trace}, {"VOUCHER NO.", (*Paper).trace},
	{"金额", (*Paper).amount}, {"AMOUNT", (*Paper).amount}, {currency, func(p *Paper, v string) { p.amount(currency + v) }},
	{"卡号", (*Paper).card}, {"CARD NO.", (*Paper).card}, {"付款码", (*Paper).card}, {"PAY CODE", (*Paper).card},
	{"终端编号", func(p *Paper, v string) { p.Terminal = v }}, {"TERMINAL NO.", func(p *Paper, v string) { p.Terminal = v }},
	{"商户编号", func(p *Paper, v string) { p.Merchant = v }}, {"MERCHANT NO.", func(p *Paper, v string) { p.Merchant = v }},
	{"参考号", func(p *Paper, v string) { p.RRN = v }}, {"REF. NO.", func(p *Paper, v string) { p.RRN = v }},
	{"交易类型", (*Paper).kind}, {"TYPE", (*Paper).kind},
	{"商品/服务", (*Paper).bought}, {"GOODS/SERVICES", (*Paper).bought},
	{"笔数", (*Paper).count}, {"COUNT", (*Paper).count},
}

const (
	currency          = "RMB "
	cardholderOnPaper = "CARDHOLDER COPY"
	trainingOnPaper   = "训练 TRAINING"
)

func (p *Paper) decipher(foot string) {
	text := p.Pieces[0].Text
	p.Marked = p.Pieces[0].Duplicate
	for _, piece := range p.Pieces[1:] {
		text += "\n" + piece.Text
		p.Marked = p.Marked || piece.Duplicate
	}
	for line := range strings.SplitSeq(text, "\n") {
		p.line(strings.Trim(line, " "))
	}
	if p.Of.Trace == 0 || p.Of.Batch == 0 {
		p.Of = txn.Ref{}
	}
	if strings.Contains(text, cardholderOnPaper) {
		p.For = txn.Cardholder
	}
	p.Whole = whole(p.Pieces) && strings.Contains(text, foot)
}

// line reads one line of a slip: a title, an entry of a list, or a label with its value.
func (p *Paper) line(line string) {
	if p.goods = p.goods && strings.Trim(line, "-") != ""; p.goods || line == "" || line[0] == '-' {
		return
	}
	p.Training = p.Training || line == trainingOnPaper
	if p.Form == txn.FormNone {
		for _, t := range titles {
			if strings.Contains(line, t.title) {
				p.Form = t.form
				if t.form == txn.FormDetails {
					p.List = &List{}
				}
				return
			}
		}
	}
	if p.List != nil && p.item(line) || p.sums() && p.sum(line) {
		return
	}
	if len(line) > 6 && line[6] == '*' { // too long to stand beside its label
		p.card(line)
		return
	}
	for i := range labels {
		if value, found := strings.CutPrefix(line, labels[i].label); found {
			labels[i].read(p, strings.TrimLeft(value, " :："))
			return
		}
	}
}

func (p *Paper) batch(value string) {
	n := txn.Batch(sixDigits(value))
	if p.Form.Report() {
		p.Batch = n
	} else if p.Of.Batch == 0 {
		p.Of.Batch = n
	}
}

func (p *Paper) trace(value string) {
	if p.Of.Trace == 0 {
		p.Of.Trace = txn.Trace(sixDigits(value))
	}
}

func (p *Paper) kind(value string) {
	if p.Kind == "" {
		p.Kind = value
	}
}

// amount is "RMB 12.34"; the first one counts: a host's remark comes later.
func (p *Paper) amount(value string) {
	if amount, found := strings.CutPrefix(value, currency); found && p.Amount == "" {
		p.Amount = strings.TrimSpace(amount)
	}
}

// card is "622202******1234 /S".
func (p *Paper) card(value string) {
	if number, _, _ := strings.Cut(value, " "); p.Card == "" {
		p.Card = txn.Masked(number)
	}
}

// bought begins the goods, which end at a rule. The cardholder's statement ends in the same words, on a line of their own, with a rule behind it.
func (p *Paper) bought(value string) { p.goods = value == "" }

func (p *Paper) count(value string) {
	if p.List != nil {
		p.List.Count, _ = strconv.Atoi(value)
	}
}

// item is the first line of an entry: "000012 消费                12.34".
func (p *Paper) item(line string) bool {
	trace := sixDigits(line)
	if trace == 0 || len(line) < 8 || line[6] != ' ' {
		return false
	}
	fields := strings.Fields(line)
	p.List.Items = append(p.List.Items, Item{txn.Trace(trace), fields[len(fields)-1]})
	return true
}

// sixDigits is the number a text begins with, zero when it does not have six digits.
func sixDigits(text string) (n uint32) {
	for i := range 6 {
		if i >= len(text) || text[i] < '0' || text[i] > '9' {
			return 0
		}
		n = n*10 + uint32(text[i]-'0')
	}
	if len(text) > 6 && text[6] >= '0' && text[6] <= '9' {
		return 0
	}
	return n
}

// whole: one piece that is complete, or pieces that lack nothing, of which every one but the
// last ended with its roll, and the last by a cut or at a tear bar.
func whole(pieces []printer.Slip) bool {
	if len(pieces) == 1 {
		return pieces[0].Complete
	}
	last := len(pieces) - 1
	for i := range pieces {
		if pieces[i].Gap || i < last && pieces[i].Ended != "paper_out" {
			return false
		}
	}
	switch pieces[last].Ended {
	case "torn_off", "at_bar", followed:
		return true
	}
	return pieces[last].Cut
}

func (p *Paper) is(c *roll.Copy) bool { return p.Form == c.Form && p.For == c.For }

// ids names the pieces: "3" or "3+4".
func (p *Paper) ids() string {
	var ids []string
	for i := range p.Pieces {
		ids = append(ids, strconv.Itoa(p.Pieces[i].ID))
	}
	return strings.Join(ids, "+")
}
