package main

import (
	"fmt"

	"posterm/emulator"
	"posterm/emulator/printer"
)

// printerFlags describe the printer.
type printerFlags struct {
	PrinterTCP   string `name:"printer-tcp" help:"Where the printer listens; port 0 picks a free one." placeholder:"ADDR" default:"127.0.0.1:9100"`
	PrinterPTY   string `name:"printer-pty" help:"Serial line: this path becomes a symlink to it." placeholder:"PATH" type:"path"`
	PrinterSpeed string `help:"instant, real, or mm of paper per second." placeholder:"SPEED" default:"instant"`
	PrinterPaper int    `help:"Width of the paper in mm: 58 (384 dots) or 80 (576)." enum:"58,80" default:"58"`
	PrinterRoll  int    `help:"Length of a roll in mm, 0 to 200000; 0 never ends." placeholder:"MM" default:"0"`
	// PrinterNearEnd and PrinterSensor are distances in mm.
	PrinterNearEnd  int    `help:"Paper left, in mm, when the near-end sensor sees it; 0: there is none." placeholder:"MM" default:"1500"`
	PrinterSensor   int    `help:"Paper between the paper-end sensor and the head, in mm." placeholder:"MM" default:"10"`
	PrinterCutter   int    `help:"Paper between the head and the cutter or tear bar, in mm." placeholder:"MM" default:"12"`
	PrinterTearBar  bool   `help:"No cutter: cuts are not executed, the admin API tears."`
	PrinterRecovery string `help:"After new paper: auto goes on by itself, wait waits for the feed button or DLE ENQ 0." enum:"auto,wait" default:"auto"`
	PrinterBuffer   int    `help:"Receive buffer in bytes, 16 to 1048576; 45, 4096 and 65536 are usual." placeholder:"N" default:"4096"`
	PrinterBaud     int    `help:"Rate of the serial line, as DIP switches set it: hosts at another one are not understood. 0 takes any, at once." placeholder:"N" default:"0"`
	PrinterFlow     string `help:"How a full serial printer holds its host: any way, or only if the host has the same, rtscts or xonxoff; none." enum:"any,rtscts,xonxoff,none" default:"any"`
	Out             string `help:"Write every slip into this folder when it comes off, as PNG and as text." placeholder:"DIR" type:"path"`
}

func (f *printerFlags) fill(o *emulator.Options) error {
	speed, err := emulator.ParseSpeed(f.PrinterSpeed)
	if err != nil {
		return err
	}
	for _, length := range []struct {
		flag string
		mm   int
		most int
	}{{"roll", f.PrinterRoll, 200_000}, {"near-end", f.PrinterNearEnd, 200_000}, {"sensor", f.PrinterSensor, 1000}, {"cutter", f.PrinterCutter, 1000}} {
		if length.mm < 0 || length.mm > length.most {
			return fmt.Errorf("--printer-%s %d: give 0 to %d mm", length.flag, length.mm, length.most)
		}
	}
	o.PrinterTCP, o.PrinterPTY, o.Out = f.PrinterTCP, f.PrinterPTY, f.Out
	o.Printer = printer.Options{
		Speed: speed, Width: map[int]int{58: 384, 80: 576}[f.PrinterPaper], Buffer: f.PrinterBuffer,
		RollMM: f.PrinterRoll, NearEndMM: orNone(f.PrinterNearEnd),
		SensorRows: orNone(printer.Rows(f.PrinterSensor)), CutterRows: orNone(printer.Rows(f.PrinterCutter)),
		TearBar: f.PrinterTearBar, RecoveryWait: f.PrinterRecovery == "wait",
		Baud: f.PrinterBaud, Flow: printer.Flow(f.PrinterFlow),
	}
	return o.Printer.Check()
}

// orNone says none where the printer's options would take 0 for their default.
func orNone(n int) int {
	if n == 0 {
		return -1
	}
	return n
}
