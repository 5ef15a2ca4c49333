import type { Scope, State } from './asl.ts';

/** The names of states that a state leads to, in its own scope. */
export function nextOf(state: State<string>): readonly string[] {
  switch (state.Type) {
    case 'Task':
      return [state.Next, ...state.Catch.map(({ Next }) => Next)];
    case 'Map':
      return [state.Next, ...(state.Catch ?? []).map(({ Next }) => Next)];
    case 'Choice':
      return [...state.Choices.map(({ Next }) => Next), state.Default];
    case 'Pass':
      return [state.Next];
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

/**
 * The same scope under other names. A state's name is unique in the whole machine, so states that are used in two
 * places need two.
 *
 * @param suffix - goes behind the name of every state of this scope; those inside of its Maps keep theirs
 */
export function suffixed({ StartAt, States }: Scope, suffix: string): Scope {
  if (suffix === '') return { StartAt, States };
  const named = (name: string): string => `${name} (${suffix})`;
  const states = Object.entries(States).map(([name, state]) => [named(name), withNext(state, named)] as const);
  return { StartAt: named(StartAt), States: Object.fromEntries(states) };
}

function withNext(state: State<string>, named: (name: string) => string): State<string> {
  switch (state.Type) {
    case 'Task':
      return { ...state, Catch: renamed(state.Catch, named), Next: named(state.Next) };
    case 'Map':
      return {
        ...state,
        ...(state.Catch !== undefined && { Catch: renamed(state.Catch, named) }),
        Next: named(state.Next),
      };
    case 'Choice':
      return { ...state, Choices: renamed(state.Choices, named), Default: named(state.Default) };
    case 'Pass':
      return { ...state, Next: named(state.Next) };
    case 'Succeed':
    case 'Fail':
      return state;
  }
}

const renamed = <Rule extends { readonly Next: string }>(
  rules: readonly Rule[],
  named: (name: string) => string,
): readonly Rule[] => rules.map((rule) => ({ ...rule, Next: named(rule.Next) }));
