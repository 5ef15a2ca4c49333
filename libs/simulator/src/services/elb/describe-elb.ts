import type { Answer, Call, Operation } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import { InvalidTokenError, pageByPlace } from '../../protocol/paginate.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { elbError, refuseUnread, validationError } from './elb-errors.ts';

const LONGEST_PAGE = 400;

/** A list of load balancing resources that is asked for by ARNs and names, and goes by pages. */
export interface ElbList<T, Scope> {
  readonly name: string;
  readonly list: string;
  /** Parameters that hold ARNs or names, with what they are compared to. */
  readonly keys: Readonly<Record<string, (item: T) => string>>;
  readonly notFound: readonly [code: string, noun: string];
  readonly readScope: (params: QueryParams) => Scope;
  readonly items: (call: Call, scope: Scope) => readonly T[];
  readonly render: (item: T, call: Call) => Answer;
}

/** A description with ARNs, names and pages. */
export function describeElb<T, Scope>(kind: ElbList<T, Scope>): Operation<QueryParams> {
  return defineOperation({
    name: kind.name,
    input: (params: QueryParams) => {
      const asked = Object.entries(kind.keys).flatMap(([param, keyOf]) =>
        params.list(`${param}.member`).map((key) => ({ key, keyOf })),
      );
      const input = { asked, scope: kind.readScope(params), ...readPage(params) };
      refuseUnread(params);
      return input;
    },
    resources: ({ asked }) => asked.map(({ key }) => key),
    run: (call, { asked, scope, pageSize, marker }) => {
      const known = kind.items(call, scope);
      const missing = asked.find(({ key, keyOf }) => !known.some((item) => keyOf(item) === key));
      const [code, noun] = kind.notFound;
      if (missing) throw elbError(code, `${noun} '${missing.key}' not found`);
      const items = known.filter((item) => asked.length === 0 || asked.some(({ key, keyOf }) => keyOf(item) === key));
      const list = {
        items,
        scope: [kind.name, asked.map(({ key }) => key), scope],
        longestPage: LONGEST_PAGE,
      };
      try {
        const { items: shown, nextToken } = pageByPlace(list, { maxResults: pageSize, nextToken: marker });
        return { [kind.list]: shown.map((item) => kind.render(item, call)), NextMarker: nextToken };
      } catch (error) {
        if (error instanceof InvalidTokenError) throw validationError(`Invalid marker: ${error.message}`);
        throw error;
      }
    },
  });
}

function readPage(params: QueryParams): { pageSize: number | undefined; marker: string | undefined } {
  const pageSize = params.number('PageSize');
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= LONGEST_PAGE)) {
    throw validationError(`PageSize has to be from 1 to ${LONGEST_PAGE}, not ${pageSize}`);
  }
  return { pageSize, marker: params.text('Marker') };
}
