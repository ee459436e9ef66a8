/** The one place that makes the first request to a runner. */
import { pathToFileURL } from 'node:url';
import { exportName, type PluginFunction } from '../contract/function.ts';
import byteLength from '../contract/functions/byte-length.ts';
import firstArgument from '../contract/functions/first-argument.ts';
import min from '../contract/functions/min.ts';
import type { ArtifactKind } from '../loader.ts';
import { TIME } from '../result/case.ts';
import { type Scenario, STEADY } from '../scenario.ts';
import { isFloor } from '../statistics/evaluate.ts';
import { scriptPath } from './launch.ts';
import { PROTOCOL_VERSION, type PrepareRequest } from './protocol.ts';

/** How long code is run before it is sampled, and how long a sample lasts, about. */
export const WARM_UP_NS = 150e6;
export const TARGET_NS = 2e6;

/** What a mechanism is asked. The floor has no plugin: it answers a function of its own, whatever others are asked. */
export function functionOf(row: { readonly mechanism: string }, asked: PluginFunction = min): PluginFunction {
  if (!isFloor(row)) return asked;
  return asked.signature === 'bytes-to-u32' ? byteLength : firstArgument;
}

/** What a function is to a runner: its names, and calls of it with their right answers. */
export function describeFunction(asked: PluginFunction, kind: ArtifactKind | null) {
  return {
    function: asked.name,
    exportName: kind === null ? asked.name : exportName(asked, kind),
    // Hosts without JavaScript are asked for numbers only.
    vectors:
      asked.signature === 'bytes-to-u32' ? [] : asked.vectors.map(([a, b]) => [a, b, asked.answer(a, b)] as const),
  };
}

type Given = Pick<PrepareRequest, 'mechanism' | 'artifactPath' | 'inputSeed' | 'sampleCount'> &
  Partial<
    Pick<
      PrepareRequest,
      'parameters' | 'metric' | 'subject' | 'artifactKind' | 'copiesFolder' | 'warmUpNs' | 'targetNs' | 'batch'
    >
  > & {
    readonly scenario: Pick<Scenario, 'name'> & Partial<Pick<Scenario, 'native' | 'iterationsPerSample'>>;
    /** Default: `min`. */
    readonly function?: PluginFunction;
  };

/** The module that finds a function of the user's; undefined: it is one of ours, which has a name. */
function subjectOf(mechanism: string, scenario: string, { name, config }: PluginFunction): string | undefined {
  if (config === undefined) return undefined;
  const query = new URLSearchParams({ config, function: name, mechanism, scenario });
  return `${pathToFileURL(scriptPath('config/subject')).href}?${query}`;
}

export function prepareRequest({ scenario, function: asked, ...given }: Given): PrepareRequest {
  const { native = STEADY, iterationsPerSample = 'calibrate' } = scenario;
  const subject = subjectOf(given.mechanism, scenario.name, functionOf(given, asked));
  return {
    ...(subject === undefined ? {} : { subject }),
    parameters: {},
    metric: TIME,
    artifactKind: null,
    copiesFolder: '',
    warmUpNs: WARM_UP_NS,
    targetNs: TARGET_NS,
    batch: null,
    ...given,
    ...describeFunction(functionOf(given, asked), given.artifactKind ?? null),
    type: 'prepare',
    protocol: PROTOCOL_VERSION,
    scenario: scenario.name,
    routine: { ...native, isCalibrated: iterationsPerSample === 'calibrate' },
  };
}
