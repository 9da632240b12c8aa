package comms

import (
	"strings"
	"time"

	"posterm/txn"
)

// The fields of ISO 8583:1987 that say when a message was sent, and which one it is about.

// sent is when the message of field 7 left: a transaction that is repeated is the same
// message again, a reversal is a message of its own.
func (s source) sent() time.Time {
	if s.As == txn.Reversal {
		return s.Sent
	}
	return s.At
}

// transmission is field 7, MMDDhhmmss in UTC.
func transmission(t time.Time) string { return moment(t.UTC(), "0102150405") }

// moment is a time in a layout; the zero time is none.
func moment(t time.Time, layout string) string { return when(!t.IsZero(), t.Format(layout)) }

// elements is field 90, the original data elements: message type 4, trace 6, transmission
// date and time 10, acquirer 11, forwarder 11. A reversal names the message it undoes, a
// void its sale, a refund the day of its sale. What is not known is zeros.
func elements(s source) string {
	const institution = 11
	mti, trace, field7 := s.tiedTo().MTI, s.Original.Trace, transmission(s.Original.Sent)
	switch {
	case s.As == txn.Reversal:
		mti, trace, field7 = s.profile.Requests[s.Kind].MTI, s.Request.Trace, transmission(s.At)
	case s.ByDay:
		trace, field7 = 0, when(s.Original.Date != "", s.Original.Date+"000000")
	}
	known := trace > 0 || s.ByDay && field7 != ""
	if field7 == "" {
		field7 = strings.Repeat("0", len("MMDDhhmmss"))
	}
	return when(known, mti+trace.String()+field7+strings.Repeat("0", 2*institution))
}

// tiedTo is the layout of the kind that this one undoes, fulfils or gives back.
func (s source) tiedTo() Layout {
	for _, kind := range txn.Kinds() {
		if l, known := s.profile.Requests[kind]; known && s.Kind.Of(kind) {
			return l
		}
	}
	return Layout{MTI: "0000"}
}
