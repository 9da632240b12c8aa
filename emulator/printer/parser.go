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

// parser cuts the byte stream into commands and characters. Its whole state is between two bytes, so it
// does not matter how the host splits its writes.
type parser struct {
	intro byte     // ESC, FS, GS, DLE or DC2 seen, command byte still to come
	cmd   *command // command whose arguments are being collected
	args  []byte
	need  int    // arguments to collect before asking size again
	over  int    // arguments beyond argumentLimit still to be skipped
	char  []byte // begun multi-byte character
}

// idle is true between two commands or characters.
func (p *parser) idle() bool { return p.intro == 0 && p.cmd == nil && len(p.char) == 0 }

// feed takes one byte in buffer order.
func (ip *interpreter) feed(b byte) {
	switch {
	case ip.over > 0:
		if ip.over--; ip.over == 0 {
			ip.cmd, ip.args = nil, ip.args[:0]
		}
	case ip.cmd != nil:
		ip.args = append(ip.args, b)
		ip.collect()
	case ip.intro != 0:
		ip.open(b)
	case len(ip.char) > 0:
		ip.tail(b)
	default:
		ip.single(b)
	}
}

// open looks the command up by its two bytes.
func (ip *interpreter) open(b byte) {
	cmd, ok := commands[[2]byte{ip.intro, b}]
	intro := ip.intro
	ip.intro = 0
	if !ok {
		ip.unsupported(commandName(intro, b))
		return
	}
	ip.cmd, ip.args, ip.need = cmd, ip.args[:0], 0
	ip.collect()
}

// collect runs the command once all its arguments are here.
func (ip *interpreter) collect() {
	if len(ip.args) < ip.need {
		return
	}
	need := ip.cmd.size(ip.args)
	if need > argumentLimit {
		ip.unsupported(ip.cmd.name + " too long")
		ip.over = need - len(ip.args)
		return
	}
	if ip.need = need; len(ip.args) < need {
		return
	}
	cmd := ip.cmd
	ip.cmd = nil
	switch {
	case !ip.enabled && cmd.name != selectPeripheral:
	case cmd.run == nil:
		ip.unsupported(cmd.name)
	default:
		cmd.run(ip, ip.args)
	}
}

// single takes a byte that begins something new.
func (ip *interpreter) single(b byte) {
	switch b {
	case esc, fs, gs, dle, dc2:
		ip.intro = b
	case lf:
		ip.lineFeed()
	case htab:
		ip.tab()
	case ff:
		if ip.enabled && !ip.line.empty() {
			ip.lineFeed()
		}
	default:
		// CR, CAN, NUL and the other control bytes do nothing in standard mode.
		if b >= 0x20 && ip.enabled {
			ip.text(b)
		}
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
