package command

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"posterm/comms/keys"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// keyFileLimit bounds a key file, in bytes.
const keyFileLimit = 256

// ReadMaster reads a key that only its owner can read, and refuses a weak one.
func ReadMaster(path string) (keys.Key, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a named pipe is not waited for
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others (mode %04o): run chmod 600 on it", path, info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(f, keyFileLimit))
	if err != nil {
		return nil, err
	}
	key, err := parseMaster(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

// parseMaster reads 32 hex digits. The error never repeats them.
func parseMaster(text string) (keys.Key, error) {
	const digits = 2 * keys.DoubleLength
	if strings.Trim(text, "0123456789ABCDEFabcdef") != "" {
		return nil, errors.New("it holds something that is no hex digit")
	}
	if len(text) != digits {
		return nil, fmt.Errorf("it holds %d hex digits, a master key has %d", len(text), digits)
	}
	key, err := keys.ParseKey(text)
	if err != nil {
		return nil, err
	}
	return key, keys.CheckMaster(key)
}

func testKey(k keys.Key) bool {
	test, err := keys.ParseKey(keys.TestTMK)
	return err == nil && string(k) == string(test)
}

// testKeyBanner says once that the keys are public. In JSON the members and the answers
// of doctor say so.
func (a *app) testKeyBanner() {
	if a.warned || a.json {
		return
	}
	a.warned = true
	words := testKeyWords
	if a.training() {
		words = trainingWords
	}
	fmt.Fprintln(a.errw, words.In(a.lang()))
}

var testKeyWords = txn.Words{
	ZH: "注意：终端使用公开的测试密钥，只能连接测试主机和测试卡。",
	EN: "Note: the terminal holds test keys, which are public; it is for test hosts and test cards only.",
}

// cipher names the cipher of the configured sign-in.
func (a *app) cipher() string {
	if a.cfg.Host.Signin.SM4() {
		return "SM4"
	}
	return "3DES"
}

// checkDeviceKey refuses a device key file that a copy of the data directory takes along.
func (a *app) checkDeviceKey() error {
	path := a.cfg.Terminal.DeviceKey
	if path == "" {
		return nil
	}
	dir, err := filepath.Abs(a.dir)
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(rel) {
		return misuse("bad_config", fmt.Errorf("%s: terminal.device_key: %s lies in the data directory %s, and would be copied with it", a.source("terminal.device_key"), path, dir),
			"密钥文件须在数据目录之外", "name a file outside of the data directory")
	}
	return nil
}

// bindable refuses to keep a real key on a machine that has nothing to bind it to.
func (a *app) bindable(test bool) error {
	if test || a.cfg.Terminal.DeviceKey != "" {
		return nil
	}
	if id, err := journal.Machine(false); err != nil || id != nil {
		return err
	}
	return misuse("no_device_key", errors.New("this machine has no id (/etc/machine-id) to seal the master key with"),
		"请设置 terminal.device_key：数据目录之外的一个文件", "set terminal.device_key to a file outside of the data directory")
}

// checkKeys looks at the master key, at what it is sealed with, and at the keys of the last sign-in.
func (a *app) checkKeys(j *journal.Journal, book roll.Book) []check {
	master, host := keys.Key(j.Master()), a.cfg.Host
	kcv, err := host.Signin.CheckValue(master)
	if err != nil {
		return []check{a.bad("keys", err)}
	}
	test := testKey(master)
	c := check{Name: "keys", OK: true, Detail: fmt.Sprintf("KCV %s (%s)", kcv, a.cipher())}
	if test {
		c.Detail += txn.Words{ZH: "（测试密钥）", EN: " (test keys)"}.In(a.lang())
	}
	c.Detail += a.protection().In(a.lang())
	if !book.Signed || !a.opens(book.Keys.Block, master) {
		c.Hint = txn.Words{ZH: "未签到，下一笔联机交易会先签到", EN: "not signed in; the next online transaction signs in first"}.In(a.lang())
	}
	return []check{c, a.checkSeal(j.Bound(), test), a.checkTestKeys(test)}
}

// protection says what the link's messages are protected by.
func (a *app) protection() txn.Words {
	host := a.cfg.Host
	if host.Keyless() {
		return txn.Words{ZH: "，profile " + host.Profile + " 无会话密钥：报文无 MAC，不送 PIN", EN: ", profile " + host.Profile + " has no session keys: messages have no MAC, no PIN is sent"}
	}
	return txn.Words{ZH: fmt.Sprintf("，签到 %s，MAC %s", host.Signin, host.MAC), EN: fmt.Sprintf(", sign-in %s, mac %s", host.Signin, host.MAC)}
}

// opens says whether working keys can be used as configured.
func (a *app) opens(block string, master keys.Key) bool {
	if a.cfg.Host.Keyless() {
		return true
	}
	raw, err := hex.DecodeString(block)
	if err == nil {
		_, err = keys.Open(a.cfg.Host.Signin, a.cfg.Host.MAC, master, raw)
	}
	return err == nil
}

// checkSeal: keys that are bound to nothing open wherever the data directory is copied to.
func (a *app) checkSeal(bound, test bool) check {
	with := "/etc/machine-id"
	if a.cfg.Terminal.DeviceKey != "" {
		with = a.cfg.Terminal.DeviceKey
	}
	if bound {
		return check{"seal", true, txn.Words{ZH: "密钥与本机绑定：" + with, EN: "the keys are bound to this machine: " + with}.In(a.lang()), ""}
	}
	return check{"seal", test, txn.Words{ZH: "密钥没有与本机绑定", EN: "the keys are bound to nothing"}.In(a.lang()),
		txn.Words{ZH: "复制的数据目录在别处也能打开；设置 terminal.device_key 后用新的数据目录初始化", EN: "a copy of the data directory opens anywhere; set terminal.device_key, then init a new data directory"}.In(a.lang())}
}

// checkTestKeys is the banner, as a line.
func (a *app) checkTestKeys(test bool) check {
	if test {
		return check{"testkeys", true, testKeyWords.In(a.lang()), ""}
	}
	return check{"testkeys", true, txn.Words{ZH: "没有使用测试密钥", EN: "no test keys"}.In(a.lang()), ""}
}
