package host

import "posterm/txn"

// echo 回响测试: 0820, network code 301. It asks nothing but an answer.
var echo = &service{kind: txn.Echo, decide: decideEcho}

func decideEcho(*Host, *request) *decision { return &decision{code: "00"} }
