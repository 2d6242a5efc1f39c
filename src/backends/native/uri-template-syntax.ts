// The grammar of URI templates and their expansion: what stands between braces, and what it becomes.
// Source: RFC 6570 sections 2 and 3, levels 1 to 3, with the lists and the `*` modifier of level 4.

/** Characters of a template. */
const MAX_TEMPLATE_CHARS = 2048;
/** Variables of a template. */
const MAX_VARIABLES = 32;

export type Operator = '' | '+' | '#' | '.' | '/' | ';' | '?' | '&';

export interface Variable {
  readonly name: string;
  /** Has the `*` modifier: a list becomes one part for each item. */
  readonly explode: boolean;
}

export interface Expression {
  readonly operator: Operator;
  readonly variables: readonly Variable[];
}

/** RFC 6570, appendix A: how each operator writes its values. */
export interface Style {
  readonly first: string;
  readonly separator: string;
  /** Whether values are written as `name=value`. */
  readonly named: boolean;
  /** Whether reserved characters stay as they are. */
  readonly reserved: boolean;
}

export const STYLES: Readonly<Record<Operator, Style>> = {
  '': { first: '', separator: ',', named: false, reserved: false },
  '+': { first: '', separator: ',', named: false, reserved: true },
  '#': { first: '#', separator: ',', named: false, reserved: true },
  '.': { first: '.', separator: '.', named: false, reserved: false },
  '/': { first: '/', separator: '/', named: false, reserved: false },
  ';': { first: ';', separator: ';', named: true, reserved: false },
  '?': { first: '?', separator: '&', named: true, reserved: false },
  '&': { first: '&', separator: '&', named: true, reserved: false },
};

/**
 * @returns literals, percent-encoded where needed, and expressions in turn.
 * @throws TypeError that says what is wrong.
 */
export function parseTemplate(template: string): (string | Expression)[] {
  if (template.length > MAX_TEMPLATE_CHARS) {
    throw new TypeError(
      `A URI template has at most ${MAX_TEMPLATE_CHARS} characters, not ${template.length}.`,
    );
  }
  const parts: (string | Expression)[] = [];
  let variables = 0;
  for (let position = 0; position < template.length; ) {
    const open = template.indexOf('{', position);
    const literal = template.slice(position, open === -1 ? undefined : open);
    if (literal.includes('}')) throw invalid(template, 'a "}" has no "{"');
    if (hasBrokenEscape(literal)) throw invalid(template, 'a "%" is not followed by two hexadecimal digits');
    if (literal !== '') parts.push(encodeIllegal(literal));
    if (open === -1) break;
    const close = template.indexOf('}', open);
    if (close === -1) throw invalid(template, 'a "{" has no "}"');
    const expression = parseExpression(template, template.slice(open + 1, close));
    variables += expression.variables.length;
    parts.push(expression);
    position = close + 1;
  }
  if (variables > MAX_VARIABLES) throw invalid(template, `it has more than ${MAX_VARIABLES} variables`);
  return parts;
}

function parseExpression(template: string, text: string): Expression {
  const [, operator = '', list = ''] = /^([+#./;?&]?)(.*)$/s.exec(text) ?? [];
  const variables = list.split(',').map((item): Variable => {
    const explode = item.endsWith('*');
    const name = explode ? item.slice(0, -1) : item;
    if (name.includes(':')) throw invalid(template, `"{${text}}" uses a prefix, which is not supported`);
    if (!/^(?:\w|%[0-9A-Fa-f]{2})(?:[.\w]|%[0-9A-Fa-f]{2})*$/.test(name) || name === '__proto__') {
      throw invalid(template, `"{${text}}" has no valid variable name: use letters, digits, "_" and "."`);
    }
    return { name, explode };
  });
  return { operator: operator as Operator, variables };
}

/** What the expression becomes; nothing when none of its variables has a value. */
export function expandExpression(
  { operator, variables }: Expression,
  values: Readonly<Record<string, string | readonly string[]>>,
): string {
  const style = STYLES[operator];
  const texts: string[] = [];
  for (const variable of variables) {
    const value = Object.hasOwn(values, variable.name) ? values[variable.name] : undefined;
    if (value === undefined || (typeof value !== 'string' && value.length === 0)) continue;
    texts.push(expandVariable(variable, value, operator));
  }
  return texts.length === 0 ? '' : style.first + texts.join(style.separator);
}

function expandVariable(variable: Variable, value: string | readonly string[], operator: Operator): string {
  const { separator, named, reserved } = STYLES[operator];
  const items = (typeof value === 'string' ? [value] : value).map((item) => encode(String(item), reserved));
  if (!named) return items.join(variable.explode ? separator : ',');
  // `;a` but `?a=`
  const pair = (item: string): string =>
    item === '' && operator === ';' ? variable.name : `${variable.name}=${item}`;
  return variable.explode ? items.map(pair).join(separator) : pair(items.join(','));
}

function encode(value: string, reserved: boolean): string {
  if (reserved) return encodeIllegal(value.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  return encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, hex);
}

function hex(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Percent-encodes what may not stand in a URI at all; leaves reserved characters and escapes alone. */
export function encodeIllegal(text: string): string {
  return text.toWellFormed().replace(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]+/g, encodeURIComponent);
}

export function hasBrokenEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}

function invalid(template: string, problem: string): TypeError {
  return new TypeError(`Invalid URI template ${JSON.stringify(template.slice(0, 200))}: ${problem}.`);
}
