import type { TObject } from 'typebox';
import type { Operation, OperationRequest, TechnologyAdapter } from './technology-adapter.ts';

/** Gives an operation its types; the parameters of its functions follow from its schemas. */
export const defineOperation = <Params extends TObject, Outputs extends TObject>(
  operation: Operation<Params, Outputs>,
): Operation => operation as unknown as Operation;

/** Whether a later worker can take up what an interrupted start of this request left behind. */
export const isAdoptable = (operation: Operation, request: OperationRequest): boolean =>
  operation.adoptable || operation.isAdoptable?.(request) === true;

const KEBAB_CASE = /^[a-z][a-z0-9-]*$/;

/**
 * @throws TypeError when a name is not kebab-case, an operation is there twice, or a parameter schema lets unknown
 * members through: a misspelt parameter must be refused, never ignored
 */
export function defineAdapter(adapter: TechnologyAdapter): TechnologyAdapter {
  const seen = new Set<string>();
  for (const { name, params } of adapter.operations) {
    const fullName = `${adapter.technology}.${name}`;
    if (!KEBAB_CASE.test(adapter.technology) || !KEBAB_CASE.test(name)) {
      throw new TypeError(`${fullName}: technology and operation names are kebab-case`);
    }
    if (seen.has(name)) throw new TypeError(`${fullName} is defined twice`);
    if (!('additionalProperties' in params) || params.additionalProperties !== false) {
      throw new TypeError(`${fullName}: its params schema must set additionalProperties: false`);
    }
    seen.add(name);
  }
  return adapter;
}

/** The adapters of a process, by technology. */
export interface AdapterRegistry {
  readonly adapters: readonly TechnologyAdapter[];
  adapter(technology: string): TechnologyAdapter | undefined;
  operation(technology: string, operation: string): Operation | undefined;
}

/** @throws TypeError when a technology is registered twice: that must stop the start of a process */
export function adapterRegistry(adapters: readonly TechnologyAdapter[]): AdapterRegistry {
  const byTechnology = new Map<string, TechnologyAdapter>();
  for (const adapter of adapters) {
    if (byTechnology.has(adapter.technology))
      throw new TypeError(`technology ${adapter.technology} is registered twice`);
    byTechnology.set(adapter.technology, adapter);
  }
  return {
    adapters,
    adapter: (technology) => byTechnology.get(technology),
    operation: (technology, name) =>
      byTechnology.get(technology)?.operations.find((operation) => operation.name === name),
  };
}
