import { describe, expect, it } from '@jest/globals';
import { measurement, type Outcome } from './measurement.ts';
import { humanText, jsonText } from './print.ts';

const outcome = (broken: string[] = []): Outcome => ({
  measurements: [
    measurement('makespan/path', 1057.884, 's simulated', 1036.3),
    measurement('calls', 0.5, 'calls/server', 0),
  ],
  explanation: ['how it came about'],
  broken,
});

describe('what the benchmarks print', () => {
  it('as JSON: an array with name, value, unit, baseline and ratio, and nothing else', () => {
    expect(JSON.parse(jsonText([outcome()]))).toEqual([
      { name: 'makespan/path', value: 1057.88, unit: 's simulated', baseline: 1036.3, ratio: 1.02083 },
      { name: 'calls', value: 0.5, unit: 'calls/server', baseline: 0, ratio: null },
    ]);
  });

  it('for people: the explanation, a table and the verdict', () => {
    expect(humanText([outcome()]).split('\n')).toEqual([
      'how it came about',
      '',
      'benchmark      value  unit          baseline  ratio',
      '-------------  -----  ------------  --------  -----',
      'makespan/path  1,058  s simulated      1,036  1.021',
      'calls          0.500  calls/server     0.000',
      '',
      'all bounds hold',
    ]);
  });

  it('names every bound that does not hold', () => {
    expect(humanText([outcome(['too slow']), outcome(['too many'])])).toMatch(/broken: too slow\nbroken: too many$/);
  });
});
