export type Direction = 'start' | 'stop';

interface Power {
  readonly operation: string;
  readonly summary: string;
  readonly undoneBy: string;
  /** The state that is wanted, and the one on the way there. */
  readonly wanted: string;
  readonly onTheWay: string;
  readonly typicalSeconds: number;
  readonly longestSeconds: number;
}

export const DIRECTIONS: Readonly<Record<Direction, Power>> = {
  start: {
    operation: 'start-instances',
    summary: 'Start standby instances',
    undoneBy: 'stop-instances',
    wanted: 'running',
    onTheWay: 'pending',
    typicalSeconds: 30,
    longestSeconds: 300,
  },
  stop: {
    operation: 'stop-instances',
    summary: 'Stop standby instances',
    undoneBy: 'start-instances',
    wanted: 'stopped',
    onTheWay: 'stopping',
    typicalSeconds: 60,
    longestSeconds: 600,
  },
};
