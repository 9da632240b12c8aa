package labtest

import (
	"slices"
	"strings"
)

// compare tells two lists of lines apart: with the fewest "- " lines that are wanted only and "+ " lines that are there
// only. Lines that are there are shown as shown says, which has one for each.
func compare(want, there, shown []string) (different bool, text string) {
	if slices.Equal(want, there) {
		return false, ""
	}
	// common[i][j] is how many lines want[i:] and there[j:] share in order.
	common := make([][]int, len(want)+1)
	for i := range common {
		common[i] = make([]int, len(there)+1)
	}
	for i := len(want) - 1; i >= 0; i-- {
		for j := len(there) - 1; j >= 0; j-- {
			if want[i] == there[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var lines []string
	for i, j := 0, 0; i < len(want) || j < len(there); {
		switch {
		case i < len(want) && j < len(there) && want[i] == there[j]:
			lines = append(lines, "      "+shown[j])
			i, j = i+1, j+1
		case j == len(there) || i < len(want) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, "    - "+want[i])
			i++
		default:
			lines = append(lines, "    + "+shown[j])
			j++
		}
	}
	return true, strings.Join(lines, "\n")
}
