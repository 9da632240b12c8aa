// Package customer is the display that faces the customer 顾客显示屏: two lines of 20 columns, a pole display or
// anything that takes its bytes, a tty, a pipe or a file.
//
// What anybody may rely on:
//
//  1. It shows the amount, what the customer is asked for, and how it ended; also that an earlier transaction is being
//     reversed 冲正中, and was 冲正成功. Never a card number, a PIN, or a balance.
//  2. What it shows of a result is durable: it is read from the terminal when its turn comes.
//  3. A display that is slow, full or gone delays nobody. Of what waits for it the newest queueLimit are kept.
//  4. One message is CLEAR, the upper line, CR LF, the lower line, in GB18030, and the first after opening begins with
//     INITIALIZE. The upper line is never full, so that no display has wrapped before the line feed.
//
// Example, 交易成功 over 金额 12.34:
//
//	1B 40 0C BD BB D2 D7 B3 C9 B9 A6 0D 0A BD F0 B6 EE 20 31 32 2E 33 34
//
// Sources: ESC @ (1B 40) initialises and clears, in the manual of the TYSSO customer displays (tysso.org, dsp_manual15);
// 0C clears, 0D is carriage return, 0A line feed, and bytes from 20 up and double-byte characters are shown, in NCR's
// "Graphical VFD Customer Display Interface" (onlinehelp.ncr.com, 7702).
package customer
