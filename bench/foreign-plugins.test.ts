/**
 * Plugins that are not as they should be, each built here and run beside a healthy row: the plugin is measured, or its row fails in
 * one sentence that is right; the other row is measured; no process is left.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactKind } from './loader.ts';
import { needCompiler } from './testing/needs.ts';
import { caseOf, makeProject, type Project, processesOf, readLatest, waitFor } from './testing/project.ts';
import { CODE, I64, wasmBytes } from './testing/wasm-bytes.ts';

interface Foreign {
  readonly name: string;
  /** In C, else the bytes of the file. */
  readonly source: string | Uint8Array | (() => Uint8Array);
  /** The sentence of its row, or of what it is when it is measured. */
  readonly expects: RegExp | typeof MEASURED;
  /** Its file, when the name of that matters. */
  readonly file?: string;
  /** What the C compiler makes of it; default: what its kind is. */
  readonly how?: readonly string[];
  /** Further words for the C compiler. */
  readonly flags?: readonly string[];
  /** Libraries in C that lie beside it, by name. */
  readonly beside?: Readonly<Record<string, string>>;
  /** They are gone since it was built. */
  readonly isAlone?: boolean;
  /** What became of the file since it was built. */
  readonly change?: (bytes: Buffer) => Uint8Array;
  readonly mode?: number;
  /** Default: the one that takes least time, in which it is loaded and closed several times. */
  readonly scenario?: 'call' | 'setup' | 'setup-warm';
  /** Hangs: the run gets a time limit that ends it. */
  readonly hangs?: boolean;
  /** What the row says it has printed. */
  readonly prints?: RegExp;
}

const MEASURED = 'it is measured';
const SHARED = ['-shared', '-fPIC'];

/** By which a kind of file is loaded here, and beside which healthy row. */
const MECHANISMS: Partial<Record<ArtifactKind, string>> = {
  'shared-library': 'koffi',
  'napi-addon': 'napi',
  'wasm-module': 'wasm',
  executable: 'process-pipe',
};
const HEALTHY = 'static-import';
/** Seconds that a healthy runner answers in, also beside others. */
const TIME_LIMIT = 10;

const INCLUDES = `#define _GNU_SOURCE
${['fcntl', 'fenv', 'locale', 'pthread', 'setjmp', 'signal', 'stdint', 'stdio', 'stdlib', 'string', 'unistd']
  .concat(['sys/mman', 'sys/prctl', 'sys/resource', 'sys/stat', 'sys/time', 'sys/wait'])
  .map((name) => `#include <${name}.h>`)
  .join('\n')}
