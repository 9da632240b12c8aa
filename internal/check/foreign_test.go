package check_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/check"
	"posterm/txn"
)

// TestPaperThatIsNoCopy: a code that nobody can pay by, and a record that nobody asked the host for.
func TestPaperThatIsNoCopy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		want  check.Problem
		trace txn.Trace
		plant func(*story)
	}{
		{"a payment code of a sale", check.StrayCode, 1, func(s *story) { s.paper(s.made(1), txn.FormPayCode, txn.Merchant, false) }},
		{"a slip from the host's record that no enquiry bears out", check.RecordUnproven, 1, func(s *story) { s.paper(s.made(1), txn.FormHostRecord, txn.Merchant, false) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := day()
			tt.plant(s)
			found := check.Of(s.Evidence)
			require.Len(t, found, 1, "%v", found)
			require.Equal(t, tt.want.String(), found[0].Problem.String())
			require.Equal(t, tt.trace, found[0].Of.Trace)
		})
	}
}
