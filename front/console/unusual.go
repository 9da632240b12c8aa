package console

import (
	"context"
	"fmt"

	"posterm/journal/roll"
	"posterm/txn"
)

// unusualIs tells of one flag; a person looks, and nothing is stopped.
var (
	unusualOne  = txn.Words{ZH: "异常提示: %s（凭证号 %s），请核实", EN: "unusual: %s (trace %s), please look into it"}
	unusualMany = txn.Words{ZH: "异常提示: %s（凭证号 %s 等 %d 笔），请核实", EN: "unusual: %s (trace %s and others, %d in all), please look into it"}
)

// unusual are today's flags in lines, one for each kind, with the newest transaction.
func (m *menu) unusual(ctx context.Context) (lines []string, err error) {
	all, err := await(ctx, m, m.Terminal.Flags)
	if err != nil {
		return nil, ended(err)
	}
	for _, f := range roll.Flags() {
		var newest txn.Trace
		n := 0
		for _, one := range all {
			if one.Flag == f {
				newest, n = one.Of.Trace, n+1
			}
		}
		switch {
		case n == 1:
			lines = append(lines, fmt.Sprintf(unusualOne.In(m.Lang), f.Words().In(m.Lang), newest))
		case n > 1:
			lines = append(lines, fmt.Sprintf(unusualMany.In(m.Lang), f.Words().In(m.Lang), newest, n))
		}
	}
	return lines, nil
}
