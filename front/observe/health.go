package observe

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// hurdle is why no sale can be made, or what else is wrong.
type hurdle struct {
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

var (
	starting = hurdle{"starting", "终端正在启动", "the terminal is starting"}
	noAnswer = hurdle{"no_answer", "终端主循环无应答：请重启终端", "the terminal's loop does not answer: restart the terminal"}
	stopped  = hurdle{"stopped", "终端已停止", "the terminal has stopped"}
	safeMode = hurdle{"safe_mode", "流水不可靠，只能查询，不能交易：请联系服务人员", "the journal cannot be relied on, the terminal only reports: call service"}
)

func refusal(r machine.Refusal) hurdle {
	return hurdle{r.String(), r.Words().ZH + "：" + r.Hint().ZH, r.Words().EN + ": " + r.Hint().EN}
}

// dead is why the loop gave no pulse.
func dead(err error) hurdle {
	switch {
	case errors.Is(err, errStarting):
		return starting
	case errors.Is(err, terminal.ErrStopped):
		return stopped
	}
	return noAnswer
}

// hurdles are why no sale can be made, when the loop has answered.
func hurdles(p terminal.Pulse, closing bool) (all []hurdle) {
	if p.Safe != nil {
		all = append(all, safeMode)
	}
	switch {
	case closing:
		all = append(all, refusal(machine.RefusedClosing))
	case p.Safe == nil && p.Sellable != machine.Possible:
		all = append(all, refusal(p.Sellable))
	}
	return all
}

func (s *scrape) hurdles() []hurdle { return hurdles(s.pulse, s.stopping()) }

// printerFault is what is wrong with the printer; FaultNone: nothing is.
func printerFault(p terminal.Pulse) txn.Fault {
	if p.Tray == machine.Free || p.Tray == machine.Busy {
		return txn.FaultNone
	}
	return p.Fault
}

// healthy says whether the process should live on: its loop answers.
type healthy struct {
	Healthy bool     `json:"healthy"`
	Why     []hurdle `json:"why"`
	Took    float64  `json:"answered_seconds"`
}

func (w *Watch) health(ctx context.Context) healthy {
	begun := time.Now()
	_, err := w.pulse(ctx, AnswerLimit)
	h := healthy{Healthy: err == nil, Why: []hurdle{}, Took: time.Since(begun).Seconds()}
	if err != nil {
		h.Why = append(h.Why, dead(err))
	}
	return h
}

// ready says whether it can sell. What is wrong with the paper is told, and is no reason: slips are owed,
// and sales go on.
type ready struct {
	Ready     bool     `json:"ready"`
	Why       []hurdle `json:"why"`
	Printer   *hurdle  `json:"printer"` // what is wrong with it; null: nothing, or there is none
	*standing          // nil: the loop did not tell
	Status    string   `json:"status"`
}

// standing is what is open, in the words of the metrics.
type standing struct {
	NearEnd   bool `json:"near_end"`
	Reversals int  `json:"reversals_pending"`
	Parked    int  `json:"reversals_parked"`
	Orders    int  `json:"orders_open"`
	Slips     int  `json:"slips_owed"`
}

func (w *Watch) readiness(ctx context.Context) ready {
	p, err := w.pulse(ctx, AnswerLimit)
	if err != nil {
		return ready{Why: []hurdle{dead(err)}, Status: w.status(p, err)}
	}
	r := ready{Why: hurdles(p, w.stopping()), standing: &standing{p.NearEnd, p.Due, p.Parked, p.Orders, p.Owed}, Status: w.status(p, nil)}
	if r.Ready = len(r.Why) == 0; r.Ready {
		r.Why = []hurdle{}
	}
	if f := printerFault(p); w.cfg.Paper && f != txn.FaultNone {
		r.Printer = &hurdle{faultName(f), f.Words().ZH + "：" + f.Mend().ZH, f.Words().EN + ": " + f.Mend().EN}
	}
	return r
}

// status is how the terminal stands, in one line of its language.
func (w *Watch) status(p terminal.Pulse, err error) string {
	words := func(zh, en string) string { return txn.Words{ZH: zh, EN: en}.In(w.cfg.Lang) }
	if err != nil {
		h := dead(err)
		return words(h.ZH, h.EN)
	}
	line := words("可以收款", "can sell")
	if why := hurdles(p, w.stopping()); len(why) > 0 {
		line = words("不能收款：", "cannot sell: ") + words(why[0].ZH, why[0].EN)
	}
	if f := printerFault(p); w.cfg.Paper && f != txn.FaultNone {
		line += words("；", "; ") + f.Words().In(w.cfg.Lang)
	}
	for _, owed := range []struct {
		n      int
		zh, en string
	}{
		{p.Due, "待冲正 %d 笔", "reversals owed: %d"}, {p.Parked, "待人工处理 %d 笔", "waiting for a person: %d"},
		{p.Orders, "待查询订单 %d 笔", "open orders: %d"}, {p.Owed, "待打印小票 %d 张", "slips owed: %d"},
	} {
		if owed.n > 0 {
			line += words("；", "; ") + fmt.Sprintf(words(owed.zh, owed.en), owed.n)
		}
	}
	return line
}

func itoa(n int) string { return strconv.Itoa(n) }
