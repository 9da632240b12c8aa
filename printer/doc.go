// Package printer drives a receipt printer and tells the truth about paper.
//
// The terminal hands over one job at a time, an attempt at a slip, and reads
// events. What an event says is true on the paper, as far as any printer can
// know. That is the contract, by number; RULES.md 6 is its other half.
//
// # Sending
//
//  1. A slip is handed over only to a printer that is Ready. Then the printer is
//     asked how it is (DLE EOT); only a healthy one gets the slip. Otherwise
//     NotBegun: no byte of it left. A slip that was announced (Expect), as the
//     terminal does while its row is being committed, leaves at once when the
//     last look at the idle printer is fresh, at most three seconds old.
//  2. A slip leaves in one piece: mode reset, lines, cut, then GS ( H with the
//     job's process id, then GS r 1. Its bytes are never sent twice. When the line
//     breaks in the middle, the rest is never sent.
//  3. The process id is made of the job's number and the journal's nonce, so a
//     confirmation names its job to any later process.
//
// # Confirming
//
//  4. The process id's answer is Printed with GradePrinted: lines and cut are on
//     paper. It is accepted for any job this driver knows, at any time, whatever
//     was told of the job before.
//  5. A printer that does not know process ids answers GS r: Printed with
//     GradeProcessed. A printer that knows both gets the confirm timeout to send
//     the id, and GS r counts only when its ids are missing altogether.
//  6. A printer that answers neither and stays healthy: Unconfirmed, nothing more
//     will be known.
//  7. The confirm timeout counts from the last byte the line took, on a serial line from
//     when it may be sent, and only
//     while the printer is healthy and nobody holds its FEED key.
//
// # Doubt
//
//  8. Whenever the printer is unwell or silent after the first byte of a slip,
//     the slip is Stalled, once. Nothing else is sent. When paper is loaded the
//     printer goes on by itself; Pieces is then 2, because the paper ended on the way, or
//     may have while nobody could look. A cover that was opened while the slip moved
//     may have spoiled a line: such a slip is Lost when it is confirmed, and never Printed.
//  9. A barrier ends every doubt: a fresh process id and GS r, sent when the
//     printer is healthy, behind everything it was sent before. A printer answers in
//     order. So a job whose confirmation comes first is Printed, and a job that
//     is not confirmed when the barrier's own answer comes is no longer in the printer:
//     Lost. Its paper may be torn, or even complete with the answer lost on the
//     way; since that cannot be told apart, the next attempt carries the mark.
//  10. A barrier is sent when the port has been opened, when a stalled printer is
//     well again, and when half the confirm timeout passed without a word. It is
//     what tells a power cycle, which a serial line does not show, from a slow
//     printer. A barrier that a healthy printer leaves unanswered ends like this: a
//     job that never stalled is Unconfirmed (rule 6), any other is Lost.
//  11. A barrier is preceded by enough NULs to end a command that was cut short, and by a reset of
//     the modes and of a line that lacks its end; to a printer whose slips are drawn, the first question of an
//     opening is. What the printer answers decides its grade for this opening; no model name is asked for.
//  12. After Lost the next slip begins with a cut, so that it does not hang on a
//     torn one.
//  13. GS r carries no name. Answers are counted, not recognised: those that come
//     while a barrier is open belong to it and what was before it, and a job is
//     confirmed by them only if every one that is owed has come.
//
// # Health
//
//  14. The printer is looked at every two seconds when idle, twice a second when
//     busy or unwell; automatic status (GS a) is taken where a printer has it. Ready
//     and Down are told once per change, Down only while no job of this process is
//     in the printer.
//  15. A port that cannot be opened, or that broke, is Down with FaultOffline
//     (FaultBusy when another program has it) and tried again, at last every five
//     seconds. One that answers nothing for a minute, without having said why, is
//     opened anew.
//  16. Close returns at once in every state. A job on its way then has no end; the
//     next process names it in Config.Known and rule 9 decides it.
//
// # Dots, cold and the roll's end
//
//  17. A profile says what a make of printer is like; what it confirms is asked, never
//     looked up. Slips that are drawn look like those that are text, and their dots hold no
//     real-time command.
//  18. On paper known to be colder than the profile's range the head is set hotter and slower
//     where there are commands, a bar warms it, and the slip says that it may be faint. Faint comes
//     before its first byte. A thermometer that does not answer says nothing.
//  19. NearEnd is told once per change, by looks, of printers whose profile has the sensor.
//  20. What a person has put right is told to the printer, on their word only and once: DLE ENQ 1 when its
//     cutter was blocked, 0 when it waits after new paper. The bytes that drop a slip are never sent.
//  21. A silent printer's port is asked for a reason, where it may have one, for at most a second.
//
// # What no driver can know
//
// A printer that loses its power in the middle of a slip on a serial line with
// flow control, and gets it back before anybody notices, may take the tail of
// the slip from the kernel's buffer and confirm it. Faint or torn paper, or paper
// the wrong way round, is confirmed like good paper. For these there is a
// person with a key for a reprint.
package printer
