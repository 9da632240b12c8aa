package printer

import "posterm/internal/glyph"

// style is how characters of one kind are printed, those of a single byte or those of full width. It follows
// from the modes and is worked out once for all text between two commands.
type style struct {
	width, height int // of a character's box in dots, spacing included in width
	cell          int // dots of its width, before scaling
	indent        int // dots left of the glyph
	sx, sy        int // scale of the dots
	underline     int // rows
	last          int // the furthest place from the left margin where there is room for one
	bold, reverse bool
	plain         bool // drawn dot for dot: most of all text
	look          look
}

// restyle works out both styles, and what bytes stand for.
func (ip *interpreter) restyle() {
	ip.styled, ip.line.style = true, nil
	ip.cells.choose(alphabet{ip.country, ip.page, ip.font})
	ip.narrow = style{sx: ip.wide, sy: ip.tall, bold: ip.bold || ip.double, reverse: ip.reverse}
	ip.full = ip.narrow
	ip.singleWidth(&ip.narrow)
	ip.fullWidth(&ip.full)
	for _, s := range []*style{&ip.narrow, &ip.full} {
		s.last = max(0, ip.room()-s.width)
		s.plain = s.sx == 1 && s.sy == 1 && s.underline == 0 && !s.reverse
		s.look = s.told(ip.align)
	}
	ip.narrow.look.fontB = ip.font == glyph.FontB
}

// told is the look of its characters.
func (s *style) told(align int) look {
	return look{wide: uint8(s.sx - 1), tall: uint8(s.sy - 1), underline: uint8(s.underline / s.sy), align: uint8(align),
		bold: s.bold, reverse: s.reverse}
}

// singleWidth sets the box of a 12x24 character, or a 9x17 one of font B.
func (ip *interpreter) singleWidth(s *style) {
	height := 24
	s.cell = 12
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
	s.cell, s.indent = 24, ip.hanziLeft
	s.width, s.height = s.cell*s.sx+ip.hanziLeft+ip.hanziRight, 24*s.sy
	s.underline = max(ip.underline, ip.hanziUnder) * s.sy
}

// middle is where a Latin stand-in sits in a full-width cell, before scaling.
func (s *style) middle(c *shape) int { return (s.cell - c.width) / 2 }
