package panel

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"maps"
	"slices"
)

// paletteSize is what a picture of one byte a dot can have.
const paletteSize = 256

// thrifty draws an image again with its commonest colours: a picture of a page needs no more, and takes a third
// of the room.
func thrifty(img image.Image) *image.Paletted {
	b := img.Bounds()
	in := image.NewNRGBA(b)
	draw.Draw(in, b, img, b.Min, draw.Src)
	count := map[color.NRGBA]int{}
	for i := 0; i < len(in.Pix); i += 4 {
		count[coarse(in.Pix[i:])]++
	}
	common := slices.SortedFunc(maps.Keys(count), func(a, b color.NRGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var palette color.Palette
	for _, c := range common[:min(len(common), paletteSize)] {
		palette = append(palette, c)
	}
	out, place := image.NewPaletted(b, palette), map[color.NRGBA]uint8{}
	for i := 0; i < len(in.Pix); i += 4 {
		c := coarse(in.Pix[i:])
		at, known := place[c]
		if !known {
			at = uint8(palette.Index(c))
			place[c] = at
		}
		out.Pix[i/4] = at
	}
	return out
}

// coarse lets colours that an eye does not tell apart be one.
func coarse(p []byte) color.NRGBA {
	round := func(v byte) byte { return byte(min(255, (int(v)+3)/6*6)) }
	return color.NRGBA{round(p[0]), round(p[1]), round(p[2]), 255}
}
