package config

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	makes "posterm/printer/profile"
)

var update = flag.Bool("update", false, "rewrite docs/configuration.md; read the diff before committing it")

const docsFile = "../../docs/configuration.md"

const docsHead = `# Configuration 参数

One TOML file, given with ` + "`posterm --config FILE`" + `. Every key has a default; without a file the terminal talks to a local lab.
The file is strict: an unknown key, a key set twice or a bad value is refused with file, line and what is expected.
` + "`posterm config`" + ` shows every key with its value and where it came from.

This page is generated from the table of keys: ` + "`go test ./internal/config -update`" + `.
`

// page writes the table of keys as a page for people.
func page() string {
	var b strings.Builder
	b.WriteString(docsHead)
	heading := "-"
	for _, k := range Default().Keys() {
		table, name, dotted := strings.Cut(k.Name, ".")
		if !dotted {
			table, name = "", k.Name
		}
		if table != heading {
			heading = table
			title := "Top of the file"
			if table != "" {
				title = "`[" + table + "]`"
			}
			fmt.Fprintf(&b, "\n## %s\n\n| key | default | values | meaning | 含义 |\n|---|---|---|---|---|\n", title)
		}
		shown := "(empty)"
		if k.Default != "" {
			shown = "`" + k.Default + "`"
		}
		unit := strings.ReplaceAll(k.Unit, "|", "\\|")
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", name, shown, unit, k.Doc.EN, k.Doc.ZH)
	}
	b.WriteString(printers())
	return b.String()
}

// printers tells of the built-in profiles, and how to write one.
func printers() string {
	var b strings.Builder
	b.WriteString(makesHead)
	for _, name := range makes.Names() {
		p, err := makes.ByName(name)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&b, "| `%s` | %d mm, %d dots, %d columns | %s | %s | %s | %s: %s |\n",
			name, p.Paper.Width, p.Paper.Dots, p.Paper.Columns, p.Text.Code, p.Paper.Cut, p.Heat.Command, p.Words.EN, p.Words.ZH)
	}
	b.WriteString(makesFoot)
	return b.String()
}

const makesHead = `
## Printers 打印机

A profile says what a make of printer is like. How well a printer confirms is not in it: that is asked when the port is opened.

| profile | paper | text | severed by | heat commands | what it is |
|---|---|---|---|---|---|
`

const makesFoot = "\n" + `A file of your own has the same keys; take one of ` + "`printer/profile/*.toml`" + ` as a beginning. It is read as strictly as this one.

| key | values | meaning | 含义 |
|---|---|---|---|
| ` + "`name`, `zh`, `en`" + ` | text | what it is called and what it is | 名称与说明 |
| ` + "`paper.width`, `dots`, `columns`" + ` | 40-112 mm, 288-832, 24-64 | width of the paper, dots across (8 to the mm), narrow characters on a line | 纸宽、横向点数、每行半角字符数 |
| ` + "`paper.cut`, `feed`" + ` | cutter \| bar, 0-255 dots | cut by command, or feed so far to the tear bar | 自动切纸，或走纸到撕纸刀 |
| ` + "`paper.near_end`" + ` | true \| false | the printer senses the near end of the roll | 有纸将尽传感器 |
| ` + "`text.code`" + ` | gb18030 \| ascii \| dots | everything as text; lines without hanzi as text, the others as dots; everything as dots | 汉字文本；纯英文行为文本，其余点阵；全部点阵 |
| ` + "`text.page`" + ` | 0-255 | code page of ESC t, with ascii only | 代码页（仅 ascii） |
| ` + "`heat.command`" + ` | none \| esc7 \| gs-k | ESC 7 (dots, time, interval) or GS ( K (density, speed); none sends neither | 加热命令 |
| ` + "`heat.*`, `cold.*`" + ` | dots 0-15, time 3-255, interval 0-255, density -5-8, speed 0-13 | the setting at ordinary temperatures, and in the cold | 常温和低温时的设定 |
| ` + "`cold.below`" + ` | -40 to 20 degrees | below it the slip is printed hotter and slower, and says that it may be faint | 低于此温度时加热、减速，并注明字迹可能较淡 |
| ` + "`cold.warm_mm`" + ` | 0-10 mm | a black bar before the slip warms the head | 低温时先打一条黑带预热打印头 |

Lines that are drawn know GB2312, some characters of names beyond it, and ASCII; anything else is a question mark, which
` + "`posterm doctor`" + ` tells of the merchant's name. QR codes are commands everywhere.

Options of a port: ` + "`serial://...?baud=9600&flow=rtscts&parity=even`" + ` (flow none, rtscts or xonxoff; parity none, even or odd). Without flow
control a printer whose buffer is full, or that is off-line for a while, drops bytes, and no sensor sees that a line in the middle of a slip is
missing: use ` + "`rtscts`" + ` where the cable has the wires and the printer the setting, else ` + "`xonxoff`" + `; ` + "`none`" + ` only for a printer whose buffer holds
a whole slip (4 KiB). A printer that is
plugged in again may get another number: give ` + "`serial:///dev/serial/by-id/...`" + `, or ` + "`usb:///dev/usb/lp0?serial=NUMBER`" + `, which finds the printer with
this serial number whatever its number is.
`

func TestTheDocumentationIsCurrent(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(docsFile, []byte(page()), 0o644))
	}
	got, err := os.ReadFile(docsFile)
	require.NoError(t, err)
	require.Equal(t, page(), string(got), "run: go test ./internal/config -update")
}

func TestEveryKeyIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Default().Keys() {
		require.False(t, seen[k.Name], k.Name)
		seen[k.Name] = true
		require.NotEmpty(t, k.Unit, k.Name)
		require.NotEmpty(t, k.Doc.ZH, k.Name)
		require.NotEmpty(t, k.Doc.EN, k.Name)
		require.Equal(t, k.Default, k.Value, "%s: the default is written as it is shown", k.Name)
	}
}
