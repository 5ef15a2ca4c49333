import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applicationAdapter } from '@breakwater/adapter-application';
import type { JsonObject } from '@breakwater/core';
import { anAutomation } from './applications.ts';
import { openMotoWorld, validateStep, type MotoWorld } from './moto-world.ts';

let world: MotoWorld;
beforeEach(async () => {
  world = await openMotoWorld();
});
afterEach(() => world.close());

describe('Systems Manager', () => {
  const findings = (params: JsonObject) => validateStep(world, applicationAdapter(), 'run-automation', params);

  it('has the document of an automation', async () => {
    await anAutomation(world, 'Switch');
    expect(await findings({ document: 'Switch', parameters: { Site: 'west' } })).toEqual([]);
  });

  it.each([
    ['another document', { document: 'Missing', parameters: { Site: 'west' } }],
    ['a parameter that the document does not know', { document: 'Switch', parameters: { Site: 'west', Sight: 'x' } }],
    ['no parameter where the document wants one', { document: 'Switch', parameters: {} }],
  ])('is not asked to run %s', async (_case, params) => {
    await anAutomation(world, 'Switch');
    expect(await findings(params)).toContainEqual(expect.objectContaining({ severity: 'error' }));
  });
});
