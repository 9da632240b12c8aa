package comms

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/txn"
)

func TestApprovedSale(t *testing.T) {
	a, _, err := ask(t, sale(), func(p *peer) {
		m := p.answer()
		m.Set(2, testPAN.Digits())
		m.Set(15, "1122")
		m.Set(32, "12345678")
		m.Set(38, "123456")
		m.Set(44, "01020000   03040000   ")
		m.Set(63, "CUP\xBB\xB6\xD3\xAD\x1b@ ")
		p.frame.Header = p.frame.Header.WithRequirement(frame.RequireSignIn)
		p.send(p.frameOf(m, p.sealer))
	})
	require.NoError(t, err)
	require.Equal(t, Answer{
		Code: "00", Authentic: true, Auth: "123456", RRN: "000000000017", HostTime: "201503", HostDate: "1121",
		SettleDate: "1122", Issuer: "01020000", Acquirer: "03040000", Text: "欢迎@", Batch: 1,
		Card: testPAN.Masked(), Organisation: "CUP", Requirement: frame.RequireSignIn,
	}, a)
}

// A host may repeat the card number where it likes; it ends here.
func TestCardNumbersInTextsAreMasked(t *testing.T) {
	number := testPAN.Digits()
	for text, want := range map[string]string{
		"CUP卡号" + number: "卡号" + string(testPAN.Masked()),
		"CUP" + number[:4] + " " + number[4:8] + "-" + number[8:]: string(testPAN.Masked()),
		"CUP" + number + "\x1b":                                   string(testPAN.Masked()),
		"CUP请致电 400-820-8388":                                     "请致电 400-820-8388",
	} {
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
		require.NoError(t, err)
		for names, issuer := range map[string][2]string{
			number + strings.Repeat(" ", 22-len(number)): {string(testPAN.Masked())[:11], strings.TrimSpace(string(testPAN.Masked())[11:])},
			"1234567890112345678901":                     {"12345678901", "12345678901"},
			"1234567890 03040000   ":                     {"1234567890", "03040000"},
		} {
			a, _, err := ask(t, sale(), func(p *peer) {
				m := p.answer()
				m.Set(44, names)
				m.Set(63, gbk)
				p.send(p.frameOf(m, p.sealer))
			})
			require.NoError(t, err)
			require.Equal(t, want, a.Text)
			require.Equal(t, issuer, [2]string{a.Issuer, a.Acquirer})
		}
	}
}

func TestDeclinedSale(t *testing.T) {
	a, _, err := ask(t, sale(), func(p *peer) {
		m := p.answer()
		m.Set(32, "12345678")
		m.Set(39, "51")
		p.send(p.frameOf(m, p.sealer))
	})
	require.NoError(t, err)
	require.Equal(t, txn.Code("51"), a.Code)
	require.True(t, a.Authentic)
	require.Equal(t, "12345678", a.Acquirer, "from field 32 when there is no 44")
}

func TestReversalIsAnswered(t *testing.T) {
	a, _, err := ask(t, reversalOf(sale(), txn.NoReply), func(p *peer) {
		require.Equal(t, "0400", p.request.MTI)
		p.approve()
	})
	require.NoError(t, err)
	require.True(t, a.Authentic)
}

func TestSignInBringsKeysAndBatch(t *testing.T) {
	r := Request{Kind: txn.SignIn, Trace: 1, Batch: 1, Terminal: "00010001", Merchant: "104512541110001"}
	block := string(make([]byte, 40))
	a, _, err := ask(t, r, func(p *peer) {
		m := p.answer()
		m.Set(60, "00000007003")
		m.Set(62, block)
		p.send(p.frameOf(m, nil))
	})
	require.NoError(t, err)
	require.True(t, a.Authentic, "sign-in has no MAC")
	require.Equal(t, txn.Batch(7), a.Batch)
	require.Equal(t, Hidden(block), a.KeyBlock)
	text, err := json.Marshal(a)
	require.NoError(t, err)
	require.Contains(t, string(text), `"KeyBlock":"(40 bytes)"`)
	require.Contains(t, fmt.Sprintf("%x", a.KeyBlock), "(40 bytes)")
}

func TestKeyBlockComesWithASignInOnly(t *testing.T) {
	a, _, err := ask(t, sale(), func(p *peer) {
		m := p.answer()
		m.Set(62, "whatever")
		p.send(p.frameOf(m, p.sealer))
	})
	require.NoError(t, err)
	require.Empty(t, a.KeyBlock)
}

func TestBalance(t *testing.T) {
	fen := func(f txn.Fen) *txn.Fen { return &f }
	for _, tt := range []struct {
		name, field string
		want        *txn.Fen
	}{
		{"credit", "0202156C000000050000", fen(50000)},
		{"debit", "0202156D000000000001", fen(-1)},
		{"neither", "0202156X000000050000", nil},
		{"short", "0202156C00000005000", nil},
		{"letters", "0202156C0000000500ab", nil},
		{"absent", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, balance(tt.field)) })
	}
}

// Which answers are believed without a MAC, and what they mean then. The algorithm makes
// no difference.
func TestAnswersWithoutOrWithAWrongMAC(t *testing.T) {
	for _, session := range sessions(t) {
		t.Run(string(session.alg), session.answersWithoutOrWithAWrongMAC)
	}
}

func (s session) answersWithoutOrWithAWrongMAC(t *testing.T) {
	wrong := func(m *message.Message) { m.Set(64, "00000000") }
	none := func(*message.Message) {}
	for _, tt := range []struct {
		name    string
		code    string
		spoil   func(*message.Message)
		refused bool
	}{
		{"approval without MAC", "00", none, true},
		{"approval with a wrong MAC", "00", wrong, true},
		{"decline without MAC", "51", none, true},
		{"decline with a wrong MAC", "51", wrong, true},
		{"A0 without MAC", "A0", none, false},
		{"A0 with a wrong MAC: keys have parted", "A0", wrong, false},
		{"77 without MAC", "77", none, false},
		{"77 with a wrong MAC", "77", wrong, true},
		{"97 without MAC", "97", none, false},
		{"03 without MAC", "03", none, false},
		{"99 without MAC", "99", none, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := s.ask(t, s.sale(), func(p *peer) {
				m := p.answer()
				m.Set(39, tt.code)
				tt.spoil(m)
				p.send(p.frameOf(m, nil))
			})
			if tt.refused {
				requireUnknown(t, err, txn.BadMAC)
				require.Empty(t, a)
				return
			}
			require.NoError(t, err)
			require.False(t, a.Authentic)
			require.Equal(t, txn.Code(tt.code), a.Code)
		})
	}
}

func requireUnknown(t testing.TB, err error, reason txn.Reason) {
	t.Helper()
	require.ErrorIs(t, err, ErrOutcomeUnknown)
	require.NotErrorIs(t, err, ErrNotSent)
	require.Equal(t, reason, ReasonOf(err))
}
