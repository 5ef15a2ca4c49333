const DEPENDENCY: string = '@example/nowhere';

export default await import(DEPENDENCY);
