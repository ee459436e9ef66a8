import { afterEach, describe, expect, it, vi } from 'vitest';
import { childEnvironment, flagNames, nodeOptions, passedVariables, passVariables } from './environment.ts';

afterEach(() => {
  passVariables([]);
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
    passVariables(['NODE_OPTIONS', 'UNSET_NAME']);
    expect(childEnvironment()).toHaveProperty('NODE_OPTIONS');
    expect(passedVariables()).toEqual(['NODE_OPTIONS']);
    expect(flagNames(nodeOptions())).toEqual(['--require']);
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
