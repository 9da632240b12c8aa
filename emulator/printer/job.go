package printer

// job is what a host began by initialising the printer. On a strip that nobody cuts or tears one lies behind the
// other, and each is a slip to whoever reads it.
type job struct {
	from int  // its first row
	gap  bool // something is missing of it: jam, cover, power loss, lost bytes, a cable that was pulled
}

// Part is one of several slips on a piece of paper.
type Part struct {
	Text      string `json:"text"`
	Duplicate bool   `json:"duplicate"`
	Complete  bool   `json:"complete"`      // as of a Slip; the beginning of the next one ends it
	Gap       bool   `json:"gap,omitempty"` // as of a Slip
}

// until is the row at which a job ends.
func (p *piece) until(i int) int {
	if i+1 < len(p.jobs) {
		return p.jobs[i+1].from
	}
	return p.rows()
}

// inkOf says whether a job left ink.
func (p *piece) inkOf(i int) bool { return p.inkWithin(p.jobs[i].from, p.until(i)) }

// parts are the jobs that left ink, as slips.
func (p *piece) parts() (parts []Part) {
	for i, j := range p.jobs {
		if !p.inkOf(i) {
			continue
		}
		if n := len(parts); n > 0 && !parts[n-1].Gap {
			parts[n-1].Complete = n > 1 || p.clean
		}
		text := p.text(j.from, p.until(i))
		parts = append(parts, Part{Text: text, Duplicate: marked(text), Gap: j.gap})
	}
	if n := len(parts); n > 0 && !parts[n-1].Gap {
		parts[n-1].Complete = (n > 1 || p.clean) && p.ended()
	}
	return parts
}

// nextJob begins a job behind those that left ink. One that left none is forgotten, with what was missing of it.
func (p *paper) nextJob() {
	n := len(p.cur.jobs)
	if !p.cur.inkOf(n - 1) {
		n--
	}
	p.cur.jobs = append(p.cur.jobs[:n], job{from: p.cur.rows()})
	p.cur.abandoned = false
}

// share divides the jobs of a piece at a row. One that lies on both sides goes to both; what is missing of it is
// missing of what comes off.
func share(jobs []job, at int) (off, rest []job) {
	rest = []job{{}}
	for i, j := range jobs {
		if i == 0 || j.from < at {
			off = append(off, j)
		} else {
			rest = append(rest, job{j.from - at, j.gap})
		}
	}
	return off, rest
}

// tornThrough is the job that a hand at the bar tears through: some of it lies before the bar, or is to come.
func (p *paper) tornThrough(more bool) *job {
	at, i := p.cur.rows()-p.cutter, len(p.cur.jobs)-1
	for i > 0 && p.cur.jobs[i].from >= at {
		i--
	}
	switch {
	case at <= 0, !p.cur.inkWithin(p.cur.jobs[i].from, at): // nothing of it comes off
		return nil
	case more && i == len(p.cur.jobs)-1, p.cur.inkWithin(at, p.cur.until(i)):
		return &p.cur.jobs[i]
	}
	return nil
}

// fedOut says whether all that was printed can be torn off at the bar: as much blank paper has come behind it as lies
// between head and bar, perhaps on the next roll. A printer with a cutter has no bar.
func (p *paper) fedOut() bool {
	blank := p.cur.tail()
	if former := p.former(); former != nil && !p.cur.inked() {
		blank += former.tail() - p.cutter // which lay beyond the head when the roll was put in
	}
	return p.bar && blank >= p.cutter
}

// tail is how many blank rows a piece ends with.
func (p *piece) tail() (rows int) {
	for rows < p.rows() && p.density[p.rows()-1-rows] == 0 {
		rows++
	}
	return rows
}

// between says that a job has begun behind others and that nothing of it is on paper.
func (p *paper) between() bool {
	n := len(p.cur.jobs)
	return n > 1 && !p.cur.inkOf(n-1)
}

// lying is the paper as it lies there: at a bar a slip has ended that is fed out and of which nothing is to come.
func (p *paper) lying(more bool) []piece {
	all := p.pieces()
	if !p.fedOut() || more && !p.between() {
		return all
	}
	for i := range all {
		if one := &all[i]; one.end == endOpen {
			one.end = endBar
		} else if one.id == p.cur.continues && !p.cur.inked() {
			one.whole = true
		}
	}
	return all
}
