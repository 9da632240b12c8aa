package panel

import (
	"encoding/json"
	"errors"
	"net/http"

	"posterm/txn"
)

// problem is why a request was refused: what, and what would be right, for a person.
type problem struct {
	Status int    `json:"-"`
	Code   string `json:"code"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
}

func (p problem) Error() string { return p.Code + ": " + p.EN }

func asProblem(err error, p *problem) bool { return errors.As(err, p) }

// badMember is a member of a body that will not do. Its value is not repeated: it could be a PIN.
func badMember(name string, w txn.Words) problem {
	return problem{http.StatusBadRequest, "bad_" + name, name + "：" + w.ZH, name + ": " + w.EN}
}

// The refusals of the server.
var (
	notLocal   = problem{http.StatusForbidden, "not_local", "只服务本机：Host 必须是回环地址", "only this machine is served: Host must name the loopback"}
	foreign    = problem{http.StatusForbidden, "foreign_origin", "不接受其他来源的页面", "not for pages of another origin"}
	noToken    = problem{http.StatusForbidden, "bad_token", "页面已过期，请刷新", "the page is out of date: reload it"}
	noSuch     = problem{http.StatusNotFound, "not_found", "没有这个地址", "there is no such path"}
	noMethod   = problem{http.StatusMethodNotAllowed, "bad_method", "不支持这个方法", "this path does not take that method"}
	notJSON    = problem{http.StatusUnsupportedMediaType, "not_json", "请发送 JSON（Content-Type: application/json）", "send JSON, with Content-Type: application/json"}
	tooLarge   = problem{http.StatusRequestEntityTooLarge, "too_large", "请求太大：最多 4096 字节", "the request is too large: at most 4096 bytes"}
	tooSlow    = problem{http.StatusRequestTimeout, "too_slow", "请求没有在 10 秒内收完，没有执行", "the request did not come within 10 s: nothing was done"}
	notObject  = problem{http.StatusBadRequest, "bad_json", "请求不是所要的 JSON 对象", "the body is not the JSON object that is wanted"}
	tooMany    = problem{http.StatusServiceUnavailable, "too_many", "同时打开的页面太多，请关闭一个", "too many pages are open: close one"}
	badID      = problem{http.StatusBadRequest, "bad_id", "id 应为 8 到 64 个字母、数字或短横", "id: want 8 to 64 letters, digits or dashes"}
	badKey     = problem{http.StatusBadRequest, "bad_key", "没有这个键", "there is no such key"}
	interrupts = problem{http.StatusServiceUnavailable, "interrupted", "已中断；请查询最后一笔", "interrupted: query the last transaction"}
)

// write sends the problem as {"error":{...}}.
func (p problem) write(w http.ResponseWriter) {
	writeJSON(w, p.Status, map[string]problem{"error": p})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil { // none of our types can fail
		http.Error(w, "internal", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
