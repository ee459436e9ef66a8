/** What a runner measures when the function is one of a user's: our mechanism and scenario, and the function of the config. */
import type { PluginFunction } from '../contract/function.ts';
import { importLoader, importScenario } from '../discover.ts';
import type { Loader } from '../loader.ts';
import type { Scenario } from '../scenario.ts';
import { importOwnFunction } from './functions.ts';

interface Subject {
  readonly loader: Loader;
  readonly scenario: Scenario;
  readonly function: PluginFunction;
}

/** @param query `config`, `function`, `mechanism` and `scenario` */
export default async function subject(query: URLSearchParams): Promise<Subject> {
  const get = (name: string) => query.get(name) ?? '';
  const [loader, scenario, asked] = await Promise.all([
    importLoader(get('mechanism')),
    importScenario(get('scenario')),
    importOwnFunction(get('config'), get('function')),
  ]);
  return { loader, scenario, function: asked };
}
