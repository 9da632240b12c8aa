package office

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"posterm/txn"
)

// Refusal is a request that is not served: what is wrong and what would be right.
type Refusal struct {
	Status int
	Words  txn.Words
}

// Error is the English text.
func (r *Refusal) Error() string { return r.Words.EN }

func refuse(status int, zh, en string) *Refusal { return &Refusal{status, txn.Words{ZH: zh, EN: en}} }

// only refuses parameters that have no meaning, and those that come twice. Every page has lang.
func only(q url.Values, valid ...string) error {
	valid = append(valid, "lang")
	slices.Sort(valid)
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if !slices.Contains(valid, name) {
			list := strings.Join(valid, ", ")
			return refuse(http.StatusBadRequest, fmt.Sprintf("没有参数 %.40q；可用的有：%s", name, list), fmt.Sprintf("there is no parameter %.40q; valid are %s", name, list))
		}
		if len(q[name]) > 1 {
			return refuse(http.StatusBadRequest, fmt.Sprintf("参数 %q 重复", name), fmt.Sprintf("parameter %q comes twice", name))
		}
	}
	return nil
}
