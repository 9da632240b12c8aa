package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/authority"
	"posterm/emulator/host"
)

// secure are the settings by which a terminal and the lab's host trust each other.
func secure(r *rig) settings {
	files := r.lab.Addresses().TLS
	return settings{
		"host.tls": "true", "host.ca": quoted(files.CA), "host.cert": quoted(files.Cert), "host.key": quoted(files.Key), "host.pin": quoted(files.Pin),
		"host.connect_timeout": quoted("10s"), "host.response_timeout": quoted("10s"), // a handshake takes its time on a busy machine
	}
}

// tlsRig is a shop whose host speaks TLS and wants the terminal's certificate.
func tlsRig(t *testing.T, change ...func(*emulator.Options)) *rig {
	o := emulator.Options{TLS: filepath.Join(t.TempDir(), "tls"), ClientCert: true}
	for _, c := range change {
		c(&o)
	}
	r := rigWith(t, o)
	r.configure(secure(r))
	return r
}

func TestASaleOverTLS(t *testing.T) {
	t.Parallel()
	r := tlsRig(t)
	r.sale("1")
	c := r.checks(0)["host"]
	require.Regexp(t, `^127\.0\.0\.1:\d+  TLS 1\.3 .*CN=poslab host.*连接 .*s，应答 .*s$`, c["detail"])
	require.Equal(t, "primary", r.ask(0, "echo")["answered_by"])
	require.Contains(t, r.run("--lang", "en", "echo").out, "answered by: primary  TLS 1.3")
	r.agrees()
}

// A host that is not believed gets nothing, nothing is owed, and the doctor says why.
func TestAHostThatIsNotBelieved(t *testing.T) {
	t.Parallel()
	r := tlsRig(t)
	other, err := authority.Open(filepath.Join(t.TempDir(), "other"), []string{"127.0.0.1"}, time.Now())
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		change settings
		says   string
		hint   string
		line   string
	}{
		"another authority":      {settings{"host.ca": quoted(other.CA)}, "签发机构不受信任", "host.ca", "unknown_ca"},
		"another pin":            {settings{"host.pin": quoted(other.Pin)}, "不是 host.pin 指定的密钥", "收单机构", "wrong_pin"},
		"another name":           {settings{"host.name": quoted("pos.bank.cn")}, "属于其他名称", "host.name", "wrong_name"},
		"a foreign certificate":  {settings{"host.cert": quoted(other.Cert), "host.key": quoted(other.Key)}, "不接受本终端的证书", "host.cert", "client_certificate"},
		"no certificate of ours": {settings{"host.cert": `""`, "host.key": `""`}, "不接受本终端的证书", "host.cert", "client_certificate"},
	} {
		r.configure(secure(r), tt.change)
		e := r.refused(6, "no_host", "sale", "1", "--card", "A")
		require.Equal(t, tt.line, e["line"], name)
		require.Contains(t, e["message"], tt.says, name)
		require.Contains(t, e["hint"], tt.hint, name)
		echo := r.ask(6, "echo")
		require.Equal(t, tt.line, echo["line"], name)
		require.Contains(t, echo["said"], tt.says, name)
		require.Contains(t, r.run("echo").err, "this way to the host failed", "an engineer finds it in the log")
		c := r.checks(1)["host"]
		require.Contains(t, c["detail"], tt.says, name)
		require.Contains(t, c["hint"], tt.hint, name)
	}
	require.Empty(t, r.lab.Host.Ledger())
	require.Empty(t, r.ask(0, "status", "--pending").list("transactions"))
	r.configure(secure(r))
	r.sale("1")
	r.agrees()
}

// What is wrong with the files is said before anything is made or sent; what needs no
// host works all the same.
func TestCertificatesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	r := tlsRig(t)
	key := filepath.Join(filepath.Dir(r.config), "open.key")
	text, err := os.ReadFile(r.lab.Addresses().TLS.Key)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(key, text, 0o644))
	require.NoError(t, os.Chmod(key, 0o644))
	r.configure(secure(r), settings{"host.key": quoted(key)})
	e := r.refused(2, "bad_certificate", "sale", "1", "--card", "A")
	require.Contains(t, e["message"], r.config+":")
	require.Contains(t, e["message"], "others can read it (mode 0644): chmod 600")
	require.NoDirExists(t, r.dir)
	r.configure(secure(r))
	r.sale("1")
	r.configure(secure(r), settings{"host.ca": quoted("/no/such.pem")})
	require.Equal(t, "paid", r.ask(0, "status")["verdict"])
	r.ask(0, "reprint")
	require.Contains(t, r.checks(1)["host"]["detail"], "no such file")
	r.refused(2, "bad_certificate", "echo")
}

