package main

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The pictures are drawn, and the slips in them get paler from left to right and from above to below.
func TestColdAndWeakSlipsArePaler(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, run(dir))
	for _, name := range []string{"paper_density.png", "paper_faults.png"} {
		require.Greater(t, load(t, dir, name).Bounds().Dx(), 900)
	}
	img := load(t, dir, "paper_weather.png")
	const columns, rows = 4, 2
	w, h := img.Bounds().Dx()/columns, img.Bounds().Dy()/rows
	var darkest [rows][columns]uint32
	for row := range rows {
		for column := range columns {
			darkest[row][column] = 0xFFFF
			for y := row*h + labelRows; y < (row+1)*h; y++ {
				for x := column * w; x < (column+1)*w; x++ {
					r, _, _, _ := img.At(x, y).RGBA()
					darkest[row][column] = min(darkest[row][column], r)
				}
			}
			if column > 0 {
				require.Greater(t, darkest[row][column], darkest[row][column-1], "row %d, column %d", row, column)
			}
			if row > 0 {
				require.Greater(t, darkest[row][column], darkest[row-1][column], "column %d", column)
			}
		}
	}
}

func load(t *testing.T, dir, name string) image.Image {
	file, err := os.Open(filepath.Join(dir, name))
	require.NoError(t, err)
	defer file.Close()
	img, err := png.Decode(file)
	require.NoError(t, err)
	return img
}
