/** Seeded ways to spoil a stored document: what a disk, a shell or a stranger may have done to it. */
import type { Random } from '../statistics/random.ts';

/** Values that no run writes: of every type, at the ends of every domain, and texts that mean something to whoever shows them. */
const HOSTILE_VALUES: readonly unknown[] = [
  0,
  -1,
  0.5,
  5e-324,
  1e-300,
  1e17,
  1e18,
  9007199254740991,
  1e308,
  -1e308,
  '',
  'NaN',
  'Infinity',
  '1e999',
  '-0',
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  [0],
  { a: { b: { c: {} } } },
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m',
  '\n::error::stolen',
  'x ##[error]stolen',
  '##vso[task.setvariable variable=x]y',
  '\r\n::set-output name=x::y',
  '</script><script>hacked=1</script><img src=x onerror="hacked=1">',
  'javascript:alert(1)',
  '![x](http://x.invalid/x.png) [y](http://y.invalid) | `z` |',
  '# PASSED',
  '=HYPERLINK("http://x.invalid")',
  '@SUM(1+1)*cmd|calc',
  '\u202egnp.exe',
  '\ud800',
  '../../../etc/passwd',
  '%s%n{{x}}',
  'x'.repeat(100_000),
];
const HOSTILE_KEYS = [
  '__proto__',
  'constructor',
  'toString',
  '\u001b[2J',
  '\n::error::x',
  '',
  '<img>',
  'x'.repeat(2000),
];

/** Stands for a list within lists, which JSON.stringify cannot write. */
const DEEP = 'levels: ';
const DEEP_VALUE = new RegExp(`"${DEEP}(\\d+)"`, 'g');

type Holder = Record<string, unknown>;
interface Place {
  readonly holder: Holder;
  readonly key: string;
}

/** Changes the text of a document once or some times; which way, `random` says. */
export function mutate(text: string, random: Random): Uint8Array {
  return random() < 0.3 ? mutateBytes(Buffer.from(text), random) : Buffer.from(mutateStructure(text, random));
}

const BYTE_MUTATIONS: readonly ((bytes: Buffer, random: Random) => Uint8Array)[] = [
  flip,
  flip,
  changeDigits,
  changeDigits,
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => bytes.subarray(at(bytes, random)),
  repeatPart,
  (bytes) => Buffer.concat([bytes, bytes]),
  (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  (bytes) => Buffer.from(`\ufeff${bytes}`, 'utf16le'),
  (bytes) => Buffer.from(`\ufeff${bytes}`, 'utf16le').swap16(),
  (bytes) => Buffer.from(`${bytes}`, 'utf16le'),
  (bytes, random) => Buffer.from(`\ufeff${bytes}`, 'utf16le').subarray(0, at(bytes, random)),
  () => Buffer.alloc(0),
  (bytes, random) => Buffer.from(bytes).fill(0, at(bytes, random)),
];

function mutateBytes(bytes: Buffer, random: Random): Uint8Array {
  return pick(BYTE_MUTATIONS, random)(bytes, random);
}

function flip(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  for (let count = 0; count <= random() * 4; count++) {
    const place = at(bytes, random);
    changed[place] = (changed[place] as number) ^ (1 << Math.floor(random() * 8));
  }
  return changed;
}

/** Of another value, but still a document. */
function changeDigits(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  for (let tried = 0; tried < 50; tried++) {
    const place = at(bytes, random);
    if (/\d/.test(String.fromCharCode(changed[place] as number))) changed[place] = 48 + Math.floor(random() * 10);
  }
  return changed;
}

function repeatPart(bytes: Buffer, random: Random): Buffer {
  const from = at(bytes, random);
  const end = from + Math.floor(random() * 500);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(from)]);
}

function mutateStructure(text: string, random: Random): string {
  const root = { document: JSON.parse(text) as unknown };
  for (let count = 0; count <= random() * 2; count++) {
    const places = placesOf(root);
    // Places with raw samples are by far the most: half of the time another one.
    const others = places.filter(({ holder }) => !Array.isArray(holder));
    const place = pick(random() < 0.5 && others.length > 0 ? others : places, random);
    pick(STRUCTURE_MUTATIONS, random)(place, random);
  }
  const changed = (JSON.stringify(root.document) ?? '').replace(DEEP_VALUE, (_match, depth: string) =>
    nested(Number(depth)),
  );
  // What JSON.stringify never writes.
  return random() < 0.05
    ? changed.replace(/:\d+/, `:${pick(['NaN', '1e999', '-', '0x10', '[', '1'.repeat(400)], random)}`)
    : changed;
}

const STRUCTURE_MUTATIONS: readonly ((place: Place, random: Random) => void)[] = [
  replace,
  replace,
  replace,
  ({ holder, key }) => void delete holder[key],
  ({ holder }, random) => define(holder, pick(HOSTILE_KEYS, random), pick(HOSTILE_VALUES, random)),
  ({ holder, key }) => change(holder, key, () => []),
  ({ holder, key }) => change(holder, key, (list) => [...list, ...list]),
  ({ holder, key }) => change(holder, key, (list) => list.slice(1)),
  ({ holder, key }) => change(holder, key, (list) => [...list].reverse()),
  ({ holder, key }, random) => {
    if (typeof holder[key] === 'number')
      holder[key] = (holder[key] as number) * pick([-1, 0, 1e-20, 1e3, 1e12, 0.5], random);
  },
  ({ holder, key }, random) => {
    holder[key] = `${DEEP}${pick([5, 31, 100, 50_000], random)}`;
  },
  ({ holder, key }) => {
    holder[key] = { ...(holder as object) };
  },
];

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

function replace({ holder, key }: Place, random: Random): void {
  const known = typeof holder[key];
  // Mostly of the type that was there: others are refused at once.
  const alike = HOSTILE_VALUES.filter((value) => typeof value === known);
  define(holder, key, pick(random() < 0.7 && alike.length > 0 ? alike : HOSTILE_VALUES, random));
}

/** As JSON does it: `__proto__` is a name like any other. */
function define(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Changes the list that is there, or that holds the place. */
function change(holder: Holder, key: string, how: (list: readonly unknown[]) => unknown[]): void {
  const list = holder[key];
  if (Array.isArray(list)) holder[key] = how(list);
  else if (Array.isArray(holder)) holder.splice(0, holder.length, ...how(holder));
}

/** All places of a value, without recursion. */
function placesOf(root: Holder): Place[] {
  const places: Place[] = [];
  const open: Holder[] = [root];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const [key, value] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof value === 'object' && value !== null) open.push(value as Holder);
    }
  }
  return places;
}

function at(bytes: Buffer, random: Random): number {
  return Math.floor(random() * bytes.length);
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T;
}
