// Tells what a configuration comes to: every option with its value and where that was said. Secrets stay secret.

import { scryptSync } from 'node:crypto';
import { isNamed, type Kind, type Option } from './option.ts';
import { OPTIONS } from './option-table.ts';
import { isOn, isWithin, type Setting, type Settings, settingName } from './settings.ts';
import { formatQuantity } from './units.ts';

export interface ReportRow {
  readonly name: string;
  /** For people. */
  readonly text: string;
  /** For programs; null: nothing is set and there is no constant default. */
  readonly value: unknown;
  readonly from: string;
}

/** What is off or was not said of a single name is left out. */
export function reportOf(settings: Settings): readonly ReportRow[] {
  const off = OPTIONS.filter((option) => option.kind.type === 'switch' && !isOn(settings, option));
  return OPTIONS.filter(
    (option) => !off.some((group) => group !== option && isWithin(option, group)),
  ).flatMap((option) => {
    const said = [...settings.values()].filter((setting) => setting.option === option);
    if (said.length > 0) return said.map(rowOf);
    return isNamed(option) ? [] : [defaultRow(option, isOn(settings, option))];
  });
}

function rowOf(setting: Setting): ReportRow {
  const { option, from = 'code' } = setting;
  const value = shownValue(option, setting.value);
  return { name: settingName(setting), text: textOf(option, value), value, from };
}

function defaultRow(option: Option, on: boolean): ReportRow {
  const { path, kind, fallback, fallbackDoc = 'not set' } = option;
  const value = kind.type === 'switch' ? on : (fallback ?? null);
  const text = value === null ? `(${fallbackDoc.replaceAll('`', '')})` : textOf(option, value);
  return { name: path, text, value, from: 'default' };
}

/** What holds when nobody says anything, in Markdown. */
export function defaultText({ kind, fallback, fallbackDoc }: Option): string {
  if (fallback === undefined) return fallbackDoc ?? 'none';
  return `\`${shortest(kind, fallback)}\``;
}

function shownValue({ kind, secret }: Option, value: unknown): unknown {
  if (kind.type === 'code') return `(the ${kind.form})`;
  if (secret !== true) return value;
  return (value as readonly (string | Uint8Array)[]).map(fingerprint);
}

/**
 * Tells two secrets apart and nothing else. Slow to make, so that secrets cannot be tried one after the other; 32 bits of
 * it fit a great many.
 */
function fingerprint(secret: string | Uint8Array): string {
  return `hidden (fingerprint ${scryptSync(secret, 'mcp-fleet fingerprint', 4).toString('hex')})`;
}

function textOf({ kind }: Option, value: unknown): string {
  if (Array.isArray(value)) return value.join(', ') || '(none)';
  const short = shortest(kind, value);
  return short === String(value) ? short : `${value} (${short})`;
}

/** A time or a size with the largest unit that fits. */
function shortest(kind: Kind, value: unknown): string {
  if (kind.type !== 'number' || kind.unit === undefined) return String(value);
  return formatQuantity(value as number, kind.unit);
}
