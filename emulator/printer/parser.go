package printer

// Control bytes.
const (
	htab = 0x09
	lf   = 0x0A
	ff   = 0x0C
	cr   = 0x0D
	dle  = 0x10
	eot  = 0x04
	enq  = 0x05
	dc2  = 0x12
	dc4  = 0x14
	can  = 0x18
	esc  = 0x1B
	fs   = 0x1C
	gs   = 0x1D
)

// command is one entry of the command table.
type command struct {
	name string
	// size tells how many argument bytes there are, as far as the bytes so far say.
	// It is asked again whenever that many have come.
	size func(args []byte) int
	// run executes. Nil: the command is known and skipped, and counted as unsupported.
	run func(ip *interpreter, args []byte)
}

// fixed is the size of a command whose arguments always have the same length.
func fixed(n int) func([]byte) int { return func([]byte) int { return n } }

// token is what a byte completes.
type token uint8

const (
	tokenNone    token = iota // more bytes are needed
	tokenByte                 // the byte itself: text or a control byte
	tokenCommand              // a command, with its arguments
	tokenUnknown              // an introduction that no table has
	tokenTooLong              // a command that is skipped for its length
)

// Command finds a command by its first two bytes: what it is called, and how many of the bytes behind them belong
// to it. When those are too few to tell, size is at least one more than there are. Who only explains a stream
// cuts it as the printer does.
func Command(intro, letter byte, args []byte) (name string, size int, known bool) {
	c, known := commands[[2]byte{intro, letter}]
	if !known {
		return "", 0, false
	}
	for size <= len(args) {
		need := c.size(args[:size])
		if need <= size {
			break
		}
		size = need
	}
	return c.name, size, true
}

// parser cuts the byte stream into commands and single bytes. Its whole state is between two bytes, so it
// does not matter how the host splits its writes.
type parser struct {
	intro byte     // ESC, FS, GS, DLE or DC2 seen, command byte still to come
	cmd   *command // command whose arguments are being collected
	args  []byte
	need  int // arguments to collect before asking size again
	over  int // arguments beyond argumentLimit still to be skipped
	// What next returned: the command, or the bytes of an unknown one.
	last    *command
	unknown [2]byte
}

// idle is true between two commands.
func (p *parser) idle() bool { return p.intro == 0 && p.cmd == nil && p.over == 0 }

// next takes one byte.
func (p *parser) next(b byte) token {
	switch {
	case p.over > 0:
		p.over--
		return tokenNone
	case p.cmd != nil:
		p.args = append(p.args, b)
		return p.collect()
	case p.intro != 0:
		return p.open(b)
	case b == esc || b == fs || b == gs || b == dle || b == dc2:
		p.intro = b
		return tokenNone
	}
	return tokenByte
}

// open looks the command up by its two bytes.
func (p *parser) open(b byte) token {
	p.unknown = [2]byte{p.intro, b}
	p.intro = 0
	cmd, ok := commands[p.unknown]
	if !ok {
		return tokenUnknown
	}
	p.cmd, p.args, p.need = cmd, p.args[:0], 0
	return p.collect()
}

// collect tells whether the command has all its arguments.
func (p *parser) collect() token {
	if len(p.args) < p.need {
		return tokenNone
	}
	p.need = p.cmd.size(p.args)
	p.last = p.cmd
	switch {
	case p.need > argumentLimit:
		p.over = p.need - len(p.args)
		p.cmd = nil
		return tokenTooLong
	case len(p.args) < p.need:
		return tokenNone
	}
	p.cmd = nil
	return tokenCommand
}

// feed takes bytes in buffer order and does what they complete: one byte, or as much familiar text as stays on the
// line. It tells how many it took. All that was queued before is done.
func (ip *interpreter) feed(data []byte) int {
	ip.lent.comesBack()
	if n := ip.familiar(data); n > 0 {
		return n
	}
	ip.take(data[0])
	return 1
}

func (ip *interpreter) take(b byte) {
	switch {
	case len(ip.char) > 0:
		ip.tail(b)
	case b >= ' ' && ip.idle(): // most of all bytes
		if ip.enabled {
			ip.text(b)
		}
	default:
		ip.obey(b)
	}
}

// obey takes a byte that is a control byte or part of a command.
func (ip *interpreter) obey(b byte) {
	switch ip.next(b) {
	case tokenByte:
		ip.control(b)
	case tokenCommand:
		ip.execute(ip.last)
	case tokenUnknown:
		ip.unsupported(commandName(ip.unknown[0], ip.unknown[1]))
	case tokenTooLong:
		ip.unsupported(ip.last.name + " too long")
	}
}

// execute runs a command, unless ESC = has disabled the printer.
func (ip *interpreter) execute(cmd *command) {
	ip.styled = false
	switch {
	case !ip.enabled && cmd.name != selectPeripheral:
	case cmd.run == nil:
		ip.unsupported(cmd.name)
	default:
		cmd.run(ip, ip.args)
	}
}

// control takes a control byte by itself. CR, NUL and the others do nothing.
func (ip *interpreter) control(b byte) {
	switch b {
	case lf:
		ip.lineFeed()
	case htab:
		ip.tab()
	case ff:
		ip.formFeed()
	case can:
		ip.cancel()
	}
}

// commandName writes an unknown command as its bytes, for the counter.
func commandName(intro, b byte) string {
	names := map[byte]string{esc: "ESC", fs: "FS", gs: "GS", dle: "DLE", dc2: "DC2"}
	if b > 0x20 && b < 0x7F {
		return names[intro] + " " + string(rune(b))
	}
	const hex = "0123456789ABCDEF"
	return names[intro] + " " + string([]byte{hex[b>>4], hex[b&15]})
}
