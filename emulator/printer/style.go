package printer

import "posterm/internal/glyph"

// style is how characters of one kind are printed, those of a single byte or those of full width. It follows
// from the modes and is worked out once for all text between two commands.
type style struct {
	item      // but for its character and place
	cell  int // dots of a character's width, before scaling
	plain bool
	look  look
}

// restyle works out both styles, and what bytes stand for.
func (ip *interpreter) restyle() {
	ip.styled, ip.line.style = true, nil
	ip.cells.choose(alphabet{ip.country, ip.page, ip.font})
	common := item{sx: ip.wide, sy: ip.tall, bold: ip.bold || ip.double, reverse: ip.reverse}
	ip.narrow, ip.full = style{item: common, cell: 12}, style{item: common, cell: 24}
	ip.singleWidth(&ip.narrow)
	ip.fullWidth(&ip.full)
	ip.narrow.plain, ip.full.plain = ip.narrow.asIs(), ip.full.asIs()
	ip.narrow.look, ip.full.look = ip.narrow.told(ip.align), ip.full.told(ip.align)
	ip.narrow.look.fontB = ip.font == glyph.FontB
}

// asIs is true for characters that are drawn dot for dot: most of all text.
func (s *style) asIs() bool { return s.sx == 1 && s.sy == 1 && s.underline == 0 && !s.reverse }

// told is the look of its characters.
func (s *style) told(align int) look {
	return look{wide: uint8(s.sx - 1), tall: uint8(s.sy - 1), underline: uint8(s.underline / s.sy), align: uint8(align),
		bold: s.bold, reverse: s.reverse}
}

// singleWidth sets the box of a 12x24 character, or a 9x17 one of font B.
func (ip *interpreter) singleWidth(s *style) {
	height := 24
	if ip.font == glyph.FontB {
		s.cell, height = 9, 17
	}
	s.width, s.height = (s.cell+ip.gap)*s.sx, height*s.sy
	s.underline = ip.underline * s.sy
}

// fullWidth sets the box of a 24x24 character. GS ! and FS ! both can enlarge it.
func (ip *interpreter) fullWidth(s *style) {
	if ip.hanziWide {
		s.sx = max(s.sx, 2)
	}
	if ip.hanziTall {
		s.sy = max(s.sy, 2)
	}
	s.indent = ip.hanziLeft
	s.width, s.height = s.cell*s.sx+ip.hanziLeft+ip.hanziRight, 24*s.sy
	s.underline = max(ip.underline, ip.hanziUnder) * s.sy
}
