// What the blocks of a page mean: files that a reader makes, commands that they type, and what they then see. A block
// that none of the rules covers is an error, so that nothing stands in a page untested.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block } from './blocks.ts';
import { type Command, readRequest, readScripts } from './commands.ts';
import { SourceText } from './source-text.ts';

export const REPOSITORY = join(import.meta.dirname, '../..');

export interface PagePlan {
  readonly files: ReadonlyMap<string, SourceText>;
  readonly commands: readonly Command[];
}

/**
 * @param page its path in the repository
 * @throws Error naming the line of a block that nothing covers
 */
export function planPage(page: string, blocks: readonly Block[]): PagePlan {
  const files = new Map<string, SourceText>();
  const commands: Command[] = [];
  for (const block of blocks) {
    const [verb, argument] = splitMarker(block);
    switch (verb) {
      case 'file':
        if (files.has(argument)) throw problem(block, `${argument} was made by a block above`);
        files.set(argument, new SourceText(block));
        break;
      case 'add': {
        const file = files.get(argument);
        if (file === undefined) throw problem(block, `no block above makes ${argument}`);
        file.add(block);
        break;
      }
      case 'run':
      case 'serve':
        commands.push(...readScripts(block, verb === 'serve'));
        break;
      case 'output': {
        const last = commands.at(-1);
        if (last === undefined) throw problem(block, 'there is no command above');
        last.output = block.lines.join('\n');
        last.isJson = block.language === 'json';
        break;
      }
      case 'answer':
        commands.push(readRequest(block, argument));
        break;
      case 'script':
        for (const { text } of readScripts(block, false)) requireScript(block, text);
        break;
      case 'by':
        requireTest(page, block, argument);
        break;
      case 'none':
        if (block.language === '' || block.language === 'text') break;
        throw problem(block, 'only a block of plain text needs no test');
      default:
        throw problem(block, verb === '' ? 'nothing says how to test this block' : `"${verb}" is no rule`);
    }
  }
  return { files, commands };
}

/** Commands are run unless a comment says otherwise. */
function splitMarker({ marker, language }: Block): [verb: string, argument: string] {
  if (marker === undefined) return [language === 'sh' || language === 'console' ? 'run' : '', ''];
  const [verb = '', ...rest] = marker.split(/\s+/);
  return [verb, rest.join(' ')];
}

/** For what is not run here because it takes minutes, or runs this very test. */
function requireScript(block: Block, text: string): void {
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  for (const command of text.split('\n')) {
    const [, name = ''] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? [];
    if (!Object.hasOwn(scripts, name)) throw problem(block, `package.json has no script for "${command}"`);
  }
}

/** For what needs a test of its own: that test has to name the page. */
function requireTest(page: string, block: Block, file: string): void {
  const path = join(REPOSITORY, file);
  if (existsSync(path) && readFileSync(path, 'utf8').includes(page)) return;
  throw problem(block, `${file} is no test of ${page}`);
}

function problem({ line }: Block, what: string): Error {
  return new Error(`line ${line}: ${what}`);
}
