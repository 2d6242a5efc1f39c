// Writes SVG elements as text, with every attribute and every text escaped.

export type Attributes = Readonly<Record<string, string | number>>;

/** An element whose `children` are SVG already. Coordinates are cut to a hundredth of a pixel. */
export function element(name: string, attributes: Attributes, children = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  return `<${name}${written.join('')}>${children}</${name}>`;
}

export function textElement(content: string, attributes: Attributes): string {
  return element('text', attributes, escapeXml(content));
}

/** Characters that XML 1.0 does not allow at all are left out. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to remove
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

const attribute = (value: string | number) =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : escapeXml(value);
