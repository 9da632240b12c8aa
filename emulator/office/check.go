package office

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"posterm/txn"
)

// checkFilters are the parameters of the reconciliation.
var checkFilters = []string{"day", "window"}

// Reconcile compares the ledger with itself and with the exports that were uploaded. Parameters: day,
// a settlement date, and window, the minutes within which two payments may be one. Errors are Refusals.
func (f *Office) Reconcile(q url.Values) (Result, error) {
	if err := only(q, checkFilters...); err != nil {
		return Result{}, err
	}
	day, window := q.Get("day"), windowDefault
	if err := aDay("day", day); err != nil {
		return Result{}, err
	}
	if text := q.Get("window"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > windowLimit {
			return Result{}, refuse(http.StatusBadRequest, fmt.Sprintf("window 是 1 到 %d 分钟", windowLimit), fmt.Sprintf("window is 1 to %d minutes", windowLimit))
		}
		window = n
	}
	r := reconcile(f.Host.Ledger(), f.uploads.records(), day, window)
	r.Exports = append([]Uploaded{}, f.uploads.list()...)
	return r, nil
}

// checked is what the page of the reconciliation shows.
type checked struct {
	Result
	Token string
	Limit int // bytes of an export
}

func (f *Office) checkPage(w http.ResponseWriter, r *http.Request, v view) error {
	return f.costly(r, func() error {
		result, err := f.Reconcile(v.query)
		if err != nil {
			return err
		}
		return v.titled("check", txn.Words{ZH: "次日对账", EN: "Reconciliation"}).write(w, http.StatusOK, "check", checked{result, f.token, ExportLimit})
	})
}

// Limits of a form beside its file.
const (
	fieldLimit = 64      // bytes of one field
	formRoom   = 8 << 10 // of everything around the file
)

// takeExport takes the form with a journal's export, and leads to the result.
func (f *Office) takeExport(w http.ResponseWriter, r *http.Request, v view) error {
	select {
	case f.busy <- struct{}{}:
		defer func() { <-f.busy }()
	default:
		w.Header().Set("Retry-After", "1")
		return refuse(http.StatusServiceUnavailable, "正在处理其他上传，请稍后再试", "other uploads are being read; try again in a moment")
	}
	r.Body = http.MaxBytesReader(w, r.Body, ExportLimit+formRoom)
	form, err := r.MultipartReader()
	if err != nil {
		return refuse(http.StatusUnsupportedMediaType, "请用页面上的表单上传", "use the form of the page")
	}
	fields := map[string]string{}
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return refuse(http.StatusBadRequest, "表单里没有流水文件", "the form has no journal")
		case err != nil:
			return f.uploadFailed(err)
		case part.FormName() != "journal":
			if err := field(fields, part); err != nil {
				return err
			}
			continue
		case !f.mine(fields["token"]):
			return refuse(http.StatusForbidden, "表单已失效：请重新打开对账页面再上传", "the form is not one of this page, or an old one: open the page again")
		}
		if err := f.Take(part, fields["terminal"]); err != nil {
			return f.uploadFailed(err)
		}
		q := url.Values{"day": {fields["day"]}, "window": {fields["window"]}}
		http.Redirect(w, r, link(v.Lang, "/office/check", q), http.StatusSeeOther)
		return nil
	}
}

// field reads one of the form's small fields.
func field(fields map[string]string, part *multipart.Part) error {
	name := part.FormName()
	switch name {
	case "token", "terminal", "day", "window":
	default:
		return refuse(http.StatusBadRequest, fmt.Sprintf("没有字段 %.40q；可用的有：token, terminal, day, window, journal", name),
			fmt.Sprintf("there is no field %.40q; valid are token, terminal, day, window, journal", name))
	}
	value, err := io.ReadAll(io.LimitReader(part, fieldLimit+1))
	if err != nil || len(value) > fieldLimit {
		return refuse(http.StatusBadRequest, fmt.Sprintf("字段 %s 太长", name), fmt.Sprintf("field %s is too long", name))
	}
	fields[name] = string(value)
	return nil
}

// uploadFailed says what was wrong with an upload.
func (f *Office) uploadFailed(err error) error {
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return refuse(http.StatusRequestEntityTooLarge, fmt.Sprintf("流水文件最大 %d 字节", ExportLimit), fmt.Sprintf("a journal's export has at most %d bytes", ExportLimit))
	case errors.Is(err, ErrExport):
		where := ""
		if wrong := (*rowError)(nil); errors.As(err, &wrong) {
			where = fmt.Sprintf("，第 %d 笔有误", wrong.row)
		}
		return refuse(http.StatusUnprocessableEntity, "这不是 posterm journal export --format json 导出的流水"+where+"，没有采用：请重新导出，不要改动，再上传",
			err.Error()+": export it again, change nothing, and upload that")
	}
	return refuse(http.StatusBadRequest, "上传中断，没有收到完整的文件", "the upload was cut off: the file did not arrive as a whole")
}
