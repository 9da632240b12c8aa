package main

import "golang.org/x/text/encoding/charmap"

// textMode is how text bytes are read: as GB18030, or one by one from a code page.
type textMode struct {
	latin bool // FS . has switched hanzi off
	page  byte // of ESC t
}

// follow takes note of commands that change it.
func (m *textMode) follow(p []byte) {
	switch {
	case len(p) < 2:
	case p[0] == esc && p[1] == '@':
		*m = textMode{}
	case p[0] == fs && (p[1] == '&' || p[1] == '.'):
		m.latin = p[1] == '.'
	case p[0] == esc && p[1] == 't' && len(p) == 3:
		m.page = p[2]
	}
}

// codePages are those of ESC t that are told; 437 stands for the others.
var codePages = map[byte]*charmap.Charmap{
	2: charmap.CodePage850, 3: charmap.CodePage860, 4: charmap.CodePage863, 5: charmap.CodePage865, 16: charmap.Windows1252,
	17: charmap.CodePage866, 18: charmap.CodePage852, 19: charmap.CodePage858,
}

// ruled are places 80 to 9F of page 1, with which rules and boxes are drawn.
var ruled = []rune("▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯")

// read gives text byte by byte.
func (m textMode) read(b []byte) string {
	page, known := codePages[m.page]
	if !known {
		page = charmap.CodePage437
	}
	out := make([]rune, 0, len(b))
	for _, c := range b {
		if m.page == 1 && c >= 0x80 && c < 0xA0 {
			out = append(out, ruled[c-0x80])
		} else {
			out = append(out, page.DecodeByte(c))
		}
	}
	return string(out)
}
