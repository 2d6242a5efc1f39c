// What options take, in the words of the table's rows.

import type { Kind, NumberBounds, OptionRow, TextCheck } from './option.ts';

type KindPart = Pick<OptionRow, 'kind' | 'fallback'>;

export const count = (bounds: NumberBounds): KindPart => number(bounds, undefined);
export const duration = (bounds: NumberBounds): KindPart => number(bounds, 'ms');
export const size = (bounds: NumberBounds): KindPart => number(bounds, 'bytes');

function number(bounds: NumberBounds, unit: 'ms' | 'bytes' | undefined): KindPart {
  return { kind: { type: 'number', bounds, unit }, fallback: bounds.fallback };
}

export const boolean = (fallback: boolean): KindPart => ({ kind: { type: 'boolean' }, fallback });
export const groupSwitch = (fallback: boolean): KindPart => ({ kind: { type: 'switch' }, fallback });

export function choice(values: readonly string[], fallback: string): KindPart {
  return { kind: { type: 'choice', values }, fallback };
}

/** @param form what stands for it in help: `url` */
export function text(form: string, check: TextCheck): { readonly kind: Kind } {
  return { kind: { type: 'text', form, check } };
}

/** Several texts, each of which is checked. In variables and flags they are separated by commas. */
export function list(form: string, check: TextCheck): { readonly kind: Kind } {
  return { kind: { type: 'list', form, check } };
}

export const path: { readonly kind: Kind } = { kind: { type: 'path' } };

export function code(form: 'function' | 'object'): { readonly kind: Kind } {
  return { kind: { type: 'code', form } };
}

/** @param allowed completes "must be ..." */
export function matching(pattern: RegExp, allowed: string): TextCheck {
  return (name, value) => {
    if (pattern.test(value)) return;
    throw new TypeError(`${name} must be ${allowed}: ${JSON.stringify(value)}.`);
  };
}