`;
const ANSWER = 'return a < b ? a : b;';

/** A library whose function does that. @param before what stands above the function */
function inC(body: string, before = ''): string {
  return `${INCLUDES}${before}\nint with_extern(int a, int b) { ${body} }\n`;
}

/** A library that does something when it is loaded, and is right otherwise. */
function atLoad(code: string, before = ''): string {
  return inC(ANSWER, `${before}\n__attribute__((constructor)) static void begin(void) { ${code} }`);
}

/** When it is unloaded. */
function atClose(code: string): string {
  return inC(ANSWER, `__attribute__((destructor)) static void end(void) { ${code} }`);
}

/** When its function is called for the nth time. */
function atCall(number: number, code: string): string {
  return inC(`if (++calls == ${number}) { ${code} } ${ANSWER}`, 'static volatile long calls;');
}

/** When it is called from then on. */
function fromCall(number: number, code: string): string {
  return inC(`if (++calls >= ${number}) { ${code} } ${ANSWER}`, 'static volatile long calls;');
}

const CRASH = '*(volatile int *)8 = 1;';
const FOREVER = 'for (;;) pause();';
const died = (how: string, before = 'prepare') =>
  new RegExp(
    `^koffi: the runner ${how} before it answered "${before}"; .* may be damaged: give another file with --artifact\\.$`,
  );
const LATE =
  /^koffi: the runner did not answer "prepare" within 10 s and was killed; it hangs, or needs a longer --time-limit\.$/;

const LIBRARIES: readonly Foreign[] = [
  { name: 'is right', scenario: 'call', source: inC(ANSWER), expects: MEASURED },
  {
    name: 'has another name',
    source: 'int minimum(int a, int b) { return a < b ? a : b; }',
    expects: /^koffi cannot use .*with_extern.*; give another file with --artifact\.$/,
  },
  {
    name: 'has a variable of that name',
    source: 'int with_extern = 5;',
    expects: died('was killed by SIG(SEGV|BUS|ILL)'),
  },
  {
    name: 'is a function of doubles',
    source: 'double with_extern(double a, double b) { return a < b ? a : b; }',
    expects: /^koffi cannot use .*: it answers -?\d+ for \(.*\) where the contract "min" says -?\d+; give another file/,
  },
  {
    name: 'answers the larger one',
    source: inC('return a > b ? a : b;'),
    expects: /: it answers 2 for \(1, 2\) where the contract "min" says 1; give another file/,
  },
  {
    name: 'answers wrongly after 10,000 calls',
    scenario: 'call',
    source: fromCall(10_000, 'return 7;'),
    expects: /chained calls have the checksum .* some call was wrong or was not made; give another file/,
  },
  {
    name: 'prints when it is loaded',
    source: atLoad('printf("hello from C\\n"); fflush(stdout);'),
    expects: MEASURED,
    prints: /^hello from C/,
  },
  {
    name: 'prints in each call',
    scenario: 'call',
    source: inC(`puts("called"); ${ANSWER}`),
    expects: MEASURED,
    prints: /^called called/,
  },
  {
    name: 'writes commands for a terminal and for CI',
    source: atLoad('const char *text = "\\033]0;owned\\007\\n::error::forged\\n"; write(2, text, strlen(text));'),
    expects: MEASURED,
    prints: /::error::forged/,
  },
  {
    name: 'floods standard output',
    source: atLoad(
      'static char text[65536]; memset(text, 120, sizeof text); for (int i = 0; i < 500; i++) write(1, text, sizeof text);',
    ),
    expects: MEASURED,
    prints: /^x{100}/,
  },
  {
    name: 'floods standard error',
    source: atLoad(
      'static char text[65536]; memset(text, 121, sizeof text); for (int i = 0; i < 500; i++) write(2, text, sizeof text);',
    ),
    expects: MEASURED,
    prints: /^y{100}/,
  },
  {
    name: 'floods standard output without end',
    source: atLoad('static char text[65536]; memset(text, 10, sizeof text); for (;;) write(1, text, sizeof text);'),
    expects: LATE,
    hangs: true,
  },
  { name: 'forks a process that stays', source: atLoad(`if (fork() == 0) { ${FOREVER} }`), expects: MEASURED },
  {
    name: 'forks a process that leaves the group and stays',
    source: atLoad(`if (fork() == 0) { setsid(); ${FOREVER} }`),
    expects: MEASURED,
  },
  {
    name: 'forks a daemon, whose parents are gone',
    source: atLoad(
      `if (fork() == 0) { setsid(); if (fork() == 0) { for (int fd = 0; fd < 64; fd++) close(fd); ${FOREVER} } _exit(0); } wait(NULL);`,
    ),
    expects: MEASURED,
  },
  {
    name: 'starts a program in a session of its own and crashes',
    source: atCall(100, `if (fork() == 0) { setsid(); execlp("sleep", "sleep", "1000", NULL); } ${CRASH}`),
    expects: died('was killed by SIGSEGV'),
  },
  { name: 'ends its own group', source: atLoad('kill(0, SIGKILL);'), expects: died('was killed by SIGKILL') },
  { name: 'spins when it is loaded', source: atLoad('for (;;);'), expects: LATE, hangs: true },
  { name: 'sleeps when it is called', scenario: 'call', source: atCall(100, FOREVER), expects: LATE, hangs: true },
  {
    name: 'spins when it is closed',
    scenario: 'call',
    source: atClose('for (;;);'),
    expects: /^koffi: the runner did not answer "finish" within 10 s and was killed/,
    hangs: true,
  },
  { name: 'exits when it is loaded', source: atLoad('exit(7);'), expects: died('ended with exit code 7') },
  {
    name: 'exits in good order when it is called',
    source: atCall(1, '_exit(0);'),
    expects: died('ended with exit code 0'),
  },
  {
    name: 'says why it exits',
    source: atCall(1, 'fprintf(stderr, "no licence\\n"); exit(3);'),
    expects: died('ended with exit code 3: no licence'),
  },
  { name: 'crashes when it is loaded', source: atLoad(CRASH), expects: died('was killed by SIGSEGV') },
  { name: 'crashes in its first call', source: atCall(1, CRASH), expects: died('was killed by SIGSEGV') },
  {
    name: 'crashes in call 10,000',
    scenario: 'call',
    source: atCall(10_000, CRASH),
    expects: died('was killed by SIGSEGV'),
  },
  {
    name: 'crashes when it is closed',
    scenario: 'call',
    source: atClose(CRASH),
    expects: died('was killed by SIGSEGV', 'finish'),
  },
  {
    name: 'crashes in a thread, later',
    scenario: 'call',
    source: atLoad(
      'pthread_t thread; pthread_create(&thread, NULL, later, NULL);',
      `static void *later(void *none) { usleep(50000); ${CRASH} return none; }`,
    ),
    expects: died('was killed by SIGSEGV'),
  },
  {
    name: 'aborts with a word',
    source: atCall(1, 'fprintf(stderr, "assertion failed\\n"); abort();'),
    expects: died('was killed by SIGABRT: assertion failed'),
  },
  {
    name: 'divides by zero',
    source: inC('return a / zero;', 'static volatile int zero;'),
    expects: died('was killed by SIGFPE'),
  },
  { name: 'is no instruction', source: atCall(1, '__builtin_trap();'), expects: died('was killed by SIG(ILL|TRAP)') },
  { name: 'asks to be ended', source: atLoad('raise(SIGTERM);'), expects: died('was killed by SIGTERM') },
  { name: 'stops itself', source: atLoad('raise(SIGSTOP);'), expects: LATE, hangs: true },
  {
    name: 'raises signals that nobody minds',
    source: atLoad('raise(SIGINT); raise(SIGPIPE); raise(SIGCHLD); raise(SIGWINCH);'),
    expects: MEASURED,
  },
  {
    name: 'ignores every signal',
    source: atLoad('for (int s = 1; s < 32; s++) signal(s, SIG_IGN);'),
    expects: MEASURED,
  },
  {
    name: 'is woken by a clock that it handles',
    scenario: 'call',
    source: atLoad(
      'struct itimerval every = {{0, 5000}, {0, 5000}}; signal(SIGALRM, tick); setitimer(ITIMER_REAL, &every, NULL);',
      'static void tick(int s) { (void)s; }',
    ),
    expects: MEASURED,
  },
  {
    name: 'is woken by a clock that nobody handles',
    scenario: 'call',
    source: atLoad('struct itimerval once = {{0, 0}, {0, 50000}}; setitimer(ITIMER_REAL, &once, NULL);'),
    expects: died('was killed by SIGALRM'),
  },
  {
    name: 'needs a library from beside it',
    source: 'int smaller(int, int); int with_extern(int a, int b) { return smaller(a, b); }',
    beside: { helper: 'int smaller(int a, int b) { return a < b ? a : b; }' },
    expects: MEASURED,
  },
  {
    name: 'needs a library that is nowhere',
    source: inC(ANSWER),
    beside: { nowhere: 'int nowhere;' },
    isAlone: true,
    expects: /^koffi cannot use .*libnowhere\.so: cannot open shared object file.*; give another file/,
  },
  {
    name: 'calls a function that is nowhere',
    source: inC('return nowhere(a, b);', 'int nowhere(int, int);'),
    expects: /^koffi cannot use .*undefined symbol: nowhere; give another file/,
  },
  {
    name: 'closes its standard streams',
    source: atLoad('for (int fd = 0; fd < 3; fd++) close(fd);'),
    expects: MEASURED,
  },
  {
    name: 'closes all files',
    source: atLoad('for (int fd = 0; fd < 64; fd++) close(fd);'),
    expects: /^koffi: the runner .* before it answered "prepare"; .* may be damaged/,
  },
  {
    name: 'writes into the pipe to plugin-bench',
    source: atLoad('const char *text = "{\\"type\\":\\"sample\\"}\\n"; write(3, text, strlen(text));'),
    expects: /^koffi: the runner gave no valid answer to "prepare": "\{"type":"sample"\}": /,
  },
  {
    name: 'makes all pipes non-blocking',
    source: atLoad('for (int fd = 0; fd < 64; fd++) fcntl(fd, F_SETFL, O_NONBLOCK);'),
    expects: MEASURED,
  },
  {
    name: 'starts threads that sleep for ever',
    source: atLoad(
      'for (int i = 0; i < 8; i++) { pthread_t thread; pthread_create(&thread, NULL, sleeps, NULL); }',
      `static void *sleeps(void *none) { ${FOREVER} return none; }`,
    ),
    flags: ['-Wl,-z,nodelete'],
    expects: MEASURED,
  },
  {
    name: 'starts a thread that spins for ever',
    scenario: 'call',
    source: atLoad(
      'pthread_t thread; pthread_create(&thread, NULL, spins, NULL);',
      'static void *spins(void *none) { for (;;); return none; }',
    ),
    flags: ['-Wl,-z,nodelete'],
    expects: MEASURED,
  },
  {
    name: 'is unloaded from under its thread',
    source: atLoad(
      'pthread_t thread; pthread_create(&thread, NULL, spins, NULL);',
      'static void *spins(void *none) { for (;;); return none; }',
    ),
    expects: died('was killed by SIG(SEGV|BUS|ILL)'),
  },
  {
    name: 'takes all the memory that it may',
    source: atLoad(
      `struct rlimit limit = {1L << 32, 1L << 32}; setrlimit(RLIMIT_AS, &limit); for (;;) { volatile char *more = malloc(1 << 24); *more = 1; }`,
    ),
    expects: died('was killed by SIGSEGV'),
  },
  {
    name: 'calls itself without end',
    source: inC(
      'return deep(a, b);',
      'static int (*volatile self)(int, int); static int deep(int a, int b) { volatile char room[4096]; room[a & 4095] = 1; self = deep; return self(a + 1, b) + room[b & 4095]; }',
    ),
    expects: died('was killed by SIGSEGV'),
  },
  {
    name: 'leaves by a longjmp that nobody has set',
    source: atCall(1, 'jmp_buf nowhere; memset(nowhere, 0, sizeof nowhere); longjmp(nowhere, 1);'),
    expects: died('was killed by SIG(SEGV|ABRT|ILL|BUS)'),
  },
  { name: 'goes to another folder', source: atLoad('chdir("/");'), expects: MEASURED, scenario: 'setup-warm' },
  {
    name: 'lets nobody read the files that it makes',
    scenario: 'call',
    source: atLoad('umask(0777);'),
    expects: MEASURED,
  },
  {
    name: 'takes another locale',
    source: atLoad('setenv("LC_ALL", "de_DE.UTF-8", 1); setenv("LANG", "tr_TR.UTF-8", 1); setlocale(LC_ALL, "");'),
    expects: MEASURED,
  },
  { name: 'empties the environment', source: atLoad('clearenv();'), expects: MEASURED, scenario: 'setup-warm' },
  { name: 'rounds upwards from now on', scenario: 'call', source: atLoad('fesetround(FE_UPWARD);'), expects: MEASURED },
  {
    name: 'wants a signal for what is not exact',
    scenario: 'call',
    source: atLoad('feenableexcept(FE_ALL_EXCEPT);'),
    flags: ['-lm'],
    expects: died('was killed by SIGFPE'),
  },
  { name: 'takes the lowest priority', source: atLoad('nice(19);'), expects: MEASURED },
  {
    name: 'is allowed no more files',
    source: atLoad('struct rlimit few = {3, 3}; setrlimit(RLIMIT_NOFILE, &few);'),
    expects: /^koffi cannot use .*: .*too many open files|EMFILE/i,
  },
  {
    name: 'is allowed no more bytes in a file',
    source: atLoad('struct rlimit few = {0, 0}; signal(SIGXFSZ, SIG_IGN); setrlimit(RLIMIT_FSIZE, &few);'),
    expects: /^koffi cannot use .*EFBIG/,
  },
  {
    name: 'takes a megabyte of thread-local storage from the start',
    source: inC(
      `room[a & 1023] = 1; ${ANSWER}`,
      '__thread char room[1 << 20] __attribute__((tls_model("initial-exec")));',
    ),
    expects: /static TLS.*; the host has no room left for its thread-local storage; build it without "initial-exec"\.$/,
  },
  { name: 'has 1 MB of code', source: inC(ANSWER, '__asm__(".text\\n.fill 1000000, 1, 0x90");'), expects: MEASURED },
  {
    name: 'has 9 MB of code',
    source: inC(ANSWER, '__asm__(".text\\n.fill 9000000, 1, 0x90");'),
    expects: MEASURED,
  },
  {
    name: 'is cut off',
    source: inC(ANSWER),
    change: (bytes) => bytes.subarray(0, 2000),
    expects:
      /^koffi( cannot use .*|: the runner was killed by SIGBUS .*may be damaged): .*give another file with --artifact\.$/,
  },
  // Bytes 18 and 19 of an ELF header name the machine: 0xf3 is RISC-V, 0xb7 AArch64. Byte 4 names its width.
  {
    name: 'is for another machine',
    source: inC(ANSWER),
    change: (bytes) => bytes.fill(process.arch === 'riscv64' ? 0xb7 : 0xf3, 18, 19),
    expects: /^koffi cannot use .*; give another file with --artifact\.$/,
  },
  {
    name: 'is for 32 bits',
    source: inC(ANSWER),
    change: (bytes) => bytes.fill(1, 4, 5),
    expects: /^koffi cannot use .*wrong ELF class: ELFCLASS32; give another file/,
  },
  {
    name: 'is a program',
    source: inC(ANSWER, 'int main(void) { return 0; }'),
    how: ['-fPIE', '-pie'],
    expects: /^koffi cannot use .*cannot dynamically load.*executable; give another file/,
  },
  {
    name: 'is a static archive',
    source: Buffer.from('!<arch>\nplugin.o/       0           0     0     644     8         `\n12345678'),
    file: 'plugin.a',
    expects: /^koffi cannot use plugin\.a: .*; give another file/,
  },
  {
    name: 'is text',
    source: Buffer.from('/* GNU ld script */\nINPUT(libnowhere.so)\n'),
    expects: /^koffi cannot use .*; give another file/,
  },
];

