/**
 * Who may import whom, by the Nx tags of each project. Every project has one `type:` tag; a plug-in also has its `role:`
 * (what kind of plug-in) and its `scope:` (which technology), and no plug-in may import another.
 *
 * @typedef {{ sourceTag: string, onlyDependOnLibsWithTags?: string[], notDependOnLibsWithTags?: string[],
 *   allowedExternalImports?: string[] }} Constraint
 */

const EVERYTHING_BUT_APPS = ['type:core', 'type:application', 'type:contract', 'type:kit', 'type:adapter'];

/** @type {Readonly<Record<string, string[]>>} */
const MAY_IMPORT = {
  'type:core': ['type:core'],
  'type:application': ['type:core', 'type:application'],
  'type:contract': ['type:core', 'type:contract'],
  'type:kit': ['type:core', 'type:contract', 'type:kit'],
  'type:adapter': ['type:core', 'type:application', 'type:kit'],
  // Adapters of other makers stand on the published contract alone.
  'type:plugin': ['type:core'],
  'type:simulator': ['type:simulator'],
  // Wires what several services share, as a composition root does.
  'type:hosting': EVERYTHING_BUT_APPS,
  'type:app': [...EVERYTHING_BUT_APPS, 'type:hosting'],
  // The command line runs the API in its own process, so it is the one app that may import another (ADR 0006).
  'type:cli': [...EVERYTHING_BUT_APPS, 'type:hosting', 'type:app'],
  'type:ui': ['type:contract'],
  'type:infra': ['type:contract', 'scope:step-functions'],
  'type:tool': ['*'],
};

/** Engines host the application's calls; technologies and stores only know the ports. */
const ROLES_WITHOUT_APPLICATION = ['role:technology', 'role:store'];

/** Where a test, a testing entry point or the CLI's composition root brings the simulator in. */
const MAY_SIMULATE = ['type:kit', 'type:application', 'type:adapter', 'type:hosting', 'type:app', 'type:cli'];

/** External packages of projects that have a short list of them. Tests may use the test tools besides. */
const EXTERNALS = {
  'type:core': ['typebox', 'typebox/*'],
  'type:contract': ['typebox', 'typebox/*'],
};
const TEST_TOOLS = ['@jest/globals', 'fast-check', 'ajv', 'ajv/*', 'ajv-formats'];

/**
 * The constraints for `@nx/enforce-module-boundaries`.
 *
 * @param {{ simulator?: boolean, testTools?: boolean }} [allow] - what files of this kind may import beyond production code
 * @returns {Constraint[]}
 */
export function constraints({ simulator = false, testTools = false } = {}) {
  const byType = Object.entries(MAY_IMPORT).map(([sourceTag, tags]) => {
    const externals = EXTERNALS[/** @type {keyof typeof EXTERNALS} */ (sourceTag)];
    return {
      sourceTag,
      onlyDependOnLibsWithTags: simulator && MAY_SIMULATE.includes(sourceTag) ? [...tags, 'type:simulator'] : tags,
      ...(externals && { allowedExternalImports: [...externals, ...(testTools ? TEST_TOOLS : [])] }),
    };
  });
  const byRole = ROLES_WITHOUT_APPLICATION.map((sourceTag) => ({
    sourceTag,
    notDependOnLibsWithTags: ['type:application'],
  }));
  return [...byType, ...byRole];
}
