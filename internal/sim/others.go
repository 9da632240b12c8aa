package sim

import (
	"slices"

	"posterm/txn"
)

// others are the acts of a merchant who uses everything that a terminal can do.
var others = append(slices.Clone(acts), []act{
	{6, func(w *World) { w.deal(txn.Refund) }},
	{6, func(w *World) { w.deal(txn.Preauth) }},
	{2, func(w *World) { w.deal(txn.PreauthVoid) }},
	{4, func(w *World) { w.deal(txn.Complete) }},
	{2, func(w *World) { w.deal(txn.CompleteVoid) }},
	{6, func(w *World) { w.deal(txn.QRSale) }},
	{2, func(w *World) { w.deal(txn.QRVoid) }},
	{6, func(w *World) { w.deal(txn.WalletPay) }},
	{2, func(w *World) { w.deal(txn.Query) }},
	{3, func(w *World) { w.deal(txn.Settle) }},
}...)
