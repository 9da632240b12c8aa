package txn

// Fault is what keeps a printer from printing. Zero means that nobody looked.
type Fault uint8

// The faults.
const (
	FaultUnknown  Fault = iota // not read yet
	FaultNone                  // ready
	FaultPaperOut              // paper-end sensor open
	FaultCover                 // cover open
	FaultCutter                // cutter blocked
	FaultHot                   // head too hot; prints again by itself when cool
	FaultError                 // unrecoverable: switch off, call service
	FaultOffline               // cannot be reached: cable, power, address
	FaultSilent                // reached, but answers nothing in time
	FaultDisabled              // printing is switched off by configuration
	FaultRender                // the slip could not be made
	FaultBusy                  // the port is in use by another program
	faultCount
)

// faults is the only place that knows a fault's name, its words and what the cashier does about it.
var faults = [faultCount]struct {
	name         string
	words, mends Words
}{
	FaultUnknown:  {"unknown", Words{"打印机状态未知", "printer state unknown"}, Words{"检查打印机", "check the printer"}},
	FaultNone:     {"", Words{"打印机正常", "printer ready"}, Words{"无需处理", "nothing to do"}},
	FaultPaperOut: {"paper_out", Words{"打印机缺纸", "the printer is out of paper"}, Words{"请装纸", "load a roll"}},
	FaultCover:    {"cover_open", Words{"打印机盖未关", "the printer's cover is open"}, Words{"请合上打印机盖", "close the cover"}},
	FaultCutter:   {"cutter", Words{"打印机切刀卡住", "the cutter is blocked"}, Words{"请打开上盖，清理切刀，再合上", "open the cover, clear the cutter, close it"}},
	FaultHot:      {"overheat", Words{"打印头过热", "the print head is too hot"}, Words{"稍候自动恢复", "wait: it recovers by itself"}},
	FaultError:    {"printer_error", Words{"打印机故障", "the printer has failed"}, Words{"关闭打印机电源并报修", "switch it off and call service"}},
	FaultOffline:  {"offline", Words{"打印机未连接", "the printer cannot be reached"}, Words{"检查电源和连线", "check power and cable"}},
	FaultSilent:   {"no_reply", Words{"打印机无应答", "the printer does not answer"}, Words{"检查电源、连线和波特率", "check power, cable and baud rate"}},
	FaultDisabled: {"disabled", Words{"打印功能未启用", "printing is switched off"}, Words{"在参数中启用打印机", "enable the printer in the configuration"}},
	FaultRender:   {"render", Words{"小票无法生成", "the slip could not be made"}, Words{"请联系服务人员", "call service"}},
	FaultBusy:     {"busy", Words{"打印机被占用", "another program uses the printer"}, Words{"关闭占用打印机的程序", "stop the other program"}},
}

// Faults lists every fault, FaultUnknown and FaultNone among them.
func Faults() []Fault {
	all := make([]Fault, faultCount)
	for i := range all {
		all[i] = Fault(i)
	}
	return all
}

// String is the name used in files and JSON: "paper_out"; "" when ready.
func (f Fault) String() string { return faults[f].name }

// Words say the fault to a cashier.
func (f Fault) Words() Words { return faults[f].words }

// Mend says what the cashier does about it.
func (f Fault) Mend() Words { return faults[f].mends }

// MarshalText writes the name.
func (f Fault) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads a name.
func (f *Fault) UnmarshalText(b []byte) error {
	for i, row := range faults {
		if row.name == string(b) {
			*f = Fault(i)
			return nil
		}
	}
	return parseName(f, nil, b)
}
