package strict

import (
	"fmt"
	"strings"
)

// wordLimit bounds the text compared and shown: longer is no slip of the fingers.
const wordLimit = 64

// UnknownKey says that a key is not known, and which known one is nearest.
func UnknownKey(key string, known []string) error {
	if len(key) > wordLimit {
		return fmt.Errorf("unknown key of %d characters", len(key))
	}
	if near := Nearest(key, known); near != "" {
		return fmt.Errorf("unknown key %q: did you mean %q?", key, near)
	}
	return fmt.Errorf("unknown key %q: known are %s", key, strings.Join(known, ", "))
}

// Nearest is the known word that takes the fewest slips of the fingers to
// reach, or "" when none is within half the word's length. A key that was only
// put into the wrong table is nearest to itself in the right one.
func Nearest(word string, known []string) string {
	if len(word) > wordLimit {
		return ""
	}
	best, least := "", len(word)/2+1
	for _, candidate := range known {
		if lastPart(candidate) == lastPart(word) {
			return candidate
		}
		if d := distance(word, candidate); d < least {
			best, least = candidate, d
		}
	}
	return best
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// distance is how many bytes a person changed, forgot, put in or, side by side, mixed up.
func distance(a, b string) int {
	before, row := []int(nil), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			change := row[j]
			if a[i] != b[j] {
				change++
			}
			next[j+1] = min(change, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
