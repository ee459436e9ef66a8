import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  childEnvironment,
  flagNames,
  nodeOptions,
  passedVariables,
  passVariables,
  withholdsNodeOptions,
} from './environment.ts';

afterEach(() => {
  passVariables([]);
  Reflect.deleteProperty(process.versions, 'pnp');
  vi.unstubAllEnvs();
});

describe('the environment of children', () => {
  it('is what programs need, and what was added by name', () => {
    vi.stubEnv('PATH', '/bin');
    vi.stubEnv('LC_ALL', 'C');
    vi.stubEnv('SECRET_TOKEN', 'x');
    vi.stubEnv('NODE_V8_COVERAGE', '/tmp/coverage');
    vi.stubEnv('NODE_OPTIONS', '--require /home/me/preload.cjs');
    expect(childEnvironment()).toMatchObject({ PATH: '/bin', LC_ALL: 'C' });
    for (const name of ['SECRET_TOKEN', 'NODE_V8_COVERAGE', 'NODE_OPTIONS']) {
      expect(childEnvironment()).not.toHaveProperty(name);
    }
    expect(nodeOptions()).toEqual([]);
    expect(withholdsNodeOptions()).toBe(true);
    passVariables(['NODE_OPTIONS', 'UNSET_NAME']);
    expect(childEnvironment()).toHaveProperty('NODE_OPTIONS');
    expect(passedVariables()).toEqual(['NODE_OPTIONS']);
    expect(flagNames(nodeOptions())).toEqual(['--require']);
    expect(withholdsNodeOptions()).toBe(false);
  });

  it("has of NODE_OPTIONS what Yarn's Plug'n'Play finds packages by, and no other preload", () => {
    const plugAndPlay =
      '--require "/home/me/my project/.pnp.cjs" --experimental-loader file:///home/me/my%20project/.pnp.loader.mjs';
    const foreign = '--require /home/me/preload.cjs --max-old-space-size=900';
    vi.stubEnv('NODE_OPTIONS', `${plugAndPlay}  ${foreign}`);
    expect(childEnvironment()).not.toHaveProperty('NODE_OPTIONS');
    Object.assign(process.versions, { pnp: '3' });
    expect(childEnvironment()).toMatchObject({ NODE_OPTIONS: plugAndPlay });
    expect(flagNames(nodeOptions())).toEqual(['--require', '--experimental-loader']);
    expect(withholdsNodeOptions()).toBe(true);
    passVariables(['NODE_OPTIONS']);
    expect(childEnvironment()).toMatchObject({ NODE_OPTIONS: `${plugAndPlay} ${foreign}` });
    expect(flagNames(nodeOptions())).toContain('--max-old-space-size=900');
  });

  it('has flags in documents without paths', () => {
    expect(flagNames(['--require=/home/me/x.cjs', '--import', 'C:\\me\\y.js', '--v8-flags=--no-opt', 'run'])).toEqual([
      '--require=…',
      '--import',
      '--v8-flags=--no-opt',
      'run',
    ]);
  });
});
