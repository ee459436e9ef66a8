/** What a runtime says of itself: runs in any of them and prints its versions. */
process.stdout.write(JSON.stringify(process.versions));