const wasm = (
  name: string,
  source: Foreign['source'],
  expects: Foreign['expects'],
  more: Partial<Foreign> = {},
): Foreign => ({ name, source, expects, file: 'plugin.wasm', ...more });
const wasmSays = (what: string) =>
  new RegExp(`^wasm cannot use plugin\\.wasm: ${what}.*; give another file with --artifact\\.$`);
const WASM_LATE =
  /^wasm: the runner did not answer "prepare" within 10 s and was killed; it hangs, or needs a longer --time-limit\.$/;
const encoded = new TextEncoder();

const MODULES: readonly Foreign[] = [
  wasm('is right', wasmBytes(), MEASURED),
  wasm('has another name', wasmBytes({ name: 'minimum' }), wasmSays('.* does not export the function "with_extern"')),
  wasm(
    'takes numbers of 64 bits',
    wasmBytes({ type: I64, code: CODE.first }),
    wasmSays('Cannot convert .* to a BigInt'),
  ),
  wasm(
    'answers the first one',
    wasmBytes({ code: CODE.first }),
    wasmSays('it answers .* where the contract "min" says'),
  ),
  wasm('traps when it is started', wasmBytes({ start: CODE.unreachable }), wasmSays('unreachable')),
  wasm('never ends when it is started', wasmBytes({ start: CODE.endless }), WASM_LATE, { hangs: true }),
  wasm('traps when it is called', wasmBytes({ code: CODE.unreachable }), wasmSays('unreachable')),
  wasm('never ends when it is called', wasmBytes({ code: CODE.endless }), WASM_LATE, { hangs: true }),
  wasm(
    'calls itself without end',
    wasmBytes({ code: [0x20, 0, 0x20, 1, 0x10, 0] }),
    wasmSays('Maximum call stack size exceeded'),
  ),
  wasm(
    'needs what nobody gives',
    wasmBytes({ takes: 'log' }),
    wasmSays('WebAssembly\\.Instance\\(\\): Imports argument must be present'),
  ),
  wasm(
    'wants more memory than there can be',
    wasmBytes({ memory: [65_537, 65_537] }),
    wasmSays('WebAssembly\\.Module\\(\\): .*memory'),
  ),
  wasm(
    'takes all the memory that it may',
    wasmBytes({ memory: [1, 2000], start: [0x03, 0x40, 0x41, 1, 0x40, 0, 0x41, 0x7f, 0x47, 0x0d, 0, 0x0b] }),
    MEASURED,
  ),
  wasm(
    'is text',
    encoded.encode('(module (func (export "with_extern")))\n'),
    wasmSays('WebAssembly\\.Module\\(\\): expected magic word'),
  ),
  wasm('is cut off', wasmBytes().subarray(0, 30), wasmSays('WebAssembly\\.Module\\(\\): ')),
  wasm(
    'is of another version',
    Buffer.from(wasmBytes()).fill(2, 4, 5),
    wasmSays('WebAssembly\\.Module\\(\\): expected version'),
  ),
  wasm('has 1 MB of code', () => wasmBytes({ idleBytes: 1e6 }), MEASURED),
  wasm('has 9 MB of code', () => wasmBytes({ idleBytes: 9e6 }), MEASURED),
];

