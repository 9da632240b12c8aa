package printer

import (
	"fmt"

	"posterm/txn"
)

// Words says what is wrong, one thing after the other, in the order of the fields; nothing: nothing is.
func (f Faults) Words() (all []txn.Words) {
	add := func(zh, en string) { all = append(all, txn.Words{ZH: zh, EN: en}) }
	is := func(value *string, wrong, zh, en string) {
		if value != nil && *value == wrong {
			add(zh, en)
		}
	}
	on := func(value *bool, zh, en string) {
		if value != nil && *value {
			add(zh, en)
		}
	}
	after := func(rows *int, zh, en string) {
		if rows != nil {
			add(fmt.Sprintf("再走 %d 点行%s", *rows, zh), fmt.Sprintf("after %d more dot rows %s", *rows, en))
		}
	}
	is(f.Paper, "out", "缺纸", "no paper")
	is(f.Paper, "near_end", "纸将尽", "the roll is near its end")
	after(f.PaperOutAfterRows, "就没纸", "the paper ends")
	on(f.Jam, "卡纸", "the paper is jammed")
	after(f.JamAfterRows, "就卡纸", "the paper jams")
	is(f.Cover, "open", "上盖打开", "the cover is open")
	after(f.CoverOpenAfterRows, "就打开上盖", "the cover is opened")
	after(f.PowerOffAfterRows, "就断电", "the power goes")
	after(f.UnplugAfterRows, "就拔线", "the cable is pulled")
	is(f.Cutter, "jammed", "切刀卡住", "the cutter is blocked")
	is(f.Error, "unrecoverable", "需断电才能恢复的故障", "an error that only the power switch ends")
	is(f.FeedButton, "pressed", "走纸键按住", "the feed button is held")
	is(f.Drawer, "open", "钱箱打开", "the drawer is open")
	if f.HeadDeadDots != nil && len(*f.HeadDeadDots) > 0 {
		add(fmt.Sprintf("打印头坏了 %d 点", len(*f.HeadDeadDots)), fmt.Sprintf("%d dots of the head are dead", len(*f.HeadDeadDots)))
	}
	on(f.Overheat, "打印头过热", "the head is too hot")
	is(f.PaperSide, "wrong", "纸装反", "the paper is upside down")
	is(f.Cable, "unplugged", "线被拔", "the cable is unplugged")
	is(f.Power, "off", "断电", "the power is off")
	on(f.Silent, "控制器死机", "the controller hangs")
	is(f.Replies, "lost", "不应答", "its replies are lost")
	is(f.Replies, "wrong_id", "应答的编号不对", "its replies carry a wrong number")
	return append(all, f.conditions()...)
}

// conditions are those that are no faults in themselves: the room, the supply, and what this model can do.
func (f Faults) conditions() (all []txn.Words) {
	amount := func(value *float64, zh, en, unit string) {
		if value != nil {
			all = append(all, txn.Words{ZH: fmt.Sprintf("%s %g%s", zh, *value, unit), EN: fmt.Sprintf("%s %g%s", en, *value, unit)})
		}
	}
	amount(f.AmbientC, "室温", "the room is at", " °C")
	amount(f.PaperC, "纸温", "the roll is at", " °C")
	amount(f.SupplyPercent, "供电", "the supply is at", "%")
	amount(f.Humidity, "湿度", "the humidity is", "%")
	for _, is := range []struct {
		value *string
		want  string
		words txn.Words
	}{
		{f.Compensation, "on", txn.Words{ZH: "打印机自行低温补偿", EN: "the printer heats longer in the cold by itself"}},
		{f.Compensation, "off", txn.Words{ZH: "打印机不做低温补偿", EN: "the printer does not heat longer in the cold"}},
		{f.Confirm, string(confirmProcess), txn.Words{ZH: "能确认到作业", EN: "it confirms a job"}},
		{f.Confirm, string(confirmSensor), txn.Words{ZH: "只能报告已处理", EN: "it only reports what was processed"}},
		{f.Confirm, string(confirmNone), txn.Words{ZH: "不能确认打印结果", EN: "it cannot confirm what was printed"}},
		{f.ASB, "off", txn.Words{ZH: "不主动报告状态", EN: "it does not report by itself"}},
		{f.ASB, "on", txn.Words{ZH: "主动报告状态", EN: "it reports by itself"}},
	} {
		if is.value != nil && *is.value == is.want {
			all = append(all, is.words)
		}
	}
	if f.Baud != nil {
		all = append(all, txn.Words{ZH: fmt.Sprintf("波特率 %d", *f.Baud), EN: fmt.Sprintf("%d baud", *f.Baud)})
	}
	return all
}
