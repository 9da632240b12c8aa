package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"posterm/card"
	"posterm/internal/strict"
	"posterm/journal"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// failure is an error as people and registers see it.
type failure struct {
	code          string // for programs
	cause         string // for programs, of an unreachable host: the fault of its line, "wrong_pin"
	limit         string // for programs, of an amount over a limit: yuan
	exit          int
	message, hint txn.Words
}

// Error is the English message.
func (f *failure) Error() string { return f.message.EN }

// refused turns a refusal of the machine into a failure.
func refused(r machine.Refusal) *failure {
	return &failure{code: r.String(), exit: r.Exit(), message: r.Words(), hint: r.Hint()}
}

// refusedBy is a refusal with what was wrong with the line.
func refusedBy(reply terminal.Reply) *failure {
	f := refused(reply.Refusal)
	if reply.Limit > 0 {
		f.message, f.limit = reply.Why(), reply.Limit.String()
	}
	what, mend, known := reply.Line.Words()
	if !known || reply.Refusal != machine.RefusedNoHost && reply.Refusal != machine.RefusedUndelivered {
		return f
	}
	f.cause = string(reply.Line)
	f.message = txn.Words{ZH: f.message.ZH + "：" + what.ZH, EN: f.message.EN + ": " + what.EN}
	f.hint = mend
	return f
}

// misuse is wrong use or configuration: nothing was sent.
func misuse(code string, err error, zh, en string) *failure {
	return &failure{code: code, exit: terminal.ExitUse, message: txn.Words{ZH: "用法有误：" + plain(err), EN: plain(err)}, hint: txn.Words{ZH: zh, EN: en}}
}

// wrongUse is misuse in the words of a cashier.
func wrongUse(message, hint txn.Words) *failure {
	return &failure{code: "usage", exit: terminal.ExitUse, message: message, hint: hint}
}

// explain finds the failure behind an error.
func explain(err error) *failure {
	var known *failure
	if errors.As(err, &known) {
		return known
	}
	var goods *txn.GoodsError
	if errors.As(err, &goods) {
		return &failure{code: "bad_goods", exit: terminal.ExitUse, message: goods.Words(),
			hint: txn.Words{ZH: "每行一项，可在行末写金额，如 咖啡 x2 8.00；各行金额之和须等于交易金额", EN: "one item a line, with its amount at the end if you like, as in \"coffee x2 8.00\"; the amounts add up to that of the payment"}}
	}
	for _, row := range explanations {
		if row.is(err) {
			return &failure{code: row.code, exit: row.exit, message: txn.Words{ZH: row.zh + row.detail(err), EN: plain(err)}, hint: row.hint}
		}
	}
	return &failure{code: "error", exit: terminal.ExitError, message: txn.Words{ZH: "出错：" + plain(err), EN: plain(err)},
		hint: txn.Words{ZH: "用 --log-level debug 查看详情，并用 posterm doctor 自检", EN: `see --log-level debug, and check with "posterm doctor"`}}
}

// plain is an error on one line, without a card number that somebody gave in the wrong place.
func plain(err error) string {
	line := strings.Join(strings.Fields(err.Error()), " ")
	return cardNumber.ReplaceAllStringFunc(line, func(s string) string { return string(txn.PAN(s).Masked()) })
}

// cardNumber is what may be one.
var cardNumber = regexp.MustCompile(`[0-9]{13,}`)

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

// explanation is what an error of the rooms below means for the person at the keyboard.
type explanation struct {
	is   func(error) bool
	code string
	exit int
	zh   string // what is wrong, in Chinese
	hint txn.Words
}

// cashiers are errors whose Chinese words and hint say all: what a cashier gave was wrong.
var cashiers = []string{"bad_amount", "test_keys_only", "bad_card", "bad_code", "no_card", "bad_pin", "no_journal", "journal_exists", "no_transaction"}

