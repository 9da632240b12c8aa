package command

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"posterm/printer"
	"posterm/printer/profile"
	"posterm/receipt"
	"posterm/terminal/machine"
	"posterm/txn"
)

// checkPrinter opens the port, waits for the driver's first word, and prints only when it is
// told to. While a slip may still be in the printer it keeps away: its confirmation belongs to the terminal.
func (a *app) checkPrinter(ctx context.Context, inside []uint64, try bool) []check {
	c := check{Name: "printer", OK: true, Detail: a.cfg.Printer.Port}
	switch {
	case !a.paper():
		c.Detail = txn.FaultDisabled.Words().In(a.lang())
		return []check{c}
	case a.shared != nil:
		return []check{a.runningPrinter(ctx, c, try), a.checkMake()}
	case len(inside) > 0:
		c.OK, c.Detail = false, c.Detail+": "+txn.Words{ZH: "小票可能还在打印机里", EN: "a slip may still be in the printer"}.In(a.lang())
		c.Hint = txn.Words{ZH: "请让打印机就绪（电源、纸、上盖、切刀），然后 posterm reprint", EN: `make the printer ready (power, paper, cover, cutter), then "posterm reprint"`}.In(a.lang())
		return []check{c, a.checkMake()}
	}
	cfg, err := a.printer()
	if err != nil {
		return []check{a.bad("printer", err)}
	}
	cfg.Nonce = rand.Uint64() // its ids are nobody's
	p, err := printer.Open(cfg)
	if err != nil {
		return []check{a.bad("printer", misuse("bad_config", err, "检查 printer.port", "look at printer.port"))}
	}
	defer p.Close()
	c, ready := a.firstWord(ctx, p, c)
	checks := []check{c, a.checkMake()}
	if ready {
		checks = append(checks, a.checkRoll(ctx, p))
	}
	if temperature, known := a.checkTemperature(ctx, cfg.Thermometer); known {
		checks = append(checks, temperature)
	}
	if try && ready {
		checks = append(checks, a.tryPrinter(ctx, p))
	}
	return checks
}

// tells says how soon a fault is noticed.
var tells = map[bool]txn.Words{
	true:  {ZH: "，自动上报状态", EN: ", reports changes by itself"},
	false: {ZH: "，不自动上报状态：故障在下次查询时（0.5 至 2 秒）发现", EN: ", reports nothing by itself: a fault is noticed at the next look, 0.5 to 2 s later"},
}

// runningPrinter is the printer as the terminal that runs knows it.
func (a *app) runningPrinter(ctx context.Context, c check, try bool) check {
	how, err := a.shared.terminal.Condition(ctx)
	if err != nil {
		return a.bad("printer", err)
	}
	switch fault := how.Fault; {
	case how.Tray == machine.Down || how.Tray == machine.Held:
		c.OK, c.Detail, c.Hint = false, c.Detail+": "+fault.Words().In(a.lang()), fault.Mend().In(a.lang())
	default:
		c.Detail += "  " + txn.Words{ZH: "确认等级 ", EN: "grade "}.In(a.lang()) + how.Grade.String()
		c.Hint = a.flowHint()
	}
	if try {
		c.OK = false
		c.Hint = txn.Words{ZH: "终端正在运行，打印机由它使用；停止后再打印测试小票", EN: "a terminal that runs has the printer: stop it to print a test slip"}.In(a.lang())
	}
	return c
}

func (a *app) firstWord(ctx context.Context, p *printer.Printer, c check) (check, bool) {
	ctx, cancel := context.WithTimeout(ctx, doctorLimit)
	defer cancel()
	fault := txn.FaultSilent
	select {
	case e := <-p.Events():
		switch e := e.(type) {
		case printer.Ready:
			c.Detail += "  " + txn.Words{ZH: "确认等级 ", EN: "grade "}.In(a.lang()) + e.Grade.String()
			c.Detail += tells[p.Tells()].In(a.lang())
			c.Hint = a.flowHint()
			return c, true
		case printer.Down:
			fault = e.Fault
		}
	case <-ctx.Done():
	}
	c.OK, c.Detail, c.Hint = false, c.Detail+": "+fault.Words().In(a.lang()), fault.Mend().In(a.lang())
	if why, known := portTrouble(p.Trouble()); known && fault == txn.FaultOffline {
		c.Hint = why.In(a.lang())
	}
	return c, false
}

// checkMake tells the profile, and whether the merchant's name can be drawn.
func (a *app) checkMake() check {
	p := a.cfg.Printer.Make
	c := check{Name: "make", OK: true}
	size := txn.Words{ZH: "纸宽 %d 毫米，%d 点，每行 %d 字符", EN: "%d mm paper, %d dots, %d columns"}.In(a.lang())
	c.Detail = p.Name + "  " + p.Words.In(a.lang()) + "  " + fmt.Sprintf(size, p.Paper.Width, p.Paper.Dots, a.cfg.Printer.Columns)
	if p.Text.Code == profile.GB18030 {
		return c
	}
	if missing := printer.Missing(a.cfg.Terminal.MerchantName); missing != "" {
		c.OK = false
		c.Hint = fmt.Sprintf(txn.Words{ZH: "商户名称里有点阵字库没有的字（打成问号）：%s", EN: "the merchant's name has characters that cannot be drawn and print as question marks: %s"}.In(a.lang()), missing)
	}
	return c
}

