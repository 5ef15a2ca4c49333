import { pathText, type Path, type PlanFault } from '@breakwater/core';
import type { LineCounter } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Position } from './positions.ts';

/** What reading a document gives: its value, where each part of it stands, and what it must not hold. */
export interface NodeReading {
  readonly value: unknown;
  readonly positions: ReadonlyMap<string, Position>;
  readonly faults: readonly PlanFault[];
}

/** Turns a parsed document into a plain value. Nothing is expanded: an alias is a fault, not a copy. */
export function readNode(root: Node | null, lines: LineCounter): NodeReading {
  const reader = new NodeReader(lines);
  const value = reader.read(root, []);
  return { value, positions: reader.positions, faults: reader.faults };
}

class NodeReader {
  readonly positions = new Map<string, Position>([['', { line: 1, column: 1 }]]);
  readonly faults: PlanFault[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(node: unknown, path: Path): unknown {
    this.#refuseExtras(node, path);
    if (isMap(node)) return this.#readMap(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.#readItem(item, [...path, index]));
    if (isScalar(node)) return this.#readScalar(node.value, node.source, node, path);
    return null;
  }

  #readItem(item: unknown, path: Path): unknown {
    this.#remember(path, item);
    return this.read(item, path);
  }

  #readMap(map: YAMLMap, path: Path): unknown {
    const members = new Map<string, unknown>();
    for (const pair of map.items) {
      const name = this.#readKey(pair, path, map);
      if (name === undefined) continue;
      const below = [...path, name];
      if (members.has(name)) {
        this.#fault('duplicate-key', below, pair.key, `the key "${name}" is there twice: keep one`);
        continue;
      }
      this.#remember(below, pair.key);
      members.set(name, this.read(pair.value, below));
    }
    return Object.fromEntries(members);
  }

  #readKey({ key, value }: Pair, path: Path, map: YAMLMap): string | undefined {
    this.#refuseExtras(key, path);
    if (isScalar(key) && typeof key.value === 'string') return key.value;
    if (isAlias(key)) return undefined;
    const shown = isScalar(key) ? `the key ${key.source ?? 'null'} is` : 'a list or mapping as a key is';
    this.#fault('key-not-text', path, key ?? value ?? map, `${shown} not text: put it in quotes or choose a name`);
    return undefined;
  }

  #readScalar(value: unknown, source: string | undefined, node: Node, path: Path): unknown {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.#fault(
        'number-too-large',
        path,
        node,
        `the number ${source ?? value} is too large to be kept exactly: put it in quotes`,
      );
    }
    return value;
  }

  /** Anchors, aliases and tags make a document say more than is written; a plan must read as it runs. */
  #refuseExtras(node: unknown, path: Path): void {
    if (isAlias(node)) {
      this.#fault('alias', path, node, `the alias *${node.source} is not allowed: write the value where it is needed`);
      return;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return;
    if (node.anchor !== undefined) {
      this.#fault(
        'anchor',
        path,
        undefined,
        `the anchor &${node.anchor} is not allowed: write the value where it is needed`,
      );
    }
    if (node.tag !== undefined) this.#fault('tag', path, undefined, `the tag ${node.tag} is not allowed`);
  }

  /** @param node - what the fault points at; the place of the path when there is none */
  #fault(code: string, path: Path, node: unknown, message: string): void {
    this.faults.push({
      code,
      path: pathText(path),
      ...(this.#positionOf(node) ?? this.positions.get(pathText(path))),
      message,
    });
  }

  #remember(path: Path, node: unknown): void {
    const position = this.#positionOf(node);
    if (position !== undefined) this.positions.set(pathText(path), position);
  }

  #positionOf(node: unknown): Position | undefined {
    const offset = (node as { readonly range?: readonly [number, ...number[]] | null } | null | undefined)?.range?.[0];
    if (offset === undefined) return undefined;
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}
