package host_test

import (
	"fmt"
	"testing"
)

// TestTextHasTheCharactersOfItsType: a control byte or half a hanzi in a text is refused, and the field named.
func TestTextHasTheCharactersOfItsType(t *testing.T) {
	x := newTill(newLab(t))
	sale := x.sale(1_000, panB)
	sold := x.want("00", sale)
	void := x.void(sale, sold)
	refund := x.refund(100, sale, sold)
	wallet := x.pay(100, codeWeChat, x.order())
	for _, bad := range []string{"\x00", "\x1b", "\n", "\x7f", "\x81", "\xff", "\x81\x20"} {
		fill := func(n int) string { return (bad + "0000000000000000000000000000000000000000")[:n] }
		refused(x, fmt.Sprintf("41 %q", bad), "30", 41, changed(sale, 41, fill(8)))
		refused(x, fmt.Sprintf("42 %q", bad), "30", 42, changed(sale, 42, fill(15)))
		refused(x, fmt.Sprintf("43 %q", bad), "30", 43, changed(sale, 43, fill(40)))
		refused(x, fmt.Sprintf("49 %q", bad), "30", 49, changed(sale, 49, fill(3)))
		refused(x, fmt.Sprintf("37 %q", bad), "30", 37, changed(void, 37, fill(12)))
		refused(x, fmt.Sprintf("38 %q", bad), "30", 38, changed(void, 38, fill(6)))
		refused(x, fmt.Sprintf("63 %q", bad), "30", 63, changed(refund, 63, fill(3)))
		refused(x, fmt.Sprintf("59 %q", bad), "30", 59, changed(wallet, 59, "A5022"+fill(22)))
	}
	refused(x, "a sign in 37", "30", 37, changed(void, 37, "00000000000-"))
	merchant := fmt.Sprintf("%-40s", "\xba\xa3\xb5\xed\xc7\xf8 No.1") // 海淀区 in GBK
	x.want("00", changed(x.sale(100, panB), 43, merchant))
}
