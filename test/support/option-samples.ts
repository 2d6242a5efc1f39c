// For each option of the table a value that is not its default, as a file, a variable or flag, and code have it.

import { isNamed, type Option } from '../../src/config/option.ts';

export interface OptionSample {
  /** The option's name with the user's own in it. */
  readonly name: string;
  readonly segments: readonly string[];
  /** In a file; code takes it too. */
  readonly value: unknown;
  /** In a variable. */
  readonly text: string;
  /** As flags, with the text. */
  readonly flags: readonly string[];
}

const TEXTS: Readonly<Record<string, string>> = {
  host: 'localhost',
  path: '/tools',
  nodeId: 'node_1',
  processes: '3',
  allowedHosts: 'mcp.example',
  allowedOrigins: 'https://app.example',
  'auth.issuer': 'https://login.example',
  'auth.audience': 'https://mcp.example/mcp',
  'auth.resource': 'https://mcp.example/mcp',
  'auth.jwksUri': 'https://login.example/keys',
  'auth.algorithms': 'ES256',
  'auth.principalClaim': 'email',
  'auth.header': 'X-API-Key',
  'auth.requiredScopes': 'mcp',
  'auth.scopesSupported': 'mcp',
  'auth.toolScopes.<tool>': 'admin',
  'auth.impliedScopes.<scope>': 'read',
  secrets: 'a secret of 32 bytes or even more',
};
const OWN_NAME = 'files.read';

/** @param secretsFile path of a file with secrets */
export function sampleOf(option: Option, secretsFile: string): OptionSample {
  const value = sampleValue(option, secretsFile);
  const plain = Array.isArray(value) ? value.join(',') : String(value);
  const text = isNamed(option) ? `${OWN_NAME}=${plain}` : plain;
  const segments = option.segments.map((segment) => (segment.startsWith('<') ? OWN_NAME : segment));
  const name = option.path.replace(/\.<\w+>/, `["${OWN_NAME}"]`);
  return { name, segments, value, text, flags: flagsOf(option, value, text) };
}

function sampleValue({ path, kind, fallback }: Option, secretsFile: string): unknown {
  switch (kind.type) {
    case 'number':
      // Within all bounds and nobody's default; longer than the time that a breaker is open at first.
      if (kind.bounds.fraction === true) return kind.bounds.greatest === 1 ? 0.25 : 1.5;
      return path === 'circuitBreaker.maxOpenMs' ? 70_000 : Math.max(kind.bounds.least, 7);
    case 'boolean':
    case 'switch':
      return fallback !== true;
    case 'choice':
      return kind.values.find((value) => value !== fallback);
    case 'path':
      return secretsFile;
    case 'list':
      return [TEXTS[path]];
    case 'text':
      return TEXTS[path];
    case 'code':
      return kind.form === 'function' ? () => undefined : { info() {}, warn() {}, error() {} };
  }
}

function flagsOf(option: Option, value: unknown, text: string): string[] {
  if (option.flagName === undefined) return [];
  const isPlain = typeof value === 'boolean' && !isNamed(option);
  return isPlain ? [`--${value ? '' : 'no-'}${option.flagName}`] : [`--${option.flagName}`, text];
}

/** An object in which the value stands at that place. */
export function treeOf({
  segments,
  value,
}: Pick<OptionSample, 'segments' | 'value'>): Record<string, unknown> {
  return segments.reduceRight<unknown>((inside, segment) => ({ [segment]: inside }), value) as Record<
    string,
    unknown
  >;
}