// detail is what the Chinese words leave out: who holds the journal, and for whoever must mend a file or the machine the
// error as it is.
func (e explanation) detail(err error) string {
	var held *journal.HeldError
	switch {
	case errors.As(err, &held) && held.PID != 0:
		return fmt.Sprintf("：进程 %d（posterm %s）", held.PID, held.Verb)
	case slices.Contains(cashiers, e.code):
		return ""
	}
	return "：" + plain(err)
}

// explanations are looked through in order.
var explanations = []explanation{
	{is(txn.ErrAmount), "bad_amount", terminal.ExitUse, "金额有误", txn.Words{ZH: "金额以元为单位，0.01 到 " + txn.AmountLimit.String() + "，最多两位小数，例如 12.34", EN: "the amount is in yuan, 0.01 to " + txn.AmountLimit.String() + " with at most two decimals, for example 12.34"}},
	{is(card.ErrTestKeysOnly), "test_keys_only", terminal.ExitUse, "仅限测试密钥", txn.Words{ZH: "正式密钥下请使用读卡器或卡文件", EN: "with real keys use a reader or a card file"}},
	{is(txn.ErrCard), "bad_card", terminal.ExitUse, "卡片有误", txn.Words{ZH: "请重新刷卡或检查卡文件", EN: "swipe again, or look at the card file"}},
	{is(txn.ErrNewCode), "bad_code", terminal.ExitUse, "不认识这种付款码：只认 62（银联）、10-15（微信）、25-30（支付宝）开头", txn.Words{ZH: "换一种方式付款；如是新的支付方式，终端程序要升级才能受理（posterm version 可查版本）", EN: `pay by another means; a new way to pay needs a newer program ("posterm version" tells yours)`}},
	{is(txn.ErrCode), "bad_code", terminal.ExitUse, "付款码有误", txn.Words{ZH: "请顾客刷新付款码后重新扫描", EN: "let the customer refresh the code, then scan it again"}},
	{is(card.ErrNotFound), "no_card", terminal.ExitUse, "没有这张卡", txn.Words{ZH: "内置测试卡：" + strings.Join(card.Names(), " "), EN: "built-in test cards: " + strings.Join(card.Names(), " ")}},
	{is(card.ErrPIN), "bad_pin", terminal.ExitUse, "密码有误", txn.Words{ZH: "密码为 4 到 12 位数字；--pin - 从标准输入读取", EN: "a PIN has 4 to 12 digits; --pin - reads it from stdin"}},
	{isHeld, "held", terminal.ExitNotNow, "流水被占用", txn.Words{ZH: "正在运行的终端只答同一用户：以该用户运行；否则等它结束，或停止它", EN: "a terminal that runs answers its own user only: run this as that user; else wait until it ends, or stop it"}},
	{is(journal.ErrKeyless), "no_secrets", terminal.ExitPerson, "流水的密钥文件不在", txn.Words{ZH: "把备份的 secrets.key 放回数据目录", EN: "put secrets.key back from its backup"}},
	{is(journal.ErrMissing), "no_journal", terminal.ExitNotNow, "尚未初始化", txn.Words{ZH: "先运行 posterm init", EN: `run "posterm init" first`}},
	{is(journal.ErrExists), "journal_exists", terminal.ExitNotNow, "已经初始化", txn.Words{ZH: "已初始化；如需全新终端，用 --data 指定另一目录", EN: "it is provisioned already; give another --data directory for a new terminal"}},
	{is(journal.ErrUnknown), "no_transaction", terminal.ExitUse, "没有这笔交易", txn.Words{ZH: "用 posterm details 或 posterm journal list 查看", EN: `see "posterm details" or "posterm journal list"`}},
	{is(journal.ErrDevice), "other_device", terminal.ExitPerson, "密钥属于另一台设备", txn.Words{ZH: "请把数据目录放回原机器，或用 terminal.device_key 指定原来的密钥文件（也可以是原机器 /etc/machine-id 的副本，权限 0600）",
		EN: "put the data directory back on its machine, or name the old device key file with terminal.device_key (a copy of the old machine's /etc/machine-id with mode 0600 will do)"}},
	{isBroken, "journal_broken", terminal.ExitPerson, "流水不可信", txn.Words{ZH: "不要删除任何文件，请联系服务人员；posterm journal check 可查看详情", EN: `delete nothing and call service; "posterm journal check" tells more`}},
	{is(terminal.ErrUnrecorded), "unrecorded", terminal.ExitOpen, "已发送，结果无法登记，将冲正，请勿重复刷卡", txn.Words{ZH: "检查磁盘（posterm doctor），再运行 posterm reversal；不要删除任何文件", EN: `check the disk ("posterm doctor"), then run "posterm reversal"; delete nothing`}},
	{is(terminal.ErrTraining), "other_mode", terminal.ExitUse, "训练与正式交易各用各的流水", txn.Words{ZH: "训练请用 posterm --training，并给出正式的数据目录；正式交易请去掉它", EN: `train with "posterm --training" and the data directory of trade; leave it out for trade`}},
	{is(terminal.ErrSafe), "safe_mode", terminal.ExitPerson, "安全模式，只能查询", txn.Words{ZH: "不要删除任何文件，请联系服务人员", EN: "delete nothing and call service"}},
	{is(journal.ErrRights), "file_rights", terminal.ExitNotNow, "文件权限不对", txn.Words{ZH: "数据目录应可写，权限 0700，其中文件 0600", EN: "the data directory must be writable, with mode 0700, its files 0600"}},
	{is(journal.ErrFull), "disk_full", terminal.ExitNotNow, "磁盘已满", txn.Words{ZH: "请腾出磁盘空间后再试；本命令没有发送任何交易", EN: "free some disk space, then try again; this command sent nothing"}},
	{is(terminal.ErrNotRecorded), "not_recorded", terminal.ExitNotNow, "流水无法写入，未发送，未扣款", txn.Words{ZH: "请检查磁盘（posterm doctor）后重试", EN: `check the disk ("posterm doctor"), then try again`}},
	{isStrict, "bad_config", terminal.ExitUse, "参数有误", txn.Words{ZH: "posterm config 列出所有参数", EN: `"posterm config" lists every key`}},
	{isNoDirectory, "bad_data_dir", terminal.ExitUse, "数据目录不可用", txn.Words{ZH: "用 --data 指定可以写入的目录", EN: "give a directory that can be written with --data"}},
}

