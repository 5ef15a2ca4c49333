import { join } from 'node:path';
import type { CommandLine } from '../engine.ts';

/** The Python of an engine's virtual environment. */
export const pythonIn = (folder: string): string => join(folder, 'venv/bin/python');

/**
 * Makes a virtual environment with exactly the packages of a requirements file, each checked by its hash.
 *
 * @param requirements - absolute path of the file
 */
export const virtualEnvironment = (folder: string, requirements: string): readonly CommandLine[] => [
  ['python3', '-m', 'venv', join(folder, 'venv')],
  [
    pythonIn(folder),
    ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet', '--no-deps', '--no-compile'],
    ...['--require-hashes', '--requirement', requirements],
  ],
];