/** Of Node-API (https://nodejs.org/api/n-api.html), as much as is needed; its header is not installed with Node.js. */
const addon = (name: string, init: string, expects: Foreign['expects']): Foreign => ({
  name,
  source: `${INCLUDES}int napi_create_int32(void *, int, void **); int napi_set_named_property(void *, void *, const char *, void *); int napi_throw_error(void *, const char *, const char *);\n${init}`,
  expects,
  file: 'plugin.node',
});

const ADDONS: readonly Foreign[] = [
  addon(
    'registers nothing',
    'int nothing;',
    /^napi cannot use plugin\.node: Module did not self-register.*; give another file/,
  ),
  addon(
    'registers no function',
    'void *napi_register_module_v1(void *env, void *exports) { return exports; }',
    /^napi cannot use plugin\.node: it exports no function "min"; give another file/,
  ),
  addon(
    'registers a number',
    'void *napi_register_module_v1(void *env, void *exports) { void *five; napi_create_int32(env, 5, &five); napi_set_named_property(env, exports, "min", five); return exports; }',
    /^napi cannot use plugin\.node: it exports no function "min"; give another file/,
  ),
  addon(
    'throws when it is loaded',
    'void *napi_register_module_v1(void *env, void *exports) { napi_throw_error(env, NULL, "not today"); return exports; }',
    /^napi cannot use plugin\.node: not today; give another file/,
  ),
  addon(
    'crashes when it is loaded',
    `void *napi_register_module_v1(void *env, void *exports) { ${CRASH} return exports; }`,
    /^napi: the runner was killed by SIGSEGV before it answered "prepare"; plugin\.node may be damaged/,
  ),
];

