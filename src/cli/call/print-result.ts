// The result of a tool for a person: texts on stdout, what cannot be shown in words summed up on stderr.

import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { CallToolResult, ContentBlock } from '../../protocol/mcp.ts';
import { CliError } from '../cli-error.ts';
import { oneLine, printable } from '../client/printable.ts';

export interface ShownResult {
  /** For stdout; each text ends its line. */
  readonly text: string;
  /** For stderr, one a line. */
  readonly notes: readonly string[];
}

/** @param forTerminal takes out what could steer the terminal */
export function showResult(result: CallToolResult, forTerminal: boolean): ShownResult {
  const clean = forTerminal ? printable : (text: string) => text;
  const texts: string[] = [];
  const notes: string[] = [];
  for (const block of result.content) {
    const text = textOf(block);
    if (text !== undefined) texts.push(clean(text));
    else notes.push(summaryOf(block));
  }
  if (texts.length === 0 && result.structuredContent !== undefined) {
    texts.push(clean(JSON.stringify(result.structuredContent, null, 2)));
  }
  return { text: texts.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join(''), notes };
}

function textOf(block: ContentBlock): string | undefined {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'resource':
      return 'text' in block.resource ? block.resource.text : undefined;
    case 'resource_link':
      return block.uri;
    default:
      return undefined;
  }
}

function summaryOf(block: ContentBlock): string {
  const binary = binaryOf(block);
  if (binary === undefined) return `[content of type "${oneLine(String(block.type))}"]`;
  const { what, mimeType, bytes } = binary;
  return `[${what}, ${oneLine(mimeType)}, ${sizeOf(bytes.length)}; --save FILE writes it]`;
}

interface Binary {
  readonly what: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

function binaryOf(block: ContentBlock): Binary | undefined {
  switch (block.type) {
    case 'image':
    case 'audio':
      return { what: block.type, mimeType: block.mimeType, bytes: Buffer.from(block.data, 'base64') };
    case 'resource': {
      const { resource } = block;
      if (!('blob' in resource)) return undefined;
      const { uri, mimeType = 'application/octet-stream', blob } = resource;
      return { what: `resource ${oneLine(uri)}`, mimeType, bytes: Buffer.from(blob, 'base64') };
    }
    default:
      return undefined;
  }
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * Writes the binary content of a result: the first to `file`, a second to `file-2` with the same ending, and so on.
 * @returns what was written, for people
 * @throws CliError when there is none, or it cannot be written
 */
export function saveBinary(result: CallToolResult, file: string): readonly string[] {
  const binaries = result.content.map(binaryOf).filter((binary) => binary !== undefined);
  if (binaries.length === 0) throw new CliError('The result has no image, audio or other bytes to save.');
  const ending = extname(file);
  return binaries.map(({ mimeType, bytes }, index) => {
    const name = index === 0 ? file : `${file.slice(0, file.length - ending.length)}-${index + 1}${ending}`;
    try {
      writeFileSync(name, bytes);
    } catch (cause) {
      throw new CliError(`${name} cannot be written: ${(cause as Error).message}`, { cause });
    }
    return `${name}: ${oneLine(mimeType)}, ${sizeOf(bytes.length)}`;
  });
}
