package txn

import (
	"fmt"
	"time"
)

// Beijing is the time zone of slips and of the host's dates, +08:00 without
// daylight saving. It does not depend on how a board is set up.
var Beijing = time.FixedZone("CST", 8*60*60)

// HostDate is the host's date format, field 13: MMDD in Beijing.
func HostDate(at time.Time) string { return at.In(Beijing).Format("0102") }

// HostTime is the host's time format, field 12: hhmmss in Beijing.
func HostTime(at time.Time) string { return at.In(Beijing).Format("150405") }

// ParseDay reads MMDD, a day of any year, and gives it back.
func ParseDay(s string) (string, error) {
	if _, err := time.Parse("20060102", "2024"+s); err != nil || len(s) != 4 {
		return "", fmt.Errorf("bad day %q: want MMDD like 1121", clip(s))
	}
	return s, nil
}
