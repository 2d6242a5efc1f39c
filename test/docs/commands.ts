// What a page's reader does and then sees: scripts of the shell with their output, and requests with their answers.

import type { Block } from './blocks.ts';

/** A script of the shell; or a request of 2026-07-28, whose result is what it prints. */
export interface Command {
  readonly line: number;
  readonly text: string;
  readonly request: { readonly method: string; readonly params: object } | undefined;
  /** Undefined: whatever it prints. */
  output: string | undefined;
  /** The output is to be compared as JSON. */
  isJson: boolean;
  /** It goes on until the next such command or the end of the page. */
  readonly serves: boolean;
}

/** A `console` block has commands after `$` and their output below them; any other is one script. */
export function readScripts({ language, lines, line }: Block, serves: boolean): Command[] {
  if (language !== 'console') return [script(line, lines, undefined, serves)];
  const starts = lines.flatMap((text, at) => (text.startsWith('$ ') ? [at] : []));
  return starts.map((start, index) => {
    const isLast = index === starts.length - 1;
    const all = lines.slice(start, starts[index + 1]);
    const typed = all.findIndex((text) => !text.endsWith('\\')) + 1;
    const [first = '', ...others] = all.slice(0, typed);
    return script(line + start + 1, [first.slice(2), ...others], all.slice(typed), serves && isLast);
  });
}

type Lines = readonly string[];

function script(line: number, typed: Lines, printed: Lines | undefined, serves: boolean): Command {
  const output = printed?.join('\n');
  return { line, text: typed.join('\n'), request: undefined, output, isJson: false, serves };
}

/** @param argument a method, a space, and its parameters as JSON */
export function readRequest({ line, lines }: Block, argument: string): Command {
  const space = argument.indexOf(' ');
  const request = { method: argument.slice(0, space), params: JSON.parse(argument.slice(space)) as object };
  return { line, text: argument, request, output: lines.join('\n'), isJson: true, serves: false };
}
