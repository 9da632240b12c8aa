package command

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// eslip exports the e-slip of a transaction as a page and reads it.
func (r *rig) eslip(trace string, more ...string) string {
	r.Helper()
	dir := filepath.Join(filepath.Dir(r.dir), "slips")
	require.NoError(r, os.MkdirAll(dir, 0o700))
	o := r.ask(0, append([]string{"eslip", trace, "--format", "html", "--out", dir}, more...)...)
	path := o["path"].(string)
	info, err := os.Stat(path)
	require.NoError(r, err)
	require.Equal(r, os.FileMode(0o600), info.Mode())
	text, err := os.ReadFile(path)
	require.NoError(r, err)
	return string(text)
}

// linked is a configuration with links; free is a port that nobody has.
func linked(t *testing.T) (changes settings, free string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	free = l.Addr().String()
	return settings{"eslip.base_url": quoted("http://" + free), "eslip.listen": quoted(free), "terminal.slip_code": `"eslip"`}, free
}

// TestEslipsOfEveryKind: done, undone and undecided, in both languages; and none of them says more than is true.
func TestEslipsOfEveryKind(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.copies": "1"})
	r.ask(0, "signin")
	for _, d := range deals {
		trace := r.ask(0, d.ready(r)...)["trace"].(string)
		page := r.eslip(trace)
		require.Contains(t, page, "电子小票 E-SLIP", d.kind)
		require.Contains(t, page, "POS签购单", d.kind)
		require.Contains(t, page, "<dd>"+trace+"</dd>", d.kind)
		require.NotContains(t, page, "重打印", d.kind)
		require.Contains(t, r.eslip(trace, "--lang", "en"), "SALES SLIP", d.kind)
	}
	voided := r.ask(0, "sale", "7", "--card", "A")["trace"].(string)
	r.ask(0, "void", voided, "--card", "A")
	require.Contains(t, r.eslip(voided), "已撤销 VOIDED")
	r.ask(3, "sale", "1.00", "--card", "lost")
	require.Contains(t, r.eslip("last"), "未成功 NOT APPROVED")
	doubted := r.owe("8")
	require.Contains(t, r.eslip(doubted), "结果不明 NOT KNOWN YET")
	r.ask(0, "balance", "--card", "A")
	require.Contains(t, r.eslip(doubted), "冲正成功，顾客未被扣款")
	require.Contains(t, r.eslip(r.park("9")), "故障报告单")
	settled := r.ask(0, "settle")["trace"].(string)
	require.Contains(t, r.eslip(settled), "结算总计")
	r.refused(2, "no_transaction", "eslip", "999999")
	r.refused(2, "no_slip", "eslip", "000001")
	r.agrees()
}

// TestEslipsAreMarkedLikePaper: when paper of the cardholder's copy was begun.
func TestEslipsAreMarkedLikePaper(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.sale("1")
	require.Contains(t, r.eslip("last"), "***重打印凭证 DUPLICATE***")
	r.hurt(printer.Faults{Paper: ptr("out")})
	r.ask(5, "sale", "2", "--card", "A")
	require.NotContains(t, r.eslip("last"), "DUPLICATE", "no paper was begun")
}

// TestPaperOnRequest: the merchant's copy prints, the cardholder's waits to be asked for, and is an original once.
func TestPaperOnRequest(t *testing.T) {
	t.Parallel()
	changes, _ := linked(t)
	r := newRig(t, changes, settings{"terminal.paper": `"request"`})
	r.ask(0, "signin")
	paper := r.sale("1").in("paper")
	require.Equal(t, object{"merchant": "printed", "cardholder": "not_due", "on_request": true}, object(paper))
	require.NotContains(t, r.eslip("last"), "DUPLICATE")
	require.Len(t, r.lab.Printer.Slips(), 1)
	require.Equal(t, "printed", r.ask(0, "reprint").in("paper")["cardholder"])
	require.Equal(t, 1, r.originals("CARDHOLDER COPY"))
	require.Contains(t, r.eslip("last"), "DUPLICATE")
	r.ask(0, "reprint", "--copy", "cardholder")
	require.Equal(t, 1, r.originals("CARDHOLDER COPY"))
	require.Equal(t, 1, r.originals("MERCHANT COPY"))
	require.Len(t, r.lab.Printer.Slips(), 3)

	voided := r.sale("2")["trace"].(string)
	r.ask(0, "void", voided, "--card", "A")
	r.ask(0, "reprint", voided, "--copy", "cardholder")
	slips := r.lab.Printer.Slips()
	require.True(t, slips[len(slips)-1].Duplicate, "what is voided has no original any more")
	require.Contains(t, slips[len(slips)-1].Text, "已撤销")
	r.agrees()
}

// TestTheCodeLeadsToTheEslip: the link on paper, on the screen and in JSON is one, and the running terminal serves it.
func TestTheCodeLeadsToTheEslip(t *testing.T) {
	t.Parallel()
	changes, _ := linked(t)
	r := newRig(t, changes)
	r.ask(0, "signin")
	sold := r.sale("12.34")
	link := sold["eslip"].(string)
	require.Equal(t, link, r.code())
	require.Equal(t, link, r.ask(0, "eslip")["link"])
	require.Contains(t, r.run("eslip").out, link)
	require.Contains(t, r.run("eslip").out, "█")
	slips := r.lab.Printer.Slips()
	require.Contains(t, slips[len(slips)-1].Text, "扫码取电子小票")

	k := r.start("--log-level", "info")
	k.shows(t, "消费")
	get := func(path string) (int, string) {
		answer, err := http.Get(link + path)
		require.NoError(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		r.said.Write(text)
		return answer.StatusCode, string(text)
	}
	k.errors.shows(t, "e-slips are served")
	require.True(t, eslipsAt(t.Context(), strings.Split(link, "/")[2]))
	status, page := get("")
	require.Equal(t, 200, status)
	require.Contains(t, page, "<strong>RMB 12.34</strong>")
	_, page = get("?lang=en")
	require.Contains(t, page, "SALES SLIP")
	_, picture := get(".png")
	require.True(t, strings.HasPrefix(picture, "\x89PNG"))
	status, _ = get("x")
	require.Equal(t, 404, status)
	k.end(t)
	_, err := http.Get(link)
	require.Error(t, err, "it ends with the terminal")
	require.Equal(t, link, r.ask(0, "eslip")["link"], "the same link after a restart")
}

// TestAMissingEslipIsNoticed: a port that is taken, a disk that takes no file, and a terminal without links.
func TestAMissingEslipIsNoticed(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	changes, _ := linked(t)
	r := newRig(t, changes)
	r.ask(0, "init")
	require.Contains(t, r.checks(0)["eslip"]["detail"], "空闲")
	r.configure(changes, settings{"eslip.listen": quoted(l.Addr().String())})
	accepted := make(chan struct{})
	go func() {
		defer close(accepted)
		if conn, err := l.Accept(); err == nil {
			_ = conn.Close() // somebody else's server
		}
	}()
	require.Contains(t, r.checks(1)["eslip"]["hint"], "eslip.listen")
	<-accepted
	k := r.start()
	k.shows(t, "消费")
	k.errors.shows(t, "电子小票服务未能启动，将继续尝试；收款不受影响")
	k.end(t)
	r.sale("1")
	r.refused(1, "eslip_not_written", "eslip", "--out", filepath.Join(r.dir, "missing", "a.pdf"))
	r.refused(2, "usage", "eslip", "--out", filepath.Join(r.dir, "a.exe"))
	r.configure()
	r.refused(2, "no_link", "eslip")
	require.NotContains(t, members(r.ask(0, "status")), "eslip")
}
