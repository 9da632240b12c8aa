package txn

import (
	"fmt"
	"strconv"
	"strings"
)

// Trace is the systems trace audit number (STAN, field 11), which is also the
// voucher number 凭证号 on the slip: 1 to 999999.
type Trace uint32

// TraceLimit is the highest trace number; after it comes 1.
const TraceLimit Trace = 999_999

// Next is the trace number after t: 999999 is followed by 000001.
func (t Trace) Next() Trace {
	if t >= TraceLimit {
		return 1
	}
	return t + 1
}

// Skip is the trace number n numbers after t.
func (t Trace) Skip(n int) Trace {
	return Trace((int64(t)-1+int64(n))%int64(TraceLimit)) + 1
}

// String gives six digits: "000012".
func (t Trace) String() string { return fmt.Sprintf("%06d", uint32(t)) }

// Batch is the batch number 批次号, field 60.2: 1 to 999999.
type Batch uint32

// Next is the batch number after b: 999999 is followed by 000001.
func (b Batch) Next() Batch { return Batch(Trace(b).Next()) }

// String gives six digits: "000001".
func (b Batch) String() string { return fmt.Sprintf("%06d", uint32(b)) }

// ParseNumber reads a six-digit number, leading zeros optional: 1 to 999999.
func ParseNumber(s string) (uint32, error) {
	if s == "" || len(s) > 6 || !digits(s) {
		return 0, fmt.Errorf("bad number %q: want up to six digits", clip(s))
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("bad number %q: want 000001 to 999999", clip(s))
	}
	return uint32(n), nil
}

// Ref is how people name a transaction: its trace number, or batch and trace.
// Batch 0 means the newest transaction with that trace number.
type Ref struct {
	Batch Batch
	Trace Trace
}

// ParseRef reads "12", "000012" or "000001/000012".
func ParseRef(s string) (Ref, error) {
	batch, trace, exact := strings.Cut(s, "/")
	if !exact {
		n, err := ParseNumber(s)
		return Ref{Trace: Trace(n)}, err
	}
	b, err := ParseNumber(batch)
	if err != nil {
		return Ref{}, err
	}
	n, err := ParseNumber(trace)
	return Ref{Batch: Batch(b), Trace: Trace(n)}, err
}

// String gives "000012" or "000001/000012".
func (r Ref) String() string {
	if r.Batch == 0 {
		return r.Trace.String()
	}
	return r.Batch.String() + "/" + r.Trace.String()
}
