package command

import (
	"errors"
	"io/fs"
	"net"
	"syscall"

	"posterm/printer"
	"posterm/txn"
)

// portTroubles say why a printer's port could not be opened, and what to do; the first that fits counts.
var portTroubles = []struct {
	is    func(error) bool
	words txn.Words
}{
	{isAny(printer.ErrNoDevice, syscall.ENOTTY), txn.Words{ZH: "该路径不是打印机设备，请检查 printer.port", EN: "this path is no printer's device: look at printer.port"}},
	{isAny(fs.ErrNotExist, syscall.ENODEV, syscall.ENXIO), txn.Words{
		ZH: "没有这个设备：请接好并打开打印机，用 ls /dev/ttyUSB* /dev/usb/ 查看，再检查 printer.port",
		EN: `there is no such device: plug the printer in and switch it on, look with "ls /dev/ttyUSB* /dev/usb/", then at printer.port`}},
	{isAny(fs.ErrPermission), txn.Words{
		ZH: "没有权限：请把用户加入设备所属的组（常为 dialout 或 lp）",
		EN: "no permission: add the user to the device's group, often dialout or lp"}},
	{isUnknownHost, txn.Words{ZH: "找不到这个主机名，请检查 printer.port 或改用 IP 地址", EN: "unknown host name: look at printer.port, or give the IP address"}},
	{isAny(syscall.ECONNREFUSED), txn.Words{
		ZH: "该地址有设备，但此端口没有打印服务：请检查端口（常为 9100）和打印机的网络设置",
		EN: "something is at this address, and nothing listens at the port: look at the port, often 9100, and at the printer's network settings"}},
	{isSilence, txn.Words{
		ZH: "该地址没有应答：请检查打印机电源、网线和地址",
		EN: "nothing answers at this address: look at the printer's power, its network cable and the address"}},
}

// portTrouble gives words for the error of an opening; false: none fit.
func portTrouble(err error) (txn.Words, bool) {
	for _, t := range portTroubles {
		if err != nil && t.is(err) {
			return t.words, true
		}
	}
	return txn.Words{}, false
}

func isAny(targets ...error) func(error) bool {
	return func(err error) bool {
		for _, target := range targets {
			if errors.Is(err, target) {
				return true
			}
		}
		return false
	}
}

func isUnknownHost(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns)
}

func isSilence(err error) bool {
	var slow net.Error
	return isAny(syscall.EHOSTUNREACH, syscall.ENETUNREACH)(err) || errors.As(err, &slow) && slow.Timeout()
}

// flowHint warns of a serial line without flow control: bytes that a full printer drops are missed by no sensor.
func (a *app) flowHint() string {
	if port, err := printer.ParsePort(a.cfg.Printer.Port); err != nil || port.Scheme != "serial" || port.Flow != printer.FlowNone {
		return ""
	}
	return txn.Words{
		ZH: "串口没有流控：小票中间若缺行，请在 printer.port 加 flow=rtscts 或 flow=xonxoff（打印机也要这样设置）",
		EN: "the line has no flow control: if slips lack lines in the middle, add flow=rtscts or flow=xonxoff to printer.port, and set the printer the same",
	}.In(a.lang())
}
