package console

import (
	"context"
	"errors"

	"posterm/txn"
)

// bought asks what is paid for, a line at a time until an empty one. What does not come to the amount is
// asked for again from the beginning.
func (m *menu) bought(ctx context.Context, amount txn.Fen) (txn.Goods, error) {
	if !m.Goods {
		return nil, nil
	}
	for range triesLimit {
		goods, err := m.goodsLines(ctx)
		if err != nil {
			return nil, err
		}
		if err = goods.Match(amount); err == nil {
			return goods, nil
		}
		m.say(goodsWords(err))
	}
	m.say(tooManyTries)
	return nil, errBack
}

func (m *menu) goodsLines(ctx context.Context) (goods txn.Goods, err error) {
	for len(goods) < txn.GoodsLines {
		one, err := ask(ctx, m, question{prompt: goodsPrompt, plain: parses(parseGoods), blank: true}, parseGoods)
		if err != nil || len(one) == 0 {
			return goods, err
		}
		goods = append(goods, one...)
	}
	return goods, nil
}

func parseGoods(text string) (txn.Goods, error) {
	goods, err := txn.ParseGoods([]string{text})
	if err != nil {
		return nil, complaint(goodsWords(err))
	}
	return goods, nil
}

// goodsWords are why goods are refused.
func goodsWords(err error) txn.Words {
	var bad *txn.GoodsError
	if errors.As(err, &bad) {
		return bad.Says
	}
	return txn.Words{ZH: err.Error(), EN: err.Error()}
}
