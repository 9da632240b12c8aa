package canary

import "regexp"

// digitRuns are runs of digits as long as a card number may be, or longer.
var digitRuns = regexp.MustCompile(`[0-9]{13,}`)

// CardNumbers gives the runs of 13 to 19 ASCII digits in data whose last digit is the
// right check digit (Luhn): they may be card numbers. One run in ten is by chance.
func CardNumbers(data []byte) (found []string) {
	for _, run := range digitRuns.FindAll(data, -1) {
		if len(run) <= 19 && luhn(run) {
			found = append(found, string(run))
		}
	}
	return found
}

func luhn(run []byte) bool {
	sum := 0
	for i := range run {
		d := int(run[len(run)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
