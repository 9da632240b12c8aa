package host

import "time"

// dayLayout writes a day as YYYYMMDD.
const dayLayout = "20060102"

// today is the settlement date at a time: the calendar's in Beijing, or a later one
// that a cut-over began. YYYYMMDD.
func (b *book) today(at time.Time) string {
	year, month, day := at.Date()
	return max(b.day, digits(uint64(year*10_000+int(month)*100+day), len(dayLayout)))
}

// daysBetween counts days from one to another; 0 for what is no day.
func daysBetween(from, to string) int {
	a, errA := time.Parse(dayLayout, from)
	z, errZ := time.Parse(dayLayout, to)
	if errA != nil || errZ != nil {
		return 0
	}
	return int(z.Sub(a).Hours() / 24)
}
