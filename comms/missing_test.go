package comms

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// A request that lacks something names it, and is no failure of the line.
func TestWhatIsMissingIsNamed(t *testing.T) {
	nameless := void()
	nameless.Original.RRN = ""
	amountless := reversalOf(sale(), txn.NoReply)
	amountless.Amount = 0
	for _, tt := range []struct {
		name    string
		request Request
		field   int
		says    string
		zh      string
	}{
		{"a void without a reference number", nameless, 37, "void cannot be built: field 37 (retrieval reference number) is not known", "报文无法生成：缺少 37 域（检索参考号）"},
		{"a reversal without an amount", amountless, 4, "reversal of sale cannot be built: field 4 (amount) is not known", "报文无法生成：缺少 4 域（交易金额）"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dialled := false
			link := Link{Profile: UnionPay, Dial: func(context.Context) (net.Conn, error) {
				dialled = true
				return nil, errors.New("nobody there")
			}}
			_, err := link.Exchange(t.Context(), tt.request, nil)
			var missing *MissingError
			require.ErrorAs(t, err, &missing)
			require.Equal(t, tt.field, missing.Field)
			require.EqualError(t, missing, tt.says)
			require.Equal(t, tt.zh, missing.Words().ZH)
			require.Contains(t, missing.Words().EN, missing.Name.EN)
			requireNotSent(t, err)
			require.False(t, dialled)
		})
	}
	unreached := Link{Profile: UnionPay, Dial: func(context.Context) (net.Conn, error) { return nil, errors.New("nobody there") }}
	_, err := unreached.Exchange(t.Context(), Request{Kind: txn.Echo, Trace: 1, Batch: 1, Terminal: "00010001", Merchant: "104512541110001"}, nil)
	var missing *MissingError
	requireNotSent(t, err)
	require.False(t, errors.As(err, &missing), "a line that fails lacks nothing")
}