func TestWrappedMessages(t *testing.T) {
	t.Parallel()
	for _, wrapper := range []host.Wrapper{host.WrapSTX, host.WrapHTTP} {
		for _, keepOpen := range []string{"false", "true"} {
			r := tlsRig(t, func(o *emulator.Options) { o.Wrapper = wrapper })
			r.configure(secure(r), settings{"host.wrapper": quoted(string(wrapper)), "host.keep_open": keepOpen})
			r.sale("1")
			r.ask(0, "void", "2", "--card", "A")
			require.Equal(t, true, r.checks(0)["host"]["ok"])
			r.agrees()
		}
	}
}

// A gateway that lost its host says nothing about the money.
func TestAnErrorPageIsADoubt(t *testing.T) {
	t.Parallel()
	r := rigWith(t, emulator.Options{Wrapper: host.WrapHTTP})
	r.configure(settings{"host.wrapper": quoted("http"), "host.path": quoted("/pos")})
	r.ask(0, "signin")
	r.fault("http_status", "0200")
	o := r.ask(4, "sale", "1", "--card", "A")
	require.Equal(t, "06", o.in("reversal")["reason"])
	require.Len(t, r.ask(0, "balance", "--card", "A")["reversed_before"], 1)
	r.agrees()
}

// Covers: R82.
func TestTheBackup(t *testing.T) {
	t.Parallel()
	r := rigWith(t, emulator.Options{Backup: "127.0.0.1:0"})
	two := settings{"host.backup": quoted(r.lab.Addresses().Backup)}
	r.configure(two)
	r.sale("1")
	require.Equal(t, "primary", r.ask(0, "echo")["answered_by"])
	require.NoError(t, r.lab.SetDoor(host.DoorPrimary, false))
	r.sale("2")
	require.Equal(t, "backup", r.ask(0, "echo")["answered_by"])
	all := r.checks(1)
	require.Equal(t, false, all["host"]["ok"])
	require.Equal(t, true, all["backup"]["ok"])
	require.NoError(t, r.lab.SetDoor(host.DoorPrimary, true))
	require.Equal(t, "primary", r.ask(0, "echo")["answered_by"], "the way back")
	require.Equal(t, true, r.checks(0)["host"]["ok"])

	// A request that the primary swallowed is not sent to the backup; its reversal is.
	r.configure(two, settings{"reversal.when": quoted("at-once")})
	events := r.lab.Subscribe(t.Context())
	require.NoError(t, r.lab.Host.AddFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200", Door: host.DoorPrimary}}))
	require.NoError(t, r.lab.Host.AddFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0400", Door: host.DoorPrimary}}))
	require.Equal(t, "reversed", r.ask(3, "sale", "3", "--card", "A")["money"])
	require.Equal(t, []string{"primary 0200", "backup 0400"}, asked(events, 2))
	r.agrees()
}

// asked is what the next n messages of money were, and by which door they came.
func asked(events <-chan emulator.Event, n int) (all []string) {
	doors := map[uint64]string{}
	for e := range events {
		told, ok := e.Data.(host.Event)
		switch {
		case ok && told.Type == host.Connected:
			doors[told.Conn] = told.Door
		case ok && told.Type == host.Requested && !strings.HasPrefix(told.MTI, "08"):
			if all = append(all, doors[told.Conn]+" "+told.MTI); len(all) == n {
				return all
			}
		}
	}
	return all
}

func TestInterfacesThatAreNotThere(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"host.interfaces": `["nosuch0", "lo"]`})
	r.sale("1")
	require.Equal(t, "primary/lo", r.ask(0, "echo")["answered_by"])
	all := r.checks(1)
	require.Contains(t, all["host/nosuch0"]["detail"], "网络接口不可用")
	require.Contains(t, all["host/nosuch0"]["hint"], "host.interfaces")
	require.Equal(t, true, all["host/lo"]["ok"])
}
