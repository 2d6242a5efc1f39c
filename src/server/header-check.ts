// Holds the `Mcp-Param-*` headers of a tool call against the arguments that they mirror.
// Source: 2026-07-28 basic/transports/streamable-http, "Server Behavior for Custom Headers".

import { type HeaderParameter, valueAt } from '../protocol/header-parameters.ts';
import { decodeHeaderValue, headerMismatch } from '../protocol/headers.ts';
import type { JsonObject } from '../protocol/mcp.ts';

const DECIMAL = /^-?\d+(?:\.0+)?$/;

/** @throws FleetError HEADER_MISMATCH naming the header. */
export function checkHeaderParameters(
  parameters: readonly HeaderParameter[],
  headers: ReadonlyMap<string, string>,
  args: JsonObject,
): void {
  for (const parameter of parameters) checkOne(parameter, headers.get(parameter.header), args);
}

function checkOne(parameter: HeaderParameter, header: string | undefined, args: JsonObject): void {
  const expected = valueAt(args, parameter.path);
  const where = `arguments.${parameter.path.join('.')}`;
  if (expected === undefined || expected === null) {
    if (header === undefined) return;
    throw headerMismatch(`${parameter.header} was sent, but ${where} has no value`);
  }
  if (header === undefined) throw headerMismatch(`the required header ${parameter.header} is missing`);
  const given = decodeHeaderValue(header);
  if (given === undefined)
    throw headerMismatch(`${parameter.header} has invalid characters or broken Base64`);
  if (!matches(given, expected)) throw headerMismatch(`${parameter.header} does not match ${where}`);
}

function matches(given: string, expected: unknown): boolean {
  if (typeof expected === 'string') return given === expected;
  if (typeof expected === 'boolean') return given === String(expected);
  // Numbers are compared as numbers: 42.0 and 42 are the same.
  return typeof expected === 'number' && DECIMAL.test(given) && Number(given) === expected;
}
