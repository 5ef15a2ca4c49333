import { describe, expect, it } from '@jest/globals';

import { MalformedXmlError, parseXml, XmlFields } from './xml-reader.ts';

const read = (text: string): XmlFields => new XmlFields(parseXml(text));

describe('XML of a request', () => {
  it('is read by members, lists and texts', () => {
    const root = read(
      '<?xml version="1.0"?>\n<R xmlns="urn:x"><A>1 &lt; 2 &amp; &#65;&#x42;</A><L><I><V>x</V></I><I><V>y</V></I></L><E/><T><V>z</V></T></R>',
    );
    expect(root.text('A')).toBe('1 < 2 & AB');
    expect(root.list('L', 'I').map((entry) => entry.text('V'))).toEqual(['x', 'y']);
    expect(root.text('E')).toBe('');
    expect(root.texts('T', 'V')).toEqual(['z']);
    expect(root.child('none')).toBeUndefined();
    expect(root.list('none', 'I')).toEqual([]);
    expect(root.unread()).toEqual([]);
  });

  it('tells what nobody asked for, however deep', () => {
    const root = read('<R><A><B>1</B><C>2</C></A><D/></R>');
    root.child('A')?.text('B');
    expect(root.unread()).toEqual(['A/C', 'D']);
  });

  it.each(['', 'x', '<a>', '</a>', '<a></b>', '<a/><b/>', '<a>&bad;</a>', '<!DOCTYPE a><a/>', '<a><![CDATA[x]]></a>'])(
    'is refused when it is %j',
    (text) => expect(() => parseXml(text)).toThrow(MalformedXmlError),
  );
});