/** Reads a frame of 12 bytes and answers one of 8. */
const SERVE =
  'int frame[3]; while (read(0, frame, 12) == 12) { int answer[2] = {4, frame[1] < frame[2] ? frame[1] : frame[2]}; write(1, answer, 8); }';
const program = (name: string, main: string, expects: Foreign['expects'], more: Partial<Foreign> = {}): Foreign => ({
  name,
  source: `${INCLUDES}int main(void) { ${main} return 0; }`,
  expects,
  file: 'plugin',
  ...more,
});
const GONE = /^process-pipe cannot use plugin: The process of the plugin takes no more calls; give another file/;
const PROGRAM_LATE = /^process-pipe: the runner did not answer "prepare" within 10 s and was killed/;

const PROGRAMS: readonly Foreign[] = [
  program('is right', SERVE, MEASURED),
  program('ends at once', '', GONE),
  program('crashes at once', CRASH, GONE),
  // Whether a frame was on its way already.
  program('closes its input', `close(0); ${FOREVER}`, new RegExp(`${GONE.source}|${PROGRAM_LATE.source}`), {
    hangs: true,
  }),
  program('closes its output', `close(1); ${FOREVER}`, GONE),
  program('answers half a frame and ends', 'write(1, "half", 4);', GONE),
  program(
    'greets first',
    `puts("Welcome to my plugin!"); fflush(stdout); ${SERVE}`,
    /^process-pipe cannot use plugin: The plugin writes more than the 8 bytes of an answer; give another file/,
  ),
  program('never answers', FOREVER, PROGRAM_LATE, { hangs: true }),
  program(
    'goes on when nobody listens',
    `signal(SIGPIPE, SIG_IGN); signal(SIGTERM, SIG_IGN); ${SERVE} ${FOREVER}`,
    MEASURED,
  ),
  program('leaves a daemon behind', `if (fork() == 0) { setsid(); ${FOREVER} } ${SERVE}`, MEASURED),
  program(
    'may not be executed',
    SERVE,
    /^process-pipe cannot use plugin: .*EACCES; make it readable and executable\.$/,
    { mode: 0o644 },
  ),
  {
    name: 'is a script without an interpreter',
    source: encoded.encode('#!/nowhere/interpreter\n'),
    file: 'plugin',
    mode: 0o755,
    expects: /^process-pipe cannot use plugin: .*ENOENT; give another file/,
  },
  {
    name: 'is for no machine',
    source: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 2, 3),
    file: 'plugin',
    mode: 0o755,
    expects: /^process-pipe cannot use plugin: .*(ENOEXEC|spawn|takes no more calls).*; give another file/,
  },
];

