/**
 * A process of its own: loads one mechanism's plugin afresh for each probe and prints what became of each, as JSON. Request on
 * standard input: `{ mechanism, artifactPath }`.
 */
import min from '../contract/functions/min.ts';
import { importLoader } from '../discover.ts';
import type { Host, Loader, Plugin } from '../loader.ts';
import type { Answer } from '../result/facts.ts';
import { PROBES, type Probe, writeValue } from './probes.ts';

export interface ProbeRequest {
  readonly mechanism: string;
  readonly artifactPath: string;
}

type AnyCall = (...values: unknown[]) => unknown;

const PATIENCE_MS = 2000;
const ERROR_LENGTH = 160;

let text = '';
for await (const chunk of process.stdin) text += chunk;
const { mechanism, artifactPath } = JSON.parse(text) as ProbeRequest;
// A plugin that a probe has broken may fail once more, later and alone: it was loaded for that probe only.
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});

const loader = await importLoader(mechanism);
const answers: Answer[] = [];
try {
  // What cannot be loaded at all is broken, and no fact of its mechanism.
  const host = await loader.openHost();
  await close(host, await host.load(artifactPath, min, () => {}));
  for (const [name, probe] of Object.entries(PROBES)) answers.push({ probe: name, ...(await attempt(loader, probe)) });
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
} catch (error) {
  process.stderr.write(describe(error), () => process.exit(1));
}

async function attempt(loader: Loader, { asked, values, impossible }: Probe): Promise<Omit<Answer, 'probe'>> {
  const reason = impossible(loader);
  if (reason !== null) return { outcome: 'impossible', text: reason };
  const host = await loader.openHost();
  let plugin: Plugin | undefined;
  try {
    const value = await inTime(async () => {
      plugin = await host.load(artifactPath, asked, () => {});
      // Some hosts give nothing for a name that is not there, and say so when it is called.
      return (plugin.call as AnyCall | undefined)?.(...values);
    });
    return { outcome: 'value', text: writeValue(value) };
  } catch (error) {
    return { outcome: 'error', text: describe(error) };
  } finally {
    await close(host, plugin);
  }
}

/** A worker that waits for input would hold the process; one that a probe has broken may not close in good order. */
async function close(host: Host, plugin: Plugin | undefined): Promise<void> {
  await inTime(async () => plugin?.close()).catch(() => {});
  await inTime(async () => host.close()).catch(() => {});
}

async function inTime(call: () => Promise<unknown>): Promise<unknown> {
  let handle: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    handle = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  return Promise.race([call(), late]).finally(() => clearTimeout(handle));
}

/** Type and message in one line, without what differs from run to run. */
function describe(error: unknown): string {
  const { name = 'Error', message = String(error), code } = error as Error & { code?: unknown };
  const line = message.replaceAll(artifactPath, 'the plugin').replace(/\s+/g, ' ').trim();
  const label = line === '' && code !== undefined ? `${name} ${code}` : name;
  return `${label}${line === '' ? '' : `: ${line}`}`.slice(0, ERROR_LENGTH);
}