// checkRoll tells the near end. The driver says so right after its first word, if at all.
func (a *app) checkRoll(ctx context.Context, p *printer.Printer) check {
	c := check{Name: "roll", OK: true, Detail: txn.Words{ZH: "纸量正常", EN: "enough paper"}.In(a.lang())}
	if !a.cfg.Printer.Make.Paper.NearEnd {
		c.Detail = txn.Words{ZH: "该类型没有纸将尽传感器", EN: "this make does not sense the near end"}.In(a.lang())
		return c
	}
	ctx, cancel := context.WithTimeout(ctx, lowLimit)
	defer cancel()
	select {
	case e := <-p.Events():
		if low, ok := e.(printer.NearEnd); ok && low.Low {
			c.Detail = txn.Words{ZH: "纸将尽", EN: "the roll is near its end"}.In(a.lang())
			c.Hint = txn.Words{ZH: "请备好纸卷", EN: "have a new roll at hand"}.In(a.lang())
		}
	case <-ctx.Done():
	}
	return c
}

// checkTemperature tells how cold the paper is. Where nothing tells it, there is no line: most
// terminals stand in rooms.
func (a *app) checkTemperature(ctx context.Context, read printer.Thermometer) (check, bool) {
	if read == nil {
		return check{}, false
	}
	milli, err := readWithin(ctx, read)
	switch {
	case errors.Is(err, printer.ErrNoThermometer):
		return check{}, false
	case err != nil:
		return a.bad("warmth", misuse("bad_config", err, "检查 printer.temperature", "look at printer.temperature")), true
	}
	c := check{Name: "warmth", OK: true, Detail: fmt.Sprintf("%.1f °C", float64(milli)/1000)}
	if below := a.cfg.Printer.Make.Cold.Below; milli < below*1000 {
		c.Hint = fmt.Sprintf(txn.Words{ZH: "低于 %d °C，字迹可能较淡，小票上会注明", EN: "below %d °C print may be faint, and slips say so"}.In(a.lang()), below)
	}
	return c, true
}

// readWithin gives up on a sensor that does not answer.
func readWithin(ctx context.Context, read printer.Thermometer) (int, error) {
	type reading struct {
		milli int
		err   error
	}
	done := make(chan reading, 1)
	go func() {
		milli, err := read()
		done <- reading{milli, err}
	}()
	ctx, cancel := context.WithTimeout(ctx, doctorLimit)
	defer cancel()
	select {
	case r := <-done:
		return r.milli, r.err
	case <-ctx.Done():
		return 0, errors.New("the thermometer does not answer")
	}
}

// tryPrinter prints a test slip and tells what the printer proved.
func (a *app) tryPrinter(ctx context.Context, p *printer.Printer) check {
	slip := receipt.Trial(a.shop(), a.cfg.Printer.Make.Words, a.cfg.Printer.Columns, a.lang(), a.now())
	if err := p.Print(printer.Job{Number: 1, Slip: slip}); err != nil {
		return a.bad("print", err)
	}
	ctx, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	for {
		select {
		case e := <-p.Events():
			if c, ended := a.tried(e); ended {
				return c
			}
		case <-ctx.Done():
			return a.notTried(txn.FaultSilent)
		}
	}
}

// tried is what became of the test slip; false: nothing yet.
func (a *app) tried(e printer.Event) (check, bool) {
	switch e := e.(type) {
	case printer.Printed:
		return check{"print", true, graded[e.Grade].In(a.lang()), a.width()}, true
	case printer.Unconfirmed:
		return check{"print", true, graded[txn.GradeUnconfirmed].In(a.lang()), txn.Words{ZH: "请看测试小票是否完整", EN: "look whether the test slip is complete"}.In(a.lang())}, true
	case printer.NotBegun:
		return a.notTried(e.Fault), true
	case printer.Stalled:
		return a.notTried(e.Fault), true
	case printer.Lost:
		return a.notTried(e.Fault), true
	}
	return check{}, false
}

// width says how to see on the test slip that the paper is as wide as the settings say: no printer tells.
func (a *app) width() string {
	words := txn.Words{
		ZH: "请看测试小票：数字行应为一整行，以 %d 结尾；折行或缺右端说明纸宽设置过大（printer.make、printer.columns）",
		EN: "look at the test slip: its row of digits is one line and ends with %d; a row that wraps or lacks its end means that the paper is narrower than the settings say (printer.make, printer.columns)",
	}
	return fmt.Sprintf(words.In(a.lang()), a.cfg.Printer.Columns%10)
}

func (a *app) notTried(f txn.Fault) check {
	return check{"print", false, f.Words().In(a.lang()), f.Mend().In(a.lang())}
}

// graded say what each grade is worth (RULES.md 6.5).
var graded = map[txn.Grade]txn.Words{
	txn.GradePrinted:     {ZH: "已打印：打印机按编号确认最后一行和切纸（printed）", EN: "printed: the printer confirmed the last line and the cut by name (printed)"},
	txn.GradeProcessed:   {ZH: "已处理：打印机确认收到并处理了全部数据（processed）", EN: "processed: the printer confirmed that it took everything, not that it is on paper (processed)"},
	txn.GradeUnconfirmed: {ZH: "已发送：该打印机不能确认（unconfirmed）", EN: "sent: this printer confirms nothing (unconfirmed)"},
}
