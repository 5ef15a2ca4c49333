import type { ManualInstruction, Selection, Target } from '@breakwater/core';
import { awsCli } from './steps/cli.ts';

type Tags = NonNullable<Selection['allOf']>;

/** How a person lists the source servers of a selection with the AWS CLI, which filters by tags on its side. */
export function sourceServerListing(selection: Selection, target: Target): ManualInstruction {
  const query = `items[?${conditionOf(selection)}].[sourceServerID,tags.Name]`;
  return {
    text: `Source servers in account ${target.account}.`,
    commands: [awsCli(target, `drs describe-source-servers --query ${shellQuoted(query)} --output table`)],
  };
}

function conditionOf({ ids, allOf, anyOf, noneOf }: Selection): string {
  const parts = [
    ...(ids === undefined
      ? []
      : [
          joined(
            ids.map((id) => `sourceServerID=='${id}'`),
            '||',
          ),
        ]),
    ...(allOf === undefined ? [] : [joined(tagConditions(allOf, '=='), '&&')]),
    ...(anyOf === undefined ? [] : [joined(tagConditions(anyOf, '=='), '||')]),
    ...(noneOf === undefined ? [] : [joined(tagConditions(noneOf, '!='), '&&')]),
  ].filter((part) => part !== '');
  return parts.join(' && ');
}

const tagConditions = (tags: Tags, operator: '==' | '!='): readonly string[] =>
  Object.entries(tags).map(([key, value]) => `tags."${key}"${operator}'${value.replaceAll("'", "\\'")}'`);

const joined = (conditions: readonly string[], operator: '&&' | '||'): string =>
  conditions.length > 1 ? `(${conditions.join(` ${operator} `)})` : (conditions[0] ?? '');

const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;
