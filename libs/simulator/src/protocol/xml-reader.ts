/** An XML element as it was sent; attributes and namespaces carry nothing in AWS requests and are left out. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The characters directly inside, without those of the children. */
  readonly text: string;
}

/** A text that is not one well-formed element, or uses what no AWS request needs (document types, CDATA). */
export class MalformedXmlError extends Error {
  override readonly name = 'MalformedXmlError';
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

const TOKEN = /<\?[^>]*\?>|<(\/?)([A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(\/?)>|([^<]+)|(<)/g;

/** @throws {@link MalformedXmlError} */
export function parseXml(text: string): XmlElement {
  const document: OpenElement = { name: '', children: [], text: '' };
  const open = [document];
  for (const [, close, name = '', selfClosed, characters, stray] of text.matchAll(TOKEN)) {
    const current = open.at(-1);
    if (stray !== undefined || current === undefined) throw new MalformedXmlError('the markup is not readable');
    if (characters !== undefined) current.text += unescape(characters);
    else if (close === '/') closeElement(open, name);
    else if (name !== '') openElement(open, current, { name, isEmpty: selfClosed === '/' });
  }
  const [root, ...others] = document.children;
  if (root === undefined || others.length > 0 || open.length !== 1 || document.text.trim() !== '') {
    throw new MalformedXmlError('the text is not one element');
  }
  return root;
}

function openElement(open: OpenElement[], parent: OpenElement, tag: { name: string; isEmpty: boolean }): void {
  const element: OpenElement = { name: tag.name, children: [], text: '' };
  parent.children.push(element);
  if (!tag.isEmpty) open.push(element);
}

function closeElement(open: OpenElement[], name: string): void {
  if (open.length < 2 || open.pop()?.name !== name) throw new MalformedXmlError(`</${name}> closes nothing`);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (_, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    const character = ENTITIES[name ?? ''];
    if (character === undefined) throw new MalformedXmlError(`&${name}; is not an entity of XML`);
    return character;
  });
}

/** Reads the members of an element, and remembers which were read so that none is ignored in silence. */
export class XmlFields {
  readonly #element: XmlElement;
  readonly #readers = new Map<string, XmlFields[]>();

  constructor(element: XmlElement) {
    this.#element = element;
  }

  /** The text of a member; undefined when there is none. */
  text(name: string): string | undefined {
    this.#readers.set(name, []);
    return this.#named(name)[0]?.text;
  }

  child(name: string): XmlFields | undefined {
    return this.#read(name)[0];
  }

  /** The entries of a list: `<name><item>…</item></name>`. */
  list(name: string, item: string): XmlFields[] {
    const parent = this.child(name);
    return parent === undefined ? [] : parent.#read(item);
  }

  /** The texts of a list's entries. */
  texts(name: string, item: string): string[] {
    return this.list(name, item).map((entry) => entry.#element.text);
  }

  /** Paths of the members nobody asked for. */
  unread(): string[] {
    return this.#element.children.flatMap((child) => {
      const readers = this.#readers.get(child.name);
      if (readers === undefined) return [child.name];
      const inside = readers.find((reader) => reader.#element === child)?.unread() ?? [];
      return inside.map((path) => `${child.name}/${path}`);
    });
  }

  #read(name: string): XmlFields[] {
    const readers = this.#named(name).map((child) => new XmlFields(child));
    this.#readers.set(name, readers);
    return readers;
  }

  #named(name: string): XmlElement[] {
    return this.#element.children.filter((child) => child.name === name);
  }
}
