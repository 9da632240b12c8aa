package printer

// asb is automatic status back, GS a.
type asb struct {
	mask byte
	last [4]byte
}

// statusReply is DLE EOT: one byte whose bits 1 and 4 are always set. Bytes: 10 04 n.
func (m *machine) statusReply(n byte) {
	const fixed = 0x12
	var answer byte
	switch n {
	case 1:
		answer = bits(m.drawerPin(), 0x04) | bits(m.offline(), 0x08) | bits(m.state.waiting, 0x20) | bits(m.state.feeding, 0x40)
	case 2:
		answer = bits(m.state.coverOpen, 0x04) | bits(m.state.feeding, 0x08) | bits(m.paperStop(), 0x20) | bits(m.failed(), 0x40)
	case 3:
		answer = bits(m.state.cutterError, 0x08) | bits(m.state.fatal, 0x20) | bits(m.cools(), 0x40)
	case 4:
		answer = bits(m.state.nearEnd, 0x0C) | bits(m.state.paperOut, 0x60)
	default:
		return
	}
	m.send([]byte{fixed | answer})
}

func bits(on bool, mask byte) byte {
	if on {
		return mask
	}
	return 0
}

// paperBits are the two sensors as GS r, ESC v and ASB byte 3 tell them: 03 near end, 0C end.
func (m *machine) paperBits() byte {
	return bits(m.state.nearEnd, 0x03) | bits(m.state.paperOut, 0x0C)
}

// drawerPin is the level of the drawer connector's pin 3.
func (m *machine) drawerPin() bool { return m.opt.DrawerHigh != m.state.drawerOpen }

// asbBlock is the four bytes of ASB.
func (m *machine) asbBlock() [4]byte {
	return [4]byte{
		0x10 | bits(m.drawerPin(), 0x04) | bits(m.offline(), 0x08) | bits(m.state.coverOpen, 0x20) | bits(m.state.feeding, 0x40),
		bits(m.state.waiting, 0x01) | bits(m.state.cutterError, 0x08) | bits(m.state.fatal, 0x20) | bits(m.cools(), 0x40),
		m.paperBits(),
		0,
	}
}

// enableASB is GS a: bit 0 drawer, 1 on-line, 2 error, 3 paper, 6 feed button. Enabling sends one block at once, unless
// the printer never reports by itself.
// Bytes: 1D 61 n.
func (m *machine) enableASB(mask byte) {
	m.asb.mask = mask & 0x4F
	m.asb.last = m.asbBlock()
	if m.asb.mask != 0 && !m.state.mute {
		m.send(m.asb.last[:])
	}
}

// sendASB sends a block when something the host asked about has changed.
func (m *machine) sendASB() {
	if m.asb.mask == 0 || m.state.mute {
		return
	}
	now, then := m.asbBlock(), m.asb.last
	changed := m.asb.mask&1 != 0 && (now[0]^then[0])&0x04 != 0 ||
		m.asb.mask&2 != 0 && (now[0]^then[0])&0x28 != 0 ||
		m.asb.mask&4 != 0 && now[1] != then[1] ||
		m.asb.mask&8 != 0 && now[2] != then[2] ||
		m.asb.mask&0x40 != 0 && (now[0]^then[0])&0x40 != 0
	if changed {
		m.asb.last = now
		m.send(now[:])
	}
}

// sensorReply is GS r: 1 paper, 2 drawer; executed in order, so an answer says that everything before
// was processed. Bytes: 1D 72 n, 1B 76.
func (m *machine) sensorReply(n byte) {
	var answer byte
	switch n {
	case 1:
		answer = m.paperBits()
	case 2:
		answer = bits(m.drawerPin(), 0x01)
	default:
		return
	}
	if m.state.confirm != confirmNone {
		m.confirmReply([]byte{answer})
	}
}

// transmission is GS ( H. Function 48 asks for a process id: everything before it has been printed when
// it is read here, because bytes are read only when the mechanism has nothing left to do.
// Bytes: 1D 28 48 06 00 30 30 d1 d2 d3 d4, answer 37 22 d1 d2 d3 d4 00. Function 49 turns the off-line
// response on: 1D 28 48 03 00 31 30 d.
func (m *machine) transmission(a []byte) {
	switch {
	case m.state.confirm != confirmProcess:
		m.ip.unsupported("GS ( H")
	case len(a) == 6 && a[0] == '0' && a[1] == '0':
		id := [4]byte(a[2:6])
		for _, c := range id {
			if c < 0x20 || c > 0x7E {
				m.ip.unsupported("GS ( H id")
				return
			}
		}
		m.event(EventConfirmed, map[string]string{"id": string(id[:])})
		if m.state.repliesWrong {
			id[3] = 0x20 + (id[3]-0x20+1)%95
		}
		m.confirmReply([]byte{0x37, 0x22, id[0], id[1], id[2], id[3], 0x00})
	case len(a) == 3 && a[0] == '1' && a[1] == '0':
		m.notify = digit(a[2], 2, m.notify)
	default:
		m.ip.unsupported("GS ( H")
	}
}

// sendOffline is the response of GS ( H function 49 on going off-line: 37 23 [cause] 00. The cause's bits
// are a guess: 01 cover, 02 paper end, 04 recoverable error, 08 unrecoverable error, over 40.
func (m *machine) sendOffline() {
	switch {
	case m.state.mute:
	case m.notify == 1:
		m.send([]byte{0x37, 0x23, 0x00})
	case m.notify == 2:
		cause := 0x40 | bits(m.state.coverOpen, 1) | bits(m.paperStop(), 2) | bits(m.state.cutterError || m.cools(), 4) | bits(m.state.fatal, 8)
		m.send([]byte{0x37, 0x23, cause, 0x00})
	}
}

// identify is GS I: 1 to 3 one byte, 41 to 45 hex texts 5F .. 00. Bytes: 1D 49 n.
func (m *machine) identify(n byte) {
	texts := map[byte]string{'A': "1.00", 'B': "posterm", 'C': "PT-58", 'D': "EMU00001", 'E': "CHINA GB18030"}
	switch n {
	case 1, '1':
		m.send([]byte{0x20})
	case 2, '2':
		m.send([]byte{0x01 | bits(!m.opt.TearBar, 0x02)}) // two-byte characters, cutter
	case 3, '3':
		m.send([]byte{0x01})
	default:
		if text, ok := texts[n]; ok {
			m.send(append(append([]byte{0x5F}, text...), 0))
		}
	}
}

// buttonsOff is part of device.
func (m *machine) buttonsOff(off bool) { m.state.buttonsOff = off }

// nearEndStops is part of device.
func (m *machine) nearEndStops(on bool) { m.change(func() { m.state.nearStops = on }) }

// kick is part of device.
func (m *machine) kick(pin byte, on int) {
	m.event(EventDrawer, map[string]int{"pin": 2 + 3*int(pin), "ms": on})
}

// confirmReply sends an answer that a host may take for proof of printing.
func (m *machine) confirmReply(b []byte) {
	if !m.state.repliesLost {
		m.send(b)
	}
}

// answer is part of device.
func (m *machine) answer(b []byte) { m.send(b) }

// send queues an answer for the host.
func (m *machine) send(b []byte) {
	m.outbox = append(m.outbox, append([]byte(nil), b...))
}
