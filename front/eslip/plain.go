package eslip

import (
	"fmt"
	"net/http"
	"strconv"

	"posterm/txn"
)

// reasons are what a customer reads who gets no e-slip. Nobody knows their language: both stand there.
var reasons = map[int]txn.Words{
	http.StatusNotFound: {ZH: "没有这张电子小票。请重新扫码，或向商户索取小票。", EN: "There is no such e-slip. Scan the code again, or ask the merchant for the slip."},
	http.StatusGone: {ZH: "链接已过期。请告诉商户交易日期、时间、金额和卡号后四位，由商户补打小票或给出新的电子小票。请勿重复付款。",
		EN: "The link has expired. Tell the merchant the date, the time, the amount and the last four digits of the card: the slip can be printed again, or made as a file. Do not pay again."},
	http.StatusMethodNotAllowed:    {ZH: "只能查看。", EN: "This can only be read."},
	http.StatusTooManyRequests:     {ZH: "访问过于频繁，请稍候再试。", EN: "Too many requests. Wait, then try again."},
	http.StatusServiceUnavailable:  {ZH: "终端正忙，请稍候再试。请勿重复付款。", EN: "The terminal is busy. Wait, then try again. Do not pay again."},
	http.StatusInternalServerError: {ZH: "电子小票暂时无法生成，请向商户索取纸质小票。请勿重复付款。", EN: "The e-slip cannot be made now. Ask the merchant for paper. Do not pay again."},
}

// retryAfter is when it is worth trying again, in seconds. Chosen.
const retryAfter = 5

// plain is the one page for everything that is no e-slip.
func (s *server) plain(w http.ResponseWriter, status int) {
	why := reasons[status]
	data := document(s.Lang, title.In(s.Lang), fmt.Sprintf("<p lang=\"zh-CN\">%s</p>\n<p lang=\"en\">%s</p>\n", why.ZH, why.EN))
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
	w.Header().Set("Content-Type", mediaTypes[HTML])
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

// ways lead from the page to its picture, its document and its other language.
func ways(a address) string {
	other, name := txn.English, "English"
	if a.lang == txn.English {
		other, name = txn.Chinese, "中文"
	}
	picture := txn.Words{ZH: "图片", EN: "picture"}.In(a.lang)
	return fmt.Sprintf("<nav><a href=\"%s.png?lang=%s\">%s</a> · <a href=\"%s.pdf?lang=%s\">PDF</a> · <a href=\"%s?lang=%s\" hreflang=\"%s\">%s</a></nav>\n",
		a.token, a.lang, picture, a.token, a.lang, a.token, other, languages[other], name)
}
