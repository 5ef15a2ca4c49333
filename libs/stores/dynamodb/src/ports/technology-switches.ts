import { canonicalJson, type DisabledTechnology, type TechnologySwitches } from '@breakwater/core';
import { BodyItem, DisabledTechnologyBody } from '../table/items.ts';
import { TECHNOLOGIES, technologyKey } from '../table/keys.ts';
import { readBody, readItem } from '../table/read-item.ts';
import type { Item, Table } from '../table/table.ts';

export class DynamoDbTechnologySwitches implements TechnologySwitches {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async disabled(): Promise<readonly DisabledTechnology[]> {
    return (await this.#table.query({ partition: TECHNOLOGIES })).map(disabledOf);
  }

  async disable(entry: DisabledTechnology): Promise<void> {
    await this.#table.put({ ...technologyKey(entry.technology), body: canonicalJson(entry) });
  }

  async enable(technology: string): Promise<void> {
    await this.#table.delete(technologyKey(technology));
  }
}

function disabledOf(item: Item): DisabledTechnology {
  const read = readItem(BodyItem, item);
  return readBody(DisabledTechnologyBody, read, read.body);
}
