/** An endless loop, for the check that neighbours are noticed. Ends with the process that started it. */
const parent = process.ppid;
for (let turns = 0; ; turns++) {
  // An orphan has another parent.
  if (turns % 1_000_000 === 0 && process.ppid !== parent) process.exit(0);
}
