import { expect, it } from '@jest/globals';
import type { Operation, TechnologyAdapter } from '@breakwater/core';
import { Check, Errors } from 'typebox/value';
import type { OpenWorld, OperationWorld } from './operation-world.ts';
import { AttemptJournal, driven, operationOf, runOperation, validationContext } from './run-operation.ts';
import { expectSuccess } from './expectations.ts';

/** What an operation declares, held against what it does. */
export function declarationCases(adapter: TechnologyAdapter, operation: Operation, open: OpenWorld): void {
  it('accepts the parameters of a request that works, and no misspelt one', async () => {
    const { request } = await open('healthy');
    expect([...Errors(operation.params, request.params)]).toEqual([]);
    expect(Check(operation.params, { ...request.params, misspelt: true })).toBe(false);
  });

  it('validates without changing anything', async () => {
    const world = await open('healthy');
    const worker = await world.openWorker();
    const validation = operationOf(worker, operation.name).validate(world.request, validationContext(worker));
    const findings = await driven(world, validation);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await world.writes()).toEqual([]);
    await worker.close();
  });

  it('resolves the resources that its parameters select, without changing anything', async () => {
    const world = await open('healthy');
    const choice = operation.selects(world.request.params);
    if (choice?.kind !== 'selection') return;
    const worker = await world.openWorker();
    const resolved = worker.adapter.resolve?.(choice.selection, world.request.target, validationContext(worker));
    expect(resolved).toBeDefined();
    const ids = (await driven(world, Promise.resolve(resolved)))?.map(({ id }) => id);
    expect(ids).toEqual(world.request.resources.map(({ id }) => id).sort());
    expect(await world.writes()).toEqual([]);
    await worker.close();
  });

  it('gives outputs that fit its schema, and an outcome for every resource', async () => {
    const world = await open('healthy');
    const end = expectSuccess((await runOperation(world, operation.name)).end);
    expect([...Errors(operation.outputs, end.outputs)]).toEqual([]);
    const expected = world.request.resources.map(({ id }) => ({ id, state: 'succeeded' }));
    expect(end.resources.map(({ id, state }) => ({ id, state })).sort(byId)).toEqual(expected.sort(byId));
  });

  it('does in a drill what it says that it does in a drill', async () => {
    const world = await open('healthy');
    const request = { ...world.request, mode: 'drill' as const };
    const declared = operation.inDrill(request);
    // A disruptive operation is never run in a drill; its caution has to be founded all the same.
    await runOperation(world, operation.name, declared === 'disruptive' ? {} : { request });
    await expectBehaviour(declared, world);
  });

  it('has a runbook that names each resource and the Region', async () => {
    const { request } = await open('healthy');
    const instructions = operation.runbook(request);
    const text = instructions.flatMap((instruction) => [instruction.text, ...(instruction.commands ?? [])]).join('\n');
    const named = [...request.resources.map(({ id }) => id), request.target.region];
    expect(named.filter((word) => !text.includes(word))).toEqual([]);
  });

  it('estimates a duration that a plan can count on', async () => {
    const { request } = await open('healthy');
    const { typicalSeconds, longestSeconds } = operation.estimate(request);
    expect(typicalSeconds).toBeGreaterThanOrEqual(0);
    expect(longestSeconds).toBeGreaterThanOrEqual(typicalSeconds);
  });

  it('tidies up, keeps, rolls back and fails back with operations of its own adapter, and parameters that they accept', async () => {
    const world = await open('healthy');
    const journal = new AttemptJournal();
    const { resources, outputs } = expectSuccess((await runOperation(world, operation.name, { journal })).end);
    const trace = { resources, outputs, captured: Object.fromEntries(journal.captured) };
    const rollback = operation.rollback?.(world.request, trace);
    expect(rollback === undefined).toBe(operation.reversible === 'no');
    const cleanup = operation.cleanup?.(world.request, trace) ?? [];
    const failback = operation.failback?.(world.request, trace) ?? [];
    const keep = operation.keep?.(world.request, trace) ?? [];
    for (const step of [...cleanup, ...keep, ...failback, ...(rollback ?? [])]) {
      const schema = operationOf({ adapter }, step.operation).params;
      expect([...Errors(schema, step.params)]).toEqual([]);
    }
  });
}

const byId = (left: { readonly id: string }, right: { readonly id: string }): number => (left.id < right.id ? -1 : 1);

async function expectBehaviour(
  declared: 'isolated' | 'read-only' | 'disruptive',
  world: OperationWorld,
): Promise<void> {
  const writes = await world.writes();
  const harmful = writes.filter(({ touches }) => touches === 'production');
  switch (declared) {
    case 'read-only':
      return expect(writes).toEqual([]);
    case 'isolated':
      return expect(harmful).toEqual([]);
    case 'disruptive':
      return expect(harmful).not.toEqual([]);
  }
}
