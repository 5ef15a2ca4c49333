import { expect, it } from '@jest/globals';
import { Recent } from './recent.ts';

it('remembers what was set last, and forgets the rest', () => {
  const recent = new Recent<string, number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  recent.set('a', 3);
  recent.set('c', 4);
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([3, undefined, 4]);
  recent.forget('a');
  expect(recent.get('a')).toBeUndefined();
});
