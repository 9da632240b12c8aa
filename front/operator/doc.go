// Package operator keeps who may work at this terminal 操作员, and their passwords, in one
// file of the data directory, operators.json (mode 0600).
//
//	99      administrator 系统管理员   at first 12345678   looks after the others; makes no transactions
//	00      supervisor 主管            at first 123456     stands by for voids and refunds
//	01-98   cashiers 收银员            at first 0000       01 to 05 exist at first
//
// What a person may rely on:
//
//  1. A password is digits: a cashier's 4 to 12, the supervisor's at least 6, the
//     administrator's at least 8. The one at first must be changed before anything else.
//  2. On disk stand a salt and PBKDF2-SHA256 of it, never the password.
//  3. Five wrong passwords in a row lock an operator for a minute, every further one for twice as
//     long as before, at most a day. A wrong one is on disk before it is told: a restart helps nobody.
//  4. The administrator unlocks and resets the others; the administrator's own way back is
//     "posterm operator reset 99" by whoever may write the data directory.
//  5. A file that is damaged, or that others may read, is told and nothing works until a person
//     has decided; the first passwords never come back by themselves. Only a file that is
//     missing altogether is made anew, and Check's caller is told of it by Member.Initial.
//
// Every call reads the file and replaces it as a whole (temporary file, fsync, rename, fsync of the
// directory) under a lock on the directory: a command and a running terminal may both use it.
package operator
