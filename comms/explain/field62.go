package explain

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// usage is field 62, whose content the message and field 60.3 tell (PROTOCOL.md 2.10, 5.2).
func usage(l *look, v string, it *Item) {
	code := l.private.Network
	switch form := keyForms[code]; {
	case l.name == signIn && l.answer && form.slots != nil:
		keyBlock(form, v, it)
	case l.name == signIn && !l.answer:
		sequence(v, it)
	case l.kind == "wallet_pay" && !l.answer:
		it.Words = Words{"付款码", "payment code"}
		it.Value = maskNumber(v)
		it.means(wallet(v))
	case queries[code] && !l.answer:
		received(v, it)
	case queries[code] || downloads[code]:
		parameters(v, it)
	default:
		it.means(count(len(v), "字节，用法由报文决定", "byte, used as the message has it"))
	}
}

// keyForm is the layout of the keys in a sign-in's answer.
type keyForm struct {
	size  int // bytes of every key's place
	slots []string
}

// keyForms are by field 60.3.
var keyForms = map[string]keyForm{
	"001": {8, []string{"PIK", "MAK"}},
	"003": {16, []string{"PIK", "MAK"}},
	"004": {16, []string{"PIK", "MAK", "TDK"}},
	"005": {16, []string{"PIK", "MAK", "TDK"}},
	"006": {16, []string{"PIK", "MAK", "TDK"}},
}

var keyNames = map[string]Words{
	"PIK": {"PIN 密钥", "PIN key"},
	"MAK": {"MAC 密钥", "MAC key"},
	"TDK": {"磁道密钥", "track key"},
}

// keyBlock shows check values and never a key, wrapped as it is.
func keyBlock(form keyForm, v string, it *Item) {
	const kcv = 4
	slot := form.size + kcv
	if len(v) != slot*len(form.slots) {
		it.means(unreadable(fmt.Errorf("key block of %d bytes, this sign-in has %d", len(v), slot*len(form.slots))))
		return
	}
	for i, name := range form.slots {
		part := v[i*slot : (i+1)*slot]
		key := Item{Name: name, Words: keyNames[name], Value: hidden(form.size)}
		if zeros := strings.HasSuffix(part[:form.size], strings.Repeat("\x00", form.size/2)); zeros && form.size > 8 {
			key.means(Words{"单倍长，后半填零", "single length, the right half is filler"})
		}
		key.Parts = []Item{{Words: Words{"校验值", "check value"}, Value: upperHex(part[form.size:])}}
		it.Parts = append(it.Parts, key)
	}
}

// sequence is "Sequence No", a length of two digits, and a terminal's number.
func sequence(v string, it *Item) {
	const title, digits = "Sequence No", 2
	rest, found := strings.CutPrefix(v, title)
	if !found || len(rest) < digits {
		it.means(unreadable(errors.New(`it does not begin with "Sequence No" and a length`)))
		return
	}
	n, err := strconv.Atoi(rest[:digits])
	if err != nil || n != len(rest)-digits {
		it.means(unreadable(errors.New("the length of the number is wrong")))
		return
	}
	number := printable(rest[digits:])
	it.Value = printable(v)
	it.Parts = []Item{{Words: Words{"入网许可前缀和序列号", "network licence and serial number"}, Value: number}}
}

// Parameters of chip cards: queries ask which there are, downloads for one of them.
var (
	queries   = map[string]bool{"372": true, "373": true, "382": true}
	downloads = map[string]bool{"370": true, "380": true, "394": true}
)

// received is the request of a query: "1" and how many were received already.
func received(v string, it *Item) {
	it.Value = printable(v)
	if len(v) != 3 || v[0] != '1' || strings.Trim(v, "0123456789") != "" {
		it.means(unreadable(errors.New("want 1 and two digits")))
		return
	}
	n, _ := strconv.Atoi(v[1:])
	it.means(Words{fmt.Sprintf("已收到 %d 条", n), fmt.Sprintf("received so far: %d", n)})
}

// mores are the first byte of an answer.
var mores = map[byte]Words{
	'0': {"没有", "there is none"},
	'1': {"全部或最后一批", "all, or the last of them"},
	'2': {"还有后续", "more follow"},
}

// parameters are a flag, in answers, and BER-TLV.
func parameters(v string, it *Item) {
	data := v
	if v != "" && '0' <= v[0] && v[0] <= '3' {
		flag := Item{Words: Words{"标志", "flag"}, Value: v[:1]}
		flag.means(mores[v[0]])
		it.Parts = append(it.Parts, flag)
		data = v[1:]
	}
	more, err := tlvItems(data)
	it.Parts = append(it.Parts, more...)
	if err != nil {
		it.means(unreadable(err))
	}
}