const cc = needCompiler();

/** Runs that are under way beside each other, each in a lane with a lock of its own: nothing here judges a figure. */
const LANES = 3;
/** A minute of hangs and crashes is enough for a developer; CI runs the rest of them in another of its runs. */
const CHOICES = { 'every third': [0], 'the rest': [1, 2], all: [0, 1, 2] };
const CHOICE = (process.env['PLUGIN_BENCH_FOREIGN'] ?? 'every third') as keyof typeof CHOICES;
let project: Project;
const lanes: Project[] = [];
const waiting: ((lane: Project) => void)[] = [];

beforeAll(() => {
  project = makeProject();
  lanes.push(...Array.from({ length: LANES }, () => project.lane()));
});
afterAll(() => project.remove());

async function inLane<T>(work: (lane: Project) => Promise<T>): Promise<T> {
  const lane = lanes.pop() ?? (await new Promise<Project>((resolve) => waiting.push(resolve)));
  try {
    return await work(lane);
  } finally {
    const next = waiting.shift();
    if (next === undefined) lanes.push(lane);
    else next(lane);
  }
}

/** Builds a plugin in a folder of its own. @returns the path of its file */
function build(kind: ArtifactKind, plugin: Foreign): string {
  const { name, source, file = 'plugin.so', flags = [], beside = {}, change, mode } = plugin;
  const { how = kind === 'executable' ? [] : SHARED } = plugin;
  const folder = join(project.folder, `${kind} that ${name}`.replace(/[^\w.-]+/g, ' '));
  mkdirSync(folder);
  const path = join(folder, file);
  const compile = (target: string, text: string, ...args: string[]) => {
    writeFileSync(join(folder, `${target}.c`), text);
    execFileSync('cc', ['-w', '-O2', '-o', target, `${target}.c`, ...args], { cwd: folder });
  };
  if (typeof source === 'string') {
    for (const [library, text] of Object.entries(beside)) compile(`lib${library}.so`, text, ...SHARED);
    const needed = Object.keys(beside).flatMap((library) => [`-l${library}`]);
    compile(file, source, ...how, '-Wl,--no-as-needed', '-L.', '-Wl,-rpath,$ORIGIN', ...needed, ...flags);
  } else writeFileSync(path, typeof source === 'function' ? source() : source);
  if (change !== undefined) writeFileSync(path, change(readFileSync(path)));
  if (mode !== undefined) chmodSync(path, mode);
  if (plugin.isAlone) for (const library of Object.keys(beside)) rmSync(join(folder, `lib${library}.so`));
  return path;
}

