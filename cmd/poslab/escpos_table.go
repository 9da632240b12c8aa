package main

import "fmt"

// control is a byte below 20 (hex) that stands alone.
type control struct{ name, means string }

var controls = map[byte]control{
	0x00: {"NUL", "不起作用 ignored"},
	0x09: {"HT", "跳到制表位 next tab stop"},
	0x0A: {"LF", "打印并换行 print the line, feed"},
	0x0C: {"FF", "打印（页模式） print, leave page mode"},
	0x0D: {"CR", "不起作用 ignored"},
	0x18: {"CAN", "清除页缓冲 cancel page data"},
}

// escposCommand is what a command of a printer means, by its first two bytes.
type escposCommand struct {
	means string
	// detail adds what the arguments say; nil: nothing.
	detail func(args []byte) string
}

func (c escposCommand) tell(args []byte) string {
	if c.detail == nil {
		return c.means
	}
	return c.means + c.detail(args)
}

// The ways arguments are told.

func number(a []byte) string { return fmt.Sprintf(" %d", a[0]) }

func word(a []byte) string { return fmt.Sprintf(" %d", int(a[0])|int(a[1])<<8) }

func onOff(a []byte) string {
	if a[0]&1 != 0 {
		return "：开 on"
	}
	return "：关 off"
}

func oneOf(names ...string) func([]byte) string {
	return func(a []byte) string {
		if n := int(a[0] &^ 0x30); n < len(names) {
			return "：" + names[n]
		}
		return number(a)
	}
}

func cutDetail(a []byte) string {
	if len(a) == 2 {
		return fmt.Sprintf("，先走纸 after feeding to the cutter + %d", a[1])
	}
	return ""
}

func sizeDetail(a []byte) string {
	return fmt.Sprintf(" %d×%d", a[0]>>4&7+1, a[0]&7+1)
}

func functionDetail(a []byte) string {
	if a[0] == 'H' && len(a) >= 9 {
		return fmt.Sprintf("：处理编号 process id %q", a[5:9])
	}
	if a[0] == 'k' && len(a) >= 5 {
		return symbolDetail(a[3:])
	}
	return fmt.Sprintf(" %q", a[0])
}

// rasterDetail: GS v with another function than 0 is passed over.
func rasterDetail(a []byte) string {
	if len(a) < 6 {
		return "：不起作用 ignored"
	}
	return fmt.Sprintf(" %d×%d", 8*(int(a[2])|int(a[3])<<8), int(a[4])|int(a[5])<<8)
}
