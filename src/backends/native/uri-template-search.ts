// Finds where each part of a URI template ends in a URI. What a backtracking regular expression does in exponential or
// square time on hostile input, this does in linear time: it never asks twice whether the rest can match from a place.

import type { Variable } from './uri-template-syntax.ts';

/** What to find next in a URI. */
export type Step = LiteralStep | ValueStep | PairsStep;

export interface LiteralStep {
  readonly kind: 'literal';
  readonly text: string;
}

/** The prefix, then one or more characters other than `stops`. */
export interface ValueStep {
  readonly kind: 'value';
  readonly prefix: string;
  readonly stops: string;
  readonly name: string;
  /** What separates the items of a list; undefined for a string. */
  readonly separator: string | undefined;
}

/** Nothing, or one of the openers and then `name=value` pairs up to one of `stops`. */
export interface PairsStep {
  readonly kind: 'pairs';
  readonly openers: string;
  readonly stops: string;
  readonly separator: string;
  readonly variables: readonly Variable[];
}

/**
 * Where each step ends when each takes as much as the later ones leave it; undefined when the URI does not match.
 * Takes at most (steps) x (characters) of work, whatever the URI.
 */
export function findEnds(steps: readonly Step[], uri: string): number[] | undefined {
  return takeAll(steps, uri) ?? searchEnds(steps, uri);
}

/** The usual case: each step takes all that it can, and the next one finds what it needs. */
function takeAll(steps: readonly Step[], uri: string): number[] | undefined {
  const ends: number[] = [];
  let at = 0;
  for (const step of steps) {
    if (step.kind === 'pairs') {
      if (isOneOf(step.openers, uri, at)) at = runEnd(step.stops, uri, at + 1);
    } else {
      const text = step.kind === 'literal' ? step.text : step.prefix;
      if (!uri.startsWith(text, at)) return undefined;
      const begin = at + text.length;
      at = step.kind === 'literal' ? begin : runEnd(step.stops, uri, begin);
      if (step.kind === 'value' && at === begin) return undefined;
    }
    ends.push(at);
  }
  return at === uri.length ? ends : undefined;
}

function runEnd(stops: string, uri: string, begin: number): number {
  let at = begin;
  while (at < uri.length && !stops.includes(uri.charAt(at))) at += 1;
  return at;
}

/** First backwards, noting from where the rest can match, then forwards along those places. */
function searchEnds(steps: readonly Step[], uri: string): number[] | undefined {
  const width = uri.length + 1;
  // At [step * width + position]: whether this step and all later ones match from there to the end.
  const matches = new Uint8Array((steps.length + 1) * width);
  matches[steps.length * width + uri.length] = 1;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    if (step !== undefined) fillRow(step, uri, matches.subarray(index * width, (index + 2) * width));
  }
  if (matches[0] !== 1) return undefined;
  const ends: number[] = [];
  let position = 0;
  for (const [index, step] of steps.entries()) {
    position = endOf(step, uri, position, matches.subarray((index + 1) * width, (index + 2) * width));
    ends.push(position);
  }
  return ends;
}

/** Fills the first half of `rows`, for this step, from the second, for the step after it. */
function fillRow(step: Step, uri: string, rows: Uint8Array): void {
  const width = uri.length + 1;
  if (step.kind === 'literal') {
    for (let at = uri.indexOf(step.text); at !== -1; at = uri.indexOf(step.text, at + 1)) {
      rows[at] = rows[width + at + step.text.length] ?? 0;
    }
    return;
  }
  // Whether a value that has begun may go on or end at a position, for the positions after the current one.
  const goesOn = new Uint8Array(width + 1);
  for (let at = uri.length; at >= 0; at -= 1) {
    const isInside = at < uri.length && !isOneOf(step.stops, uri, at);
    goesOn[at] = rows[width + at] === 1 || (isInside && goesOn[at + 1] === 1) ? 1 : 0;
    if (step.kind === 'pairs') {
      const opens = isOneOf(step.openers, uri, at);
      rows[at] = rows[width + at] === 1 || (opens && goesOn[at + 1] === 1) ? 1 : 0;
    } else if (uri.startsWith(step.prefix, at)) {
      const begin = at + step.prefix.length;
      const isValue = begin < uri.length && !isOneOf(step.stops, uri, begin);
      rows[at] = isValue && goesOn[begin + 1] === 1 ? 1 : 0;
    }
  }
}

/** The furthest end of a step from which the next one matches. */
function endOf(step: Step, uri: string, start: number, next: Uint8Array): number {
  if (step.kind === 'literal') return start + step.text.length;
  const begin = start + (step.kind === 'value' ? step.prefix.length : 1);
  if (step.kind === 'pairs' && !isOneOf(step.openers, uri, start)) return start;
  let end = start;
  for (let at = begin; at <= uri.length; at += 1) {
    const isLongEnough = step.kind === 'pairs' || at > begin;
    if (isLongEnough && next[at] === 1) end = at;
    if (isOneOf(step.stops, uri, at)) break;
  }
  return end;
}

function isOneOf(chars: string, uri: string, at: number): boolean {
  return at < uri.length && chars.includes(uri.charAt(at));
}