func isHeld(err error) bool {
	var held *journal.HeldError
	return errors.As(err, &held)
}

// isBroken: files that are not, or no longer, the journal that was written.
func isBroken(err error) bool {
	var broken *journal.BrokenError
	if errors.As(err, &broken) {
		return true
	}
	for _, e := range []error{journal.ErrForeign, journal.ErrNewer, journal.ErrDamaged, journal.ErrSettings, journal.ErrSecrets} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// isNoDirectory: what was given as the data directory is none and cannot become one.
func isNoDirectory(err error) bool {
	return errors.Is(err, syscall.ENOTDIR) || errors.Is(err, fs.ErrNotExist)
}

func isStrict(err error) bool {
	var s *strict.Error
	return errors.As(err, &s)
}

// fail tells an error and gives its exit code: one line and a hint on stderr,
// or the one JSON object on stdout.
func (a *app) fail(err error) int {
	f := explain(err)
	lang := a.lang()
	if a.json {
		told := map[string]string{"code": f.code, "message": f.message.In(lang), "hint": f.hint.In(lang)}
		if f.cause != "" {
			told["line"] = f.cause
		}
		if f.limit != "" {
			told["limit"] = f.limit
		}
		a.object(map[string]any{"error": told})
		return f.exit
	}
	fmt.Fprintf(a.errw, "posterm: %s\n", f.message.In(lang))
	if hint := f.hint.In(lang); hint != "" {
		fmt.Fprintf(a.errw, "hint: %s\n", hint)
	}
	return f.exit
}

// object prints exactly one JSON object on exactly one line.
func (a *app) object(v any) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	if told := line.Bytes(); err == nil && a.training() {
		_, err = a.out.Write(asTraining(told))
	} else if err == nil {
		_, err = a.out.Write(told)
	}
	if err != nil {
		fmt.Fprintf(a.errw, "posterm: %v\n", err)
	}
}