/** Runs a plugin beside a healthy row, and says what became of it. */
async function measure(kind: ArtifactKind, plugin: Foreign) {
  const { scenario = 'setup-warm', hangs = false } = plugin;
  const path = build(kind, plugin);
  const [id, healthy] = [`${scenario}/${MECHANISMS[kind]}`, `${scenario}/${HEALTHY}`];
  const out = `reports of ${basename(join(path, '..'))}`;
  const limit = hangs ? ['--time-limit', String(TIME_LIMIT)] : [];
  return inLane(async (lane) => {
    const run = ['run', '--quick', '--blocks', '1', '--out', out, '--artifact', `${kind}=${path}`, ...limit];
    const outcome = await lane.run(...run, '--only', id, healthy);
    // What is left after that is left for good.
    await waitFor(() => processesOf(lane).length === 0, 5000);
    const document = readLatest(lane, out);
    return { ...outcome, row: caseOf(document, id), healthy: caseOf(document, healthy) };
  });
}

describe.each([
  ['shared-library', LIBRARIES],
  ['wasm-module', MODULES],
  ['napi-addon', ADDONS],
  ['executable', PROGRAMS],
] as const)(`a foreign %s, ${CHOICE}${cc.note}`, (kind, plugins) => {
  const chosen = plugins.filter((_, index) => CHOICES[CHOICE].includes(index % 3));
  it.skipIf(cc.isMissing).concurrent.each(chosen.map((plugin) => [plugin.name, plugin] as const))(
    'that %s',
    async (_name, plugin) => {
      const { exitCode, stdout, stderr, row, healthy } = await measure(kind, plugin);
      const { expects, prints } = plugin;
      const said = row.status === 'failed' ? row.error : row.status === 'skipped' ? row.reason : MEASURED;
      if (expects === MEASURED) expect(said).toBe(MEASURED);
      else expect(said).toMatch(expects);
      expect(exitCode).toBe(expects === MEASURED ? 0 : 3);
      // One sentence, for a person.
      expect(said).not.toMatch(/\n|\s+at \S+:\d+:\d+|plugin-bench itself failed/);
      expect(stdout + stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
      expect(healthy.status).toBe('measured');
      if (prints !== undefined) expect(row).toMatchObject({ printed: expect.stringMatching(prints) });
    },
  );
});
