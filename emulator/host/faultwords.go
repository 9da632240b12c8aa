package host

import "posterm/txn"

// faultWords say what each fault does, as it happens.
var faultWords = map[string]txn.Words{
	"drop_request":          {ZH: "请求丢失，主机没有处理", EN: "the request is lost, the host did nothing"},
	"drop_response":         {ZH: "应答丢失，主机已入账", EN: "the answer is lost, the host has booked it"},
	"delay_response":        {ZH: "应答迟到", EN: "the answer is late"},
	"duplicate_response":    {ZH: "应答发了两次", EN: "the answer comes twice"},
	"late_response":         {ZH: "应答留到下一次连接才来", EN: "the answer comes on the next connection"},
	"wrong_trace":           {ZH: "应答的凭证号不符", EN: "the answer's trace number is wrong"},
	"wrong_amount":          {ZH: "应答的金额不符", EN: "the answer's amount is wrong"},
	"wrong_terminal":        {ZH: "应答的终端号不符", EN: "the answer's terminal number is wrong"},
	"bad_mac":               {ZH: "应答校验码错误", EN: "the answer's MAC is wrong"},
	"wrong_totals":          {ZH: "应答的总计不符", EN: "the answer's totals are wrong"},
	"half_frame":            {ZH: "应答只到一半，线路断开", EN: "half an answer, then the line is cut"},
	"garbage":               {ZH: "应答是乱码", EN: "the answer is garbage"},
	"close_before_response": {ZH: "主机未处理，线路断开", EN: "the line is cut before the host did anything"},
	"approve_then_close":    {ZH: "主机入账后线路被剪断", EN: "the line is cut after the host booked it"},
	"refuse_connection":     {ZH: "拒绝连接", EN: "the connection is refused"},
	"slow_bytes":            {ZH: "应答一个字节一个字节地来", EN: "the answer comes byte by byte"},
	"decline":               {ZH: "主机拒绝", EN: "the host declines"},
	"unknown_code":          {ZH: "应答码不在表中", EN: "the answer's code is in no table"},
	"http_status":           {ZH: "应答被当作网页错误送回", EN: "the answer comes as an error of the web"},
}

// FaultWords says what a fault does; a name that is none stands for itself.
func FaultWords(name string) txn.Words {
	if w, known := faultWords[name]; known {
		return w
	}
	return txn.Words{ZH: name, EN: name}
}
