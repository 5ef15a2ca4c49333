import type { AdapterTraps } from './read-traps.ts';

export const TRAPS_PAGE = 'docs/aws-traps.md';

const HEAD = `# Traps of AWS

What AWS does that would mislead a caller who does not know it, and the tests that hold us to it. Written by \`npm run docs:traps\` from the
adapters' own lists; change those, not this page.
`;

/** The page as Markdown that Prettier leaves as it is. */
export const trapsPage = (adapters: readonly AdapterTraps[]): string => [HEAD, ...adapters.map(section)].join('\n');

function section({ adapter, traps }: AdapterTraps): string {
  const lines = traps.flatMap(({ id, fact, guards }) => [
    `- **${id}**: ${fact}`,
    ...[...new Set(guards.map(({ file }) => file))].map((file) => `  - [${nameOf(file)}](../${file})`),
  ]);
  return [`## ${adapter}`, '', ...lines, ''].join('\n');
}

const nameOf = (file: string): string => file.replace(/^libs\/adapters\/[^/]+\/src\//, '');
