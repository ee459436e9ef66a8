/** Finds metrics by looking into their folder. */
import { importAll, importDefault } from '../scan.ts';
import type { Metric } from './metric.ts';

const METERS = new URL('meters/', import.meta.url);

export async function discoverMetrics(): Promise<Metric[]> {
  return [...(await importAll<Metric>(METERS)).values()];
}

export function importMetric(name: string): Promise<Metric> {
  return importDefault<Metric>(METERS, name);
}
